//! `tenantry mapping`: many records at once, what leaves no doubt, and whether it is enough to go on.

mod bulk;
mod certain;
mod desk;
mod failing;
mod readiness;
pub(crate) mod told;

use clap::Subcommand;
use tenantry_engine::mapping::MappingError;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

pub(crate) use desk::Desk;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show what accepting all suggestions from a score on would link; nothing is done
    Preview(bulk::Previewed),
    /// Ask for exactly what a preview showed to be linked; somebody else approves. --reason says why
    Accept(bulk::Accepted),
    /// Link what leaves no doubt now, as it is done after each discovery
    Certain(certain::Asked),
    /// Say whether enough is mapped to go on, and what is missing
    Readiness(readiness::Asked),
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        Command::Preview(asked) => bulk::preview(asked, config, output).await,
        Command::Accept(asked) => bulk::accept(asked, config, output).await,
        Command::Certain(asked) => certain::run(&asked, config, output).await,
        Command::Readiness(asked) => readiness::run(&asked, config, output).await,
    }
}

/// Why something of many was left, in a code and in words.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Why {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl From<&MappingError> for Why {
    fn from(error: &MappingError) -> Self {
        Self {
            code: error.code(),
            message: error.to_string(),
        }
    }
}
