//! `tenantry products`: the services of a PSA that Microsoft's products are billed as.

mod list;
mod named;
mod say;

use clap::Subcommand;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the products that distributors sell the MSP, with what each is billed as, or may be
    List(list::List),
    /// Say which service of a PSA a product is billed as
    Map(say::Mapped),
    /// Say that a product is billed as a service no longer
    Unmap(say::Mapped),
    /// Say that a product is billed as nothing; --reason says why
    Ignore(say::Asked),
    /// Ignore a product no longer
    Heed(say::Asked),
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        Command::List(asked) => list::run(asked, config, output).await,
        Command::Map(asked) => say::map(&asked, config, output).await,
        Command::Unmap(asked) => say::unmap(&asked, config, output).await,
        Command::Ignore(asked) => say::ignore(&asked, config, output).await,
        Command::Heed(asked) => say::heed(&asked, config, output).await,
    }
}
