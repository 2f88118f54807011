//! A notice channel, as clients see it.

use async_graphql::{Enum, ID, Object, SimpleObject};
use tenantry_domain::notice_channel::NoticeTopic as Topic;
use tenantry_projections::notice_channels::{ChannelKind, ChannelStatus, NoticeChannelRow};

use crate::schema::ids::{Kind, global};
use crate::schema::problem::Problem;
use crate::schema::scalars::{DateTime, Position};

/// How a notice channel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "ChannelStatus")]
pub(crate) enum NoticeChannelStatus {
    /// It tells what happens.
    Open,
    /// It tells nothing for a while; what happens meanwhile is told afterwards.
    Paused,
    /// Nobody took what was told there, for days or for good. It waits for somebody to resume it.
    Suspended,
    /// Nothing is told there any more.
    Closed,
}

/// By what people are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "ChannelKind")]
pub(crate) enum NoticeChannelKind {
    /// A signed request for each notice.
    Webhook,
    /// A mail for each notice.
    Mail,
}

/// What people are told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Topic")]
pub(crate) enum NoticeTopic {
    /// A change waits for decisions.
    DecisionWanted,
    /// A change still waits, and its time is nearly over.
    Reminder,
    /// A change was granted, rejected or withdrawn, or nobody decided in time.
    Decided,
    /// A change was made, undone or abandoned.
    Outcome,
    /// A change must be made and cannot be so far.
    Attention,
}

/// What came of the last test of a notice channel.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct NoticeChannelTest {
    /// When it was tried.
    tested_at: DateTime,
    /// Why the test was not taken. Nothing when it was.
    problem: Option<Problem>,
}

#[derive(Debug, Clone)]
pub(crate) struct NoticeChannel(pub(crate) NoticeChannelRow);

impl From<NoticeChannelRow> for NoticeChannel {
    fn from(row: NoticeChannelRow) -> Self {
        Self(row)
    }
}

/// A place where the MSP is told what happens to its approvals. Its secret is in the vault and not here.
#[Object]
impl NoticeChannel {
    /// Its id within this API.
    pub(crate) async fn id(&self) -> ID {
        global(Kind::NoticeChannel, self.0.id)
    }

    /// The channel's UUID, as the command line and the record show it.
    async fn channel_id(&self) -> String {
        self.0.id.to_string()
    }

    /// What the MSP calls it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// How it stands.
    async fn status(&self) -> NoticeChannelStatus {
        self.0.status.into()
    }

    /// By what people are told.
    async fn kind(&self) -> NoticeChannelKind {
        self.0.kind.into()
    }

    /// The address of a webhook, or those of the people who get mail.
    async fn addresses(&self) -> &[String] {
        &self.0.addresses
    }

    /// Of what it tells.
    async fn topics(&self) -> Vec<NoticeTopic> {
        let topics = self.0.topics.iter();
        let known = topics.filter_map(|word| word.parse::<Topic>().ok());
        known.map(Into::into).collect()
    }

    /// Why it is paused or closed.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// All that happened up to this position was told.
    async fn told_up_to(&self) -> Position {
        Position(self.0.told_up_to)
    }

    /// How many notices were taken.
    async fn delivered(&self) -> u64 {
        self.0.delivered
    }

    /// When one was taken last.
    async fn delivered_at(&self) -> Option<DateTime> {
        self.0.delivered_at.map(DateTime)
    }

    /// Why the next notice is not taken.
    async fn problem(&self) -> Option<Problem> {
        let code = self.0.problem_code.as_deref()?;
        Some(Problem::new(code, self.0.problem_detail.as_deref()))
    }

    /// Since when nothing is taken.
    async fn failing_since(&self) -> Option<DateTime> {
        self.0.problem_since.map(DateTime)
    }

    /// When the next notice is tried again.
    async fn retry_at(&self) -> Option<DateTime> {
        self.0.retry_at.map(DateTime)
    }

    /// What came of the last test.
    async fn test(&self) -> Option<NoticeChannelTest> {
        let row = &self.0;
        let problem = row.test_code.as_deref();
        Some(NoticeChannelTest {
            tested_at: DateTime(row.tested_at?),
            problem: problem.map(|code| Problem::new(code, row.test_detail.as_deref())),
        })
    }

    /// When the secret was drawn that signs. Nothing for mail.
    async fn secret_at(&self) -> Option<DateTime> {
        self.0.secret_at.map(DateTime)
    }

    /// Since when it is there.
    async fn opened_at(&self) -> DateTime {
        DateTime(self.0.opened_at)
    }

    /// When something about it changed last.
    async fn changed_at(&self) -> DateTime {
        DateTime(self.0.changed_at)
    }

    /// The last event that is in what is read here.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }
}
