//! `tenantry notices`: where an MSP is told what happens to its approvals.

mod list;
mod open;

use clap::{Args, Subcommand};
use serde::Serialize;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::ids::{MspId, NoticeChannelId};
use tenantry_domain::notice_channel::NoticeChannel;
use tenantry_engine::commands::Done;
use tenantry_engine::telling::NoticeChannels;

use crate::command::{self, Ask, Receipt};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, plain};
use crate::work::Ground;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List an MSP's channels by name, each with how it stands
    List(list::List),
    /// Open a channel: --webhook or --mail. A webhook's secret is printed once, to standard output
    Open(open::Wanted),
    /// Have a channel tell of other topics from now on, all of them given anew
    Topics(open::Changed),
    /// Have a channel tell nothing for a while; --reason says why
    Pause(One),
    /// Have a channel go on where it stood, at once
    Resume(One),
    /// Sign with another secret, printed once; the one before signs beside it for a day
    RenewSecret(One),
    /// Send a test now, and say what came of it
    Test(One),
    /// Close a channel for good and remove its secret; --reason says why
    Close(One),
}

/// One channel, and what goes with a command to it.
#[derive(Debug, Args)]
pub(crate) struct One {
    /// The channel's id
    id: String,
    #[command(flatten)]
    ask: Ask,
}

/// A channel of an MSP, with what it takes to do something about it.
struct Desk {
    msp: MspId,
    id: NoticeChannelId,
    ground: Ground,
}

impl Desk {
    async fn of(one: &One, config: &Config) -> Result<Self, Failure> {
        let (msp, id) = (installation::msp(&one.ask.msp)?, one.id.parse()?);
        let ground = Ground::of(config).await?;
        Ok(Self { msp, id, ground })
    }

    fn channels(&self) -> &NoticeChannels {
        &self.ground.notices
    }

    fn print(&self, done: Done, output: &Output) -> Result<Exit, Failure> {
        command::print(&receipt(self.msp, self.id, done), output)?;
        Ok(Exit::Ok)
    }
}

fn receipt(msp: MspId, id: NoticeChannelId, done: Done) -> Receipt {
    let stream = format!("{}/{id}", NoticeChannel::TYPE);
    command::receipt(msp, stream, done)
}

async fn pause(one: One, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let (reason, context) = (one.ask.needed_reason()?, one.ask.context()?);
    let desk = Desk::of(&one, config).await?;
    let done = desk.channels().pause(desk.msp, desk.id, reason, context);
    let done = done.await?;
    desk.print(done, output)
}

async fn resume(one: One, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let context = one.ask.context()?;
    let desk = Desk::of(&one, config).await?;
    let done = desk.channels().resume(desk.msp, desk.id, context).await?;
    desk.print(done, output)
}

async fn close(one: One, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let (reason, context) = (one.ask.needed_reason()?, one.ask.context()?);
    let desk = Desk::of(&one, config).await?;
    let done = desk.channels().close(desk.msp, desk.id, reason, context);
    let done = done.await?;
    desk.print(done, output)
}

/// What came of a test.
#[derive(Debug, Serialize)]
struct Tested {
    channel: NoticeChannelId,
    taken: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// As the receiver answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    receipt: Receipt,
}

impl Tested {
    fn line(&self) -> String {
        let Some(code) = &self.code else {
            return "the test was taken".to_owned();
        };
        let status = self.status.map(|it| format!(": status {it}"));
        let detail = self.detail.as_deref().map(|it| format!(": {it}"));
        let (status, detail) = (status.unwrap_or_default(), detail.unwrap_or_default());
        plain(&format!("the test was not taken ({code}){status}{detail}"))
    }
}

async fn test(one: One, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let context = one.ask.context()?;
    let desk = Desk::of(&one, config).await?;
    let tried = desk.channels().test(desk.msp, desk.id, context).await?;
    let fault = tried.fault;
    let exit = match fault {
        None => Exit::Ok,
        Some(_) => Exit::NotRight,
    };
    let told = Tested {
        channel: desk.id,
        taken: fault.is_none(),
        code: fault.as_ref().map(|it| it.code.clone()),
        status: fault.as_ref().and_then(|it| it.status),
        detail: fault.map(|it| it.detail).filter(|it| !it.is_empty()),
        receipt: receipt(desk.msp, desk.id, tried.done),
    };
    if output.json {
        output.document(&told)?;
    } else {
        output.line(&told.line())?;
    }
    Ok(exit)
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        Command::List(asked) => list::list(asked, config, output).await,
        Command::Open(wanted) => open::run(wanted, config, output).await,
        Command::Topics(wanted) => open::change(wanted, config, output).await,
        Command::Pause(one) => pause(one, config, output).await,
        Command::Resume(one) => resume(one, config, output).await,
        Command::RenewSecret(one) => open::renew(one, config, output).await,
        Command::Test(one) => test(one, config, output).await,
        Command::Close(one) => close(one, config, output).await,
    }
}
