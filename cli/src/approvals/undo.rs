//! `tenantry approvals undo`: asking for what takes a change back.

use clap::Args;
use tenantry_domain::ids::ApprovalId;

use super::desk::Desk;
use super::request::requested;
use crate::command::Ask;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// The approval by which the change was made
    id: String,
    #[command(flatten)]
    ask: Ask,
}

/// Each part is a request of its own, in the order in which they are to be approved.
pub(super) async fn run(asked: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let id: ApprovalId = asked.id.parse()?;
    let msp = installation::msp(&asked.ask.msp)?;
    let (reason, context) = (asked.ask.needed_reason()?, asked.ask.context()?);
    let desk = Desk::of(msp, config).await?;
    let parts = desk.approvals().undo(msp, id, reason, context).await?;
    for (part, done) in parts {
        let receipt = desk.receipt(part, done);
        requested(&desk, receipt, &desk.told(part).await?, output).await?;
    }
    Ok(Exit::Ok)
}
