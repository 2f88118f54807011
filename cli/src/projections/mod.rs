//! `tenantry projections`: the query tables, followed, rebuilt and put right.

mod operate;
mod rebuild;
mod run;
mod status;

use clap::Subcommand;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say how far each projection is, and where one stands still
    Status,
    /// Follow the ledger until stopped, keeping the query tables up to date
    Run(run::Asked),
    /// Build a query table anew while readers keep the old one
    Rebuild(rebuild::Asked),
    /// Let a projection stand still; readers keep what is there
    Pause(operate::Pause),
    /// Let a paused projection go on
    Resume(operate::Resume),
    /// Try the event again at which a projection stopped
    Retry(operate::Retry),
    /// Let a projection go on without one event
    Skip(operate::Skip),
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        Command::Status => status::run(config, output).await,
        Command::Run(asked) => run::run(&asked, config, output).await,
        Command::Rebuild(asked) => rebuild::run(&asked, config, output).await,
        Command::Pause(asked) => operate::pause(asked, config, output).await,
        Command::Resume(asked) => operate::resume(asked, config, output).await,
        Command::Retry(asked) => operate::retry(asked, config, output).await,
        Command::Skip(asked) => operate::skip(asked, config, output).await,
    }
}
