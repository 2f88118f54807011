//! `tenantry procedure-runs`: procedures that are followed, each step an approval of its own.

mod failing;
mod inputs;
mod list;
mod preview;
mod shown;

use clap::{Args, Subcommand};
use serde::Serialize;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::ids::{ApprovalId, ProcedureRunId};
use tenantry_domain::procedure_run::ProcedureRun;

use crate::command::{self, Ask, Receipt, Subject};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, say};
use crate::work::Ground;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Follow a procedure for a customer; each step is asked for when its turn comes. --reason says why
    Start(Start),
    /// Show what a run would ask for, without starting it
    Preview(preview::Asked),
    /// List runs, the latest first
    List(list::List),
    /// Show how a run stands, step by step
    Show(list::Of),
    /// Ask for no more steps of a run; what was asked for goes on. --reason says why
    Stop(Told),
    /// Ask for the reverse of what a run did, the last step first; --reason says why
    Undo(Told),
}

#[derive(Debug, Args)]
pub(crate) struct Start {
    #[command(flatten)]
    wanted: inputs::Wanted,
    /// The run's id [default: a new one]
    #[arg(long)]
    id: Option<String>,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Args)]
pub(crate) struct Told {
    /// The run's id
    id: String,
    #[command(flatten)]
    ask: Ask,
}

/// What came of undoing: each is to be approved, in this order.
#[derive(Debug, Serialize)]
struct Undone {
    #[serde(flatten)]
    receipt: Receipt,
    approvals: Vec<ApprovalId>,
}

async fn start(asked: Start, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.ask.msp)?;
    let (reason, context) = (asked.ask.needed_reason()?, asked.ask.context()?);
    let id = Subject::new_or::<ProcedureRunId>(asked.id.as_deref(), &asked.ask)?;
    let run: ProcedureRunId = id.0.parse()?;
    let ground = Ground::of(config).await?;
    let wish = asked.wanted.wish(&ground, msp, reason).await?;
    let done = ground.runs.start(msp, run, wish, context).await?;
    command::print(&command::receipt(msp, stream(run), done), output)?;
    Ok(Exit::Ok)
}

async fn stop(asked: Told, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.ask.msp)?;
    let (reason, context) = (asked.ask.needed_reason()?, asked.ask.context()?);
    let run: ProcedureRunId = asked.id.parse()?;
    let runs = Ground::of(config).await?.runs;
    let done = runs.stop(msp, run, reason, context).await?;
    command::print(&command::receipt(msp, stream(run), done), output)?;
    Ok(Exit::Ok)
}

async fn undo(asked: Told, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.ask.msp)?;
    let (reason, context) = (asked.ask.needed_reason()?, asked.ask.context()?);
    let run: ProcedureRunId = asked.id.parse()?;
    let runs = Ground::of(config).await?.runs;
    let (approvals, done) = runs.undo(msp, run, reason, context).await?;
    let receipt = command::receipt(msp, stream(run), done);
    if output.json {
        output.document(&Undone { receipt, approvals })?;
        return Ok(Exit::Ok);
    }
    command::print(&receipt, output)?;
    say("To be approved, in this order:");
    for approval in approvals {
        output.line(&approval.to_string())?;
    }
    Ok(Exit::Ok)
}

fn stream(run: ProcedureRunId) -> String {
    format!("{}/{run}", ProcedureRun::TYPE)
}

pub(crate) async fn run(asked: Command, config: &Config, output: &Output) -> Result<Exit, Failure> {
    match asked {
        Command::Start(asked) => start(asked, config, output).await,
        Command::Preview(asked) => preview::run(asked, config, output).await,
        Command::List(asked) => list::list(asked, config, output).await,
        Command::Show(asked) => list::show(asked, config, output).await,
        Command::Stop(asked) => stop(asked, config, output).await,
        Command::Undo(asked) => undo(asked, config, output).await,
    }
}
