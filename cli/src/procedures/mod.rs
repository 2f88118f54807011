//! `tenantry procedures`: what an MSP does again and again, version by version.

mod file;
mod list;
mod mark;
mod say;
mod show;
mod written;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use tenantry_domain::ids::ProcedureId;
use tenantry_domain::procedure::{
    DefineProcedure, Procedure, ProcedureCommand, ProcedureRefusal, RetireProcedure,
    ReviseProcedure,
};
use tenantry_engine::commands::CommandError;

use crate::command::{self, Ask, Subject, send};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List procedures by name
    List(list::Asked),
    /// Show what a procedure does, now or in an older version, and which steps nobody has to approve
    Show(show::Asked),
    /// Define a procedure from a file in TOML
    Define(Define),
    /// Have it done otherwise from now on, as a new version; steps that change lose their marks
    Revise(Revise),
    /// Let nobody have to approve a step as it is, within limits; --reason says why
    Mark(mark::Marked),
    /// Let people approve a step again
    Unmark(mark::Unmarked),
    /// Follow a procedure no more; --reason says why
    Retire {
        /// Its id
        id: String,
        #[command(flatten)]
        ask: Ask,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Define {
    /// The file that says what it does
    file: PathBuf,
    /// Its id [default: a new one]
    #[arg(long)]
    id: Option<String>,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Args)]
pub(crate) struct Revise {
    /// Its id
    id: String,
    /// The file that says what it does from now on
    file: PathBuf,
    /// The version that the file was made from; refused if it is not the newest. An idempotency key
    /// needs it, to stand for the same each time [default: the newest]
    #[arg(long, value_name = "N")]
    from_version: Option<u32>,
    #[command(flatten)]
    ask: Ask,
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let (subject, command, ask) = match command {
        Command::List(asked) => return list::run(asked, config, output).await,
        Command::Show(asked) => return show::run(&asked, config, output).await,
        Command::Revise(asked) => return revise(asked, config, output).await,
        Command::Define(Define { file, id, ask }) => {
            let definition = file::read(&file)?;
            let command = ProcedureCommand::Define(DefineProcedure { definition });
            let subject = Subject::new_or::<ProcedureId>(id.as_deref(), &ask)?;
            (subject, command, ask)
        }
        Command::Mark(marked) => marked.command()?,
        Command::Unmark(unmarked) => unmarked.command()?,
        Command::Retire { id, ask } => {
            let reason = ask.needed_reason()?;
            let command = ProcedureCommand::Retire(RetireProcedure { reason });
            (Subject::of::<ProcedureId>(&id)?, command, ask)
        }
    };
    send::<Procedure>(subject, command, ask, config, output).await
}

async fn revise(asked: Revise, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let (msp, context) = (installation::msp(&asked.ask.msp)?, asked.ask.context()?);
    let subject = Subject::of::<ProcedureId>(&asked.id)?;
    let definition = file::read(&asked.file)?;
    let engine = installation::engine(config).await?;
    let procedure: Procedure = engine.load(msp, &subject.0).await?;
    let missing = || CommandError::Refused(ProcedureRefusal::ProcedureNotFound);
    let newest = procedure.known().ok_or_else(missing)?.version;
    let command = ProcedureCommand::Revise(ReviseProcedure {
        from_version: asked.from_version.unwrap_or(newest),
        definition,
    });
    let receipt = command::execute::<Procedure>(&engine, msp, subject, command, context).await?;
    command::print(&receipt, output)?;
    Ok(Exit::Ok)
}
