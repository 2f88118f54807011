//! `tenantry approvals show`: all that whoever decides has to know, and how it goes afterwards.

use clap::Args;
use tenantry_domain::ids::ApprovalId;

use super::desk::Desk;
use super::whole::Whole;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// The approval's id
    id: String,
    /// Whose approval
    #[arg(long, value_name = "MSP")]
    msp: String,
}

pub(super) async fn run(asked: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let id: ApprovalId = asked.id.parse()?;
    let desk = Desk::of(msp, config).await?;
    let told = desk.told(id).await?;
    let whole = Whole::of(&desk, &told).await?;
    if output.json {
        output.document(&whole)?;
    } else {
        whole.print(&told, output)?;
    }
    Ok(Exit::Ok)
}
