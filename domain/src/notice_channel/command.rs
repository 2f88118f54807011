//! What can be asked of a notice channel.
//!
//! When it is asked, and how far the ledger was then, is no part of what is asked.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{NoticeTarget, NoticeTopic};
use crate::record::{Micros, Position};
use crate::saga::Fault;
use crate::text::{NoticeChannelName, Reason};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeChannelCommand {
    Open(OpenNoticeChannel),
    ChangeTopics(ChangeNoticeTopics),
    Pause(PauseNoticeChannel),
    Resume(ResumeNoticeChannel),
    RenewSecret(RenewNoticeSecret),
    Close(CloseNoticeChannel),
    NoteTest(NoteChannelTest),
    NoteDelivered(NoteDelivered),
    NoteUndelivered(NoteUndelivered),
}

/// A webhook's secret went into the vault before: it is no part of what is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenNoticeChannel {
    pub name: NoticeChannelName,
    pub target: NoticeTarget,
    pub topics: BTreeSet<NoticeTopic>,
    /// How far the ledger is: what comes behind it is told.
    #[serde(skip_serializing, default)]
    pub from: Position,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

/// All topics as they are to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeNoticeTopics {
    pub topics: BTreeSet<NoticeTopic>,
    /// How far the ledger is.
    #[serde(skip_serializing, default)]
    pub from: Position,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PauseNoticeChannel {
    pub reason: Reason,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResumeNoticeChannel {
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenewNoticeSecret {
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CloseNoticeChannel {
    pub reason: Reason,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

/// What came of a test; no fault where it was taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteChannelTest {
    pub fault: Option<Fault>,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

/// All there was to tell between two positions was told. Without notices there was nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteDelivered {
    /// Where the channel stood when it began.
    pub after: Position,
    pub up_to: Position,
    pub notices: Vec<Uuid>,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

/// The next notice was not taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteUndelivered {
    /// Where the channel stands.
    pub after: Position,
    pub fault: Fault,
    /// The receiver does not want any, and says so for good.
    pub gone: bool,
    #[serde(skip_serializing, default)]
    pub until: Micros,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}
