//! `tenantry vendors`: an MSP's accounts at other vendors, connected, tried, and read.

mod connect;
mod discover;
mod entered;
mod follow;
mod kinds;
mod list;
mod shown;
mod tried;

use clap::{Args, Subcommand};
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::Operation;
use tenantry_domain::ids::{MspId, VendorConnectionId};
use tenantry_domain::vendor_connection::VendorConnection;
use tenantry_engine::commands::Done;
use tenantry_engine::vendors::VendorConnections;

use crate::asked;
use crate::command::{self, Ask, Receipt};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;
use crate::work::Ground;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show which vendors there are, what each account is opened with, and which records it has
    Kinds(kinds::Asked),
    /// List an MSP's accounts by name, each with how it stands
    List(list::List),
    /// Show one account, and how far each kind of its records is known
    Show(list::Of),
    /// Connect an account and try it; it is connected whether it works or not, unless --only-if-works
    Connect(connect::Wanted),
    /// Try an account: whether its key is good, where it leads, and what may be read with it
    Test(One),
    /// Try other secrets, and put them in the place of the old ones if they work
    Rotate(connect::Rotated),
    /// Open an account with other settings from now on, all of them given anew, and try it
    Settings(connect::Changed),
    /// Have an account not read for a while; --reason says why
    Pause(One),
    /// Have a paused account read again
    Resume(One),
    /// Ask for a connection to be ended for good, and its secrets removed; another admin approves, and what
    /// was read stays. --reason says why
    Disconnect(One),
    /// Read an account now, tell how far that has come, and report what was found
    Discover(discover::Asked),
}

/// One account, and what goes with a command to it.
#[derive(Debug, Args)]
pub(crate) struct One {
    /// The connection's id
    id: String,
    #[command(flatten)]
    ask: Ask,
}

/// An account of an MSP, with what it takes to do something about it.
struct Desk {
    msp: MspId,
    id: VendorConnectionId,
    ground: Ground,
}

impl Desk {
    async fn of(one: &One, config: &Config) -> Result<Self, Failure> {
        let (msp, id) = (installation::msp(&one.ask.msp)?, one.id.parse()?);
        let ground = Ground::of(config).await?;
        Ok(Self { msp, id, ground })
    }

    fn connections(&self) -> &VendorConnections {
        &self.ground.vendors
    }

    fn receipt(&self, done: Done) -> Receipt {
        receipt(self.msp, self.id, done)
    }
}

fn receipt(msp: MspId, id: VendorConnectionId, done: Done) -> Receipt {
    let stream = format!("{}/{id}", VendorConnection::TYPE);
    command::receipt(msp, stream, done)
}

async fn pause(one: One, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let (reason, context) = (one.ask.needed_reason()?, one.ask.context()?);
    let desk = Desk::of(&one, config).await?;
    let paused = desk.connections().pause(desk.msp, desk.id, reason, context);
    command::print(&desk.receipt(paused.await?), output)?;
    Ok(Exit::Ok)
}

async fn resume(one: One, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let context = one.ask.context()?;
    let desk = Desk::of(&one, config).await?;
    let resumed = desk
        .connections()
        .resume(desk.msp, desk.id, context)
        .await?;
    command::print(&desk.receipt(resumed), output)?;
    Ok(Exit::Ok)
}

async fn disconnect(one: One, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let desk = Desk::of(&one, config).await?;
    let connection_id = desk.id;
    let operation = Operation::DisconnectVendor { connection_id };
    asked::ask(&desk.ground, operation, &one.ask, output).await
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        Command::Kinds(asked) => kinds::run(asked, config, output),
        Command::List(asked) => list::list(asked, config, output).await,
        Command::Show(asked) => list::show(asked, config, output).await,
        Command::Connect(wanted) => connect::run(wanted, config, output).await,
        Command::Test(one) => connect::test(one, config, output).await,
        Command::Rotate(wanted) => connect::rotate(wanted, config, output).await,
        Command::Settings(wanted) => connect::change(wanted, config, output).await,
        Command::Pause(one) => pause(one, config, output).await,
        Command::Resume(one) => resume(one, config, output).await,
        Command::Disconnect(one) => disconnect(one, config, output).await,
        Command::Discover(asked) => discover::run(asked, config, output).await,
    }
}
