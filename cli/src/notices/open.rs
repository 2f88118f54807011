//! Channels are opened, and their secrets shown: once, to standard output.

use std::collections::BTreeSet;

use clap::{ArgGroup, Args};
use serde::Serialize;
use tenantry_domain::ids::{MspId, NoticeChannelId};
use tenantry_domain::notice_channel::{NoticeTarget, NoticeTopic};
use tenantry_domain::text::NoticeChannelName;
use tenantry_engine::telling::{ChannelWish, SigningKey, Told};

use super::{Desk, One, receipt};
use crate::command::{self, Ask, Receipt, Subject};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, say};
use crate::work::Ground;

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("target").required(true).args(["webhook", "mail"])))]
pub(crate) struct Wanted {
    /// What the MSP calls it
    name: String,
    /// The address of a webhook: https://, without a query
    #[arg(long, value_name = "URL")]
    webhook: Option<String>,
    /// Somebody's mailbox; once for each, 20 at most
    #[arg(long, value_name = "ADDRESS")]
    mail: Vec<String>,
    /// Of what it tells: decision_wanted, reminder, decided, outcome, attention; once for each
    /// [default: all]
    #[arg(long = "topic", value_name = "TOPIC")]
    topics: Vec<String>,
    /// The channel's id [default: a new one]
    #[arg(long)]
    id: Option<String>,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Args)]
pub(crate) struct Changed {
    #[command(flatten)]
    one: One,
    /// Of what it tells: decision_wanted, reminder, decided, outcome, attention; once for each
    #[arg(long = "topic", value_name = "TOPIC", required = true)]
    topics: Vec<String>,
}

/// The only place where a channel's secret is shown.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    msp: MspId,
    channel: NoticeChannelId,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<&'a str>,
    receipt: Receipt,
}

pub(super) async fn run(wanted: Wanted, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let topics = match wanted.topics.as_slice() {
        [] => NoticeTopic::ALL.iter().copied().collect(),
        topics => read(topics)?,
    };
    let target = match &wanted.webhook {
        Some(url) => NoticeTarget::webhook(url)?,
        None => NoticeTarget::mail(wanted.mail.iter().map(String::as_str))?,
    };
    let name = NoticeChannelName::new(&wanted.name)?;
    let (msp, context) = (installation::msp(&wanted.ask.msp)?, wanted.ask.context()?);
    let subject = Subject::new_or::<NoticeChannelId>(wanted.id.as_deref(), &wanted.ask)?;
    let id: NoticeChannelId = subject.0.parse()?;
    let channels = Ground::of(config).await?.notices;
    let wish = ChannelWish {
        name,
        target,
        topics,
    };
    let told = channels.open(msp, id, wish, context).await?;
    show(msp, id, &told, output)
}

pub(super) async fn renew(one: One, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let context = one.ask.context()?;
    let desk = Desk::of(&one, config).await?;
    let renewed = desk.channels().renew_secret(desk.msp, desk.id, context);
    let told = renewed.await?;
    show(desk.msp, desk.id, &told, output)
}

pub(super) async fn change(
    wanted: Changed,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let (context, topics) = (wanted.one.ask.context()?, read(&wanted.topics)?);
    let desk = Desk::of(&wanted.one, config).await?;
    let changed = desk
        .channels()
        .change_topics(desk.msp, desk.id, topics, context);
    let done = changed.await?;
    desk.print(done, output)
}

fn read(topics: &[String]) -> Result<BTreeSet<NoticeTopic>, Failure> {
    let read = topics.iter().map(|it| Ok(it.parse()?));
    read.collect()
}

/// Where there is a secret, nothing but it goes to standard output.
fn show(msp: MspId, id: NoticeChannelId, told: &Told, output: &Output) -> Result<Exit, Failure> {
    let secret = told.secret.as_ref().map(SigningKey::expose);
    let receipt = receipt(msp, id, told.done);
    if output.json {
        output.document(&Shown {
            msp,
            channel: id,
            secret,
            receipt,
        })?;
        return Ok(Exit::Ok);
    }
    match secret {
        Some(secret) => {
            output.line(secret)?;
            say(&format!("Channel {id}. Its secret is not shown again."));
        }
        None => command::print(&receipt, output)?,
    }
    Ok(Exit::Ok)
}
