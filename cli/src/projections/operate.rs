//! What operators decide about a projection. Each decision is a command like any other: it is
//! recorded with who and why, and the daemon obeys the record.

use clap::Args;
use tenantry_domain::ids::MspId;
use tenantry_domain::projection::{
    PauseProjection, Projection, ProjectionCommand, ResumeProjection, RetryProjection,
    SkipProjectionEvent, id_of,
};
use tenantry_domain::text::{ProjectionName, Reason};
use tenantry_engine::commands::Engine;
use tenantry_ledger::evidence::EvidenceFault;
use tenantry_projections::declaration::Declaration;

use crate::command::{Subject, execute, print};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;

#[derive(Debug, Args)]
pub(crate) struct Pause {
    /// The projection
    name: String,
    /// Only this MSP's part of it [default: all]
    #[arg(long, value_name = "MSP")]
    msp: Option<String>,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, Args)]
pub(crate) struct Resume {
    /// The projection
    name: String,
    /// Only this MSP's part of it [default: all]
    #[arg(long, value_name = "MSP")]
    msp: Option<String>,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Retry {
    /// The projection
    name: String,
    /// Whose part of it
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Where it stands; `projections status` says
    #[arg(long)]
    position: u64,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Skip {
    /// The projection
    name: String,
    /// Whose part of it
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// The event to go on without
    #[arg(long)]
    position: u64,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(super) async fn pause(asked: Pause, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let reason = Reason::new(&asked.reason)?;
    let msp = whole_or(asked.msp.as_deref())?;
    let (engine, declared) = ready(&asked.name, config).await?;
    let command = ProjectionCommand::Pause(PauseProjection {
        name: ProjectionName::new(declared.name)?,
        reason: reason.clone(),
    });
    decide(&engine, declared, msp, command, Some(&reason), output).await
}

pub(super) async fn resume(
    asked: Resume,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let reason = asked.reason.as_deref().map(Reason::new).transpose()?;
    let msp = whole_or(asked.msp.as_deref())?;
    let (engine, declared) = ready(&asked.name, config).await?;
    let command = ProjectionCommand::Resume(ResumeProjection {
        name: ProjectionName::new(declared.name)?,
    });
    decide(&engine, declared, msp, command, reason.as_ref(), output).await
}

pub(super) async fn retry(asked: Retry, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let reason = asked.reason.as_deref().map(Reason::new).transpose()?;
    let msp = installation::msp(&asked.msp)?;
    let (engine, declared) = ready(&asked.name, config).await?;
    must_exist(&engine, msp, asked.position).await?;
    let command = ProjectionCommand::Retry(RetryProjection {
        name: ProjectionName::new(declared.name)?,
        position: asked.position,
    });
    decide(&engine, declared, msp, command, reason.as_ref(), output).await
}

pub(super) async fn skip(asked: Skip, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let reason = Reason::new(&asked.reason)?;
    let msp = installation::msp(&asked.msp)?;
    let (engine, declared) = ready(&asked.name, config).await?;
    must_exist(&engine, msp, asked.position).await?;
    let command = ProjectionCommand::SkipEvent(SkipProjectionEvent {
        name: ProjectionName::new(declared.name)?,
        version: declared.version,
        position: asked.position,
        reason: reason.clone(),
    });
    decide(&engine, declared, msp, command, Some(&reason), output).await
}

/// The MSP's part of a projection, or all of it.
fn whole_or(msp: Option<&str>) -> Result<MspId, Failure> {
    msp.map_or(Ok(MspId::INSTALLATION), installation::msp)
}

/// The engine, once the name is known to be one of a projection.
async fn ready(name: &str, config: &Config) -> Result<(Engine, &'static Declaration), Failure> {
    let engine = installation::engine(config).await?;
    let projections = installation::projections(config, engine.ledger().clone()).await?;
    let declared = projections.declared(name)?;
    Ok((engine, declared))
}

async fn must_exist(engine: &Engine, msp: MspId, asked: u64) -> Result<(), Failure> {
    let end = engine.ledger().head(msp).await?.position;
    if end == 0 {
        return Err(EvidenceFault::LedgerEmpty { msp }.into());
    }
    if asked == 0 || asked > end {
        return Err(EvidenceFault::Beyond { msp, asked, end }.into());
    }
    Ok(())
}

async fn decide(
    engine: &Engine,
    declared: &Declaration,
    msp: MspId,
    command: ProjectionCommand,
    reason: Option<&Reason>,
    output: &Output,
) -> Result<Exit, Failure> {
    let mut context = installation::operator();
    if let Some(reason) = reason {
        context = context.because(reason.as_str());
    }
    let subject = Subject(id_of(declared.name).to_string());
    let receipt = execute::<Projection>(engine, msp, subject, command, context).await?;
    print(&receipt, output)?;
    Ok(Exit::Ok)
}
