//! A place where an MSP is told what happens to its approvals: a webhook, or mailboxes of its own people.
//!
//! Life: (nothing) → open ⇄ paused → closed; open → suspended, when nobody takes notices → open again by a person
//!
//! - It tells of what happened after it was opened, and of nothing before.
//! - What was told is on record by its position: whoever goes on begins behind it, so nothing is left out.
//! - Whoever records what was told names the position that it began at: of two workers one is believed.
//! - What it cannot be rid of for five days, it keeps, and is suspended until somebody looks at it.
//! - No secret is on record, and none is in an address.

mod command;
mod decide;
mod event;
mod refusal;
#[cfg(test)]
mod spec;
mod state;
mod target;
mod topic;

use crate::record::Micros;
use crate::saga::days;

pub use command::{
    ChangeNoticeTopics, CloseNoticeChannel, NoteChannelTest, NoteDelivered, NoteUndelivered,
    NoticeChannelCommand, OpenNoticeChannel, PauseNoticeChannel, RenewNoticeSecret,
    ResumeNoticeChannel,
};
pub use event::NoticeChannelEvent;
pub use refusal::NoticeChannelRefusal;
pub use state::{Failing, Known, NoticeChannel};
pub use target::{InvalidTarget, MOST_ADDRESSES, MailAddress, NoticeTarget, WebhookAddress};
pub use topic::{NoticeKind, NoticeTopic, UnknownTopic};

/// So long it is tried in vain, before somebody has to look at it.
pub const PATIENCE: Micros = days(5);
