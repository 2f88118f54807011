//! `tenantry approvals`: changes that are asked for, decided about by others, and then carried out.
//!
//! Whoever sits at this command line is one person, an admin, known by the name that the machine knows
//! them by. Nobody decides about what they asked for, here either.

mod accounts;
mod decide;
mod desk;
mod failing;
mod list;
mod opened;
mod operation;
mod own_side;
mod password;
mod people;
mod plan;
mod refusals;
mod refused;
mod request;
mod show;
mod step;
mod together;
mod undo;
mod unread;
mod whole;

use clap::Subcommand;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

use decide::Decision;

pub(crate) use accounts::licences;
pub(crate) use desk::decider;
pub(crate) use opened::Opener;
pub(crate) use plan::Change;
pub(crate) use unread::unread;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List approvals, those asked for last first
    List(list::Asked),
    /// Show one: what it would change, who decided, how it goes, and who was refused
    Show(show::Asked),
    /// List who wished something of an approval and was refused, the latest first
    Refusals(refusals::Asked),
    /// Ask for a change; others decide about it. --reason says why
    #[command(subcommand)]
    Request(request::Wanted),
    /// Approve the plan that was looked at, and no other
    Approve(decide::Approved),
    /// Turn a request down; --reason says why
    Reject(decide::One),
    /// Decide about many at once: without --token they are shown, with it decided
    Decide(together::Asked),
    /// Take back a request that is not decided yet
    Withdraw(decide::One),
    /// Try the step at hand now
    Retry(decide::One),
    /// Give up what is left to do; --reason says who answers for it
    Abandon(decide::One),
    /// Ask for what takes a change back that was made; --reason says why
    Undo(undo::Asked),
    /// Print the first password of a user that was created: once, and to one person
    HandOut(password::Asked),
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        Command::List(asked) => list::run(asked, config, output).await,
        Command::Show(asked) => show::run(&asked, config, output).await,
        Command::Refusals(asked) => refusals::run(asked, config, output).await,
        Command::Request(wanted) => request::run(wanted, config, output).await,
        Command::Approve(asked) => decide::approve(&asked, config, output).await,
        Command::Reject(one) => decide::run(one.rejected()?, &one, config, output).await,
        Command::Decide(asked) => together::run(&asked, config, output).await,
        Command::Withdraw(one) => decide::run(one.withdrawn()?, &one, config, output).await,
        Command::Retry(one) => decide::run(Decision::Retry, &one, config, output).await,
        Command::Abandon(one) => decide::run(one.abandoned()?, &one, config, output).await,
        Command::Undo(asked) => undo::run(&asked, config, output).await,
        Command::HandOut(asked) => password::run(&asked, config, output).await,
    }
}
