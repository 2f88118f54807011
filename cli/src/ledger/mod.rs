//! `tenantry ledger`: what was recorded, shown, verified and proven.

mod check;
mod checkpoint;
mod import;
mod prove;
mod show;
mod verify;

use clap::Subcommand;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check that every row is what was recorded
    Verify(verify::Asked),
    /// Show the events of a stream and the state they lead to
    Show(show::Asked),
    /// Sign what every MSP's ledger is now, to compare with later
    Checkpoint(checkpoint::Asked),
    /// Prove that an event is in the ledger, or that the ledger only ever grew
    Prove(prove::Asked),
    /// Check a proof file offline: no database is needed
    Check(check::Asked),
    /// Take over the events of a program that used postgres-es or sqlite-es
    Import(import::Asked),
}

pub(crate) use show::read;

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        Command::Verify(asked) => verify::run(asked, config, output).await,
        Command::Show(asked) => show::run(asked, config, output).await,
        Command::Checkpoint(asked) => checkpoint::run(asked, config, output).await,
        Command::Prove(asked) => prove::run(asked, config, output).await,
        Command::Import(asked) => import::run(asked, config, output).await,
        Command::Check(asked) => check::run(&asked, config, output),
    }
}

/// A hash as people compare it.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
