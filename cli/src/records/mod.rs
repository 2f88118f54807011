//! `tenantry records`: what vendors have on record for an MSP, and whose each of it is.

mod history;
mod list;
mod say;
mod show;
pub(crate) mod shown;
mod suggest;

use clap::{Args, Subcommand};
use tenantry_domain::ids::{MspId, RecordId};
use tenantry_domain::vendor_record::VendorRecordRefusal;
use tenantry_engine::commands::CommandError;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List records by name
    List(list::List),
    /// Show one record, whose it is and how fresh that is
    Show(One),
    /// Say whose a record is without doubt, or may be, and why
    Suggest(One),
    /// Say whose a record is
    Link(say::Linked),
    /// Part a record from its customer; no rule links the two again
    Unlink(say::Unlinked),
    /// Give a record from one customer to another, in one step
    Move(say::Moved),
    /// Say that a record is nobody's; --reason says why
    Ignore(say::Asked),
    /// Ignore a record no longer
    Heed(say::Asked),
    /// Undo what was done last with a record
    Undo(say::Undone),
    /// Show what was done with a record: who, when and why
    History(One),
}

/// One record.
#[derive(Debug, Args)]
pub(crate) struct One {
    /// Its id, as `records list` shows it
    record: String,
    /// Whose record
    #[arg(long, value_name = "MSP")]
    msp: String,
}

impl One {
    fn read(&self) -> Result<(MspId, RecordId), Failure> {
        Ok((installation::msp(&self.msp)?, self.record.parse()?))
    }
}

/// The MSP has none of this id; somebody else's is none.
fn unknown() -> Failure {
    CommandError::Refused(VendorRecordRefusal::RecordNotFound).into()
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        Command::List(asked) => list::run(asked, config, output).await,
        Command::Show(asked) => show::run(&asked, config, output).await,
        Command::Suggest(asked) => suggest::run(&asked, config, output).await,
        Command::Link(asked) => say::link(&asked, config, output).await,
        Command::Unlink(asked) => say::unlink(&asked, config, output).await,
        Command::Move(asked) => say::move_to(&asked, config, output).await,
        Command::Ignore(asked) => say::ignore(&asked, config, output).await,
        Command::Heed(asked) => say::heed(&asked, config, output).await,
        Command::Undo(asked) => say::undo(&asked, config, output).await,
        Command::History(asked) => history::run(&asked, config, output).await,
    }
}
