//! `tenantry access`: who signs in for which MSP, and what they may do there.

mod homes;
mod members;
mod role;
mod rules;
mod tokens;

use std::sync::Arc;

use clap::Subcommand;
use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::ids::MspId;
use tenantry_domain::team::Team;
use tenantry_engine::access::Access;
use tenantry_engine::chance::SystemRandomness;
use tenantry_engine::commands::Done;
use tenantry_engine::time::SystemClock;

use crate::command::{print, receipt};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say which MSP the people of a tenant sign in for
    #[command(subcommand)]
    HomeTenant(homes::Command),
    /// List an MSP's members, and give roles by name
    #[command(subcommand)]
    Members(members::Command),
    /// Let groups of the home tenant give roles
    #[command(subcommand)]
    Rules(rules::Command),
    /// Let machines sign in
    #[command(subcommand)]
    Tokens(tokens::Command),
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        Command::HomeTenant(command) => homes::run(command, config, output).await,
        Command::Members(command) => members::run(command, config, output).await,
        Command::Rules(command) => rules::run(command, config, output).await,
        Command::Tokens(command) => tokens::run(command, config, output).await,
    }
}

async fn access(config: &Config) -> Result<Access, Failure> {
    let engine = Arc::new(installation::engine(config).await?);
    let (clock, randomness) = (Arc::new(SystemClock), Arc::new(SystemRandomness));
    Ok(Access::new(engine, clock, randomness))
}

/// The receipt of a command to an MSP's team.
fn recorded(msp: MspId, done: Done, output: &Output) -> Result<Exit, Failure> {
    let stream = format!("{}/{msp}", Team::TYPE);
    print(&receipt(msp, stream, done), output)?;
    Ok(Exit::Ok)
}
