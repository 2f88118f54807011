//! Channels as the query table has them.

use clap::{Args, ValueEnum};
use serde::Serialize;
use tenantry_projections::notice_channels::{
    self, ChannelStatus, NoticeChannelFilter, NoticeChannelRow,
};
use uuid::Uuid;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::{Output, plain};
use crate::paging::{Paging, say_behind, say_more};

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Whose channels
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Only those that stand like this
    #[arg(long)]
    status: Option<StatusWord>,
    #[command(flatten)]
    paging: Paging,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum StatusWord {
    Open,
    Paused,
    Suspended,
    Closed,
}

impl From<StatusWord> for ChannelStatus {
    fn from(word: StatusWord) -> Self {
        match word {
            StatusWord::Open => Self::Open,
            StatusWord::Paused => Self::Paused,
            StatusWord::Suspended => Self::Suspended,
            StatusWord::Closed => Self::Closed,
        }
    }
}

#[derive(Debug, Serialize)]
struct Shown {
    id: Uuid,
    name: String,
    status: &'static str,
    kind: &'static str,
    addresses: Vec<String>,
    topics: Vec<String>,
    told_up_to: u64,
    delivered: u64,
    delivered_at: Option<String>,
    problem: Option<String>,
    failing_since: Option<String>,
    retry_at: Option<String>,
    reason: Option<String>,
    position: u64,
}

impl From<NoticeChannelRow> for Shown {
    fn from(row: NoticeChannelRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            status: row.status.as_str(),
            kind: row.kind.as_str(),
            addresses: row.addresses,
            topics: row.topics,
            told_up_to: row.told_up_to,
            delivered: row.delivered,
            delivered_at: row.delivered_at.map(moment::show),
            problem: row.problem_code,
            failing_since: row.problem_since.map(moment::show),
            retry_at: row.retry_at.map(moment::show),
            reason: row.reason,
            position: row.position,
        }
    }
}

pub(super) async fn list(asked: List, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let after = asked.paging.after()?;
    let filter = NoticeChannelFilter {
        status: asked.status.map(ChannelStatus::from),
    };
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let first = asked.paging.first;
    let page = notice_channels::list(&projections, msp, &filter, after.as_ref(), first).await?;
    let shown: Vec<Shown> = page.rows.into_iter().map(Shown::from).collect();
    let heads = ["name", "status", "told", "problem", "where", "id"];
    output.list(heads, &shown, |it| {
        [
            plain(&it.name),
            it.status.to_owned(),
            it.delivered.to_string(),
            it.problem.clone().unwrap_or_default(),
            plain(&it.addresses.join(", ")),
            it.id.to_string(),
        ]
    })?;
    say_more(page.next.as_ref());
    say_behind(&projections, "notice_channels").await?;
    Ok(Exit::Ok)
}
