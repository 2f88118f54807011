//! Where a notice channel stands.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    NoticeChannelCommand, NoticeChannelEvent, NoticeChannelRefusal, NoticeTarget, NoticeTopic,
    decide,
};
use crate::aggregate::{Aggregate, Decision};
use crate::record::{Micros, Position};
use crate::saga::Fault;
use crate::text::NoticeChannelName;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeChannel {
    /// Nobody opened it yet.
    #[default]
    Unknown,
    Open(Known),
    Paused(Known),
    /// Nobody took what was told there.
    Suspended(Known),
    Closed(Known),
}

/// What we know of a channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    pub name: NoticeChannelName,
    pub target: NoticeTarget,
    pub topics: BTreeSet<NoticeTopic>,
    /// What happened up to here is told by the topics before.
    pub topics_from: Position,
    pub topics_before: BTreeSet<NoticeTopic>,
    pub since: Micros,
    /// All up to here was told.
    pub position: Position,
    /// When a webhook's secret was drawn.
    pub secret_at: Micros,
    /// Since the last notice that was taken.
    pub failing: Option<Failing>,
}

/// How it goes with a notice that is not taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Failing {
    pub since: Micros,
    pub tries: u32,
    pub fault: Fault,
    /// Before then it is not tried again.
    pub until: Micros,
}

impl Aggregate for NoticeChannel {
    const TYPE: &'static str = "notice_channel";

    type Command = NoticeChannelCommand;
    type Event = NoticeChannelEvent;
    type Refusal = NoticeChannelRefusal;

    fn decide(
        &self,
        command: &NoticeChannelCommand,
    ) -> Result<Decision<NoticeChannelEvent>, NoticeChannelRefusal> {
        match command {
            NoticeChannelCommand::Open(c) => decide::open(self, c),
            NoticeChannelCommand::ChangeTopics(c) => decide::change_topics(self, c),
            NoticeChannelCommand::Pause(c) => decide::pause(self, c),
            NoticeChannelCommand::Resume(c) => decide::resume(self, c),
            NoticeChannelCommand::RenewSecret(c) => decide::renew_secret(self, c),
            NoticeChannelCommand::Close(c) => decide::close(self, c),
            NoticeChannelCommand::NoteTest(c) => decide::note_test(self, c),
            NoticeChannelCommand::NoteDelivered(c) => decide::note_delivered(self, c),
            NoticeChannelCommand::NoteUndelivered(c) => decide::note_undelivered(self, c),
        }
    }

    fn evolve(&mut self, event: &NoticeChannelEvent) {
        match event {
            NoticeChannelEvent::NoticeChannelOpened {
                name,
                target,
                topics,
                from,
                at,
            } => {
                *self = Self::Open(Known {
                    name: name.clone(),
                    target: target.clone(),
                    topics: topics.clone(),
                    topics_from: *from,
                    topics_before: BTreeSet::new(),
                    since: *at,
                    position: *from,
                    secret_at: *at,
                    failing: None,
                });
            }
            NoticeChannelEvent::NoticeChannelPaused { .. } => self.turn(Self::Paused),
            NoticeChannelEvent::NoticeChannelResumed { .. } => {
                self.change(|known| known.failing = None);
                self.turn(Self::Open);
            }
            NoticeChannelEvent::NoticeChannelSuspended { .. } => self.turn(Self::Suspended),
            NoticeChannelEvent::NoticeChannelClosed { .. } => self.turn(Self::Closed),
            NoticeChannelEvent::NoticeTopicsChanged {
                topics,
                from,
                at: _,
            } => self.change(|known| {
                known.topics_from = *from;
                known.topics_before = std::mem::replace(&mut known.topics, topics.clone());
            }),
            NoticeChannelEvent::NoticeSecretRenewed { at } => {
                self.change(|known| known.secret_at = *at);
            }
            NoticeChannelEvent::NoticesDelivered {
                up_to,
                notices,
                at: _,
            } => self.change(|known| {
                known.position = *up_to;
                if !notices.is_empty() {
                    known.failing = None;
                }
            }),
            NoticeChannelEvent::NoticesDelayed { fault, until, at } => {
                self.change(|known| known.fail(fault, *until, *at));
            }
            NoticeChannelEvent::NoticeChannelTested { .. } => {}
        }
    }
}

impl NoticeChannel {
    pub fn known(&self) -> Option<&Known> {
        match self {
            Self::Unknown => None,
            Self::Open(known)
            | Self::Paused(known)
            | Self::Suspended(known)
            | Self::Closed(known) => Some(known),
        }
    }

    /// The channel, while it is told anything.
    pub fn open(&self) -> Option<&Known> {
        match self {
            Self::Open(known) => Some(known),
            Self::Unknown | Self::Paused(_) | Self::Suspended(_) | Self::Closed(_) => None,
        }
    }

    /// The channel, unless there is none or it is closed.
    pub fn standing(&self) -> Result<&Known, NoticeChannelRefusal> {
        match self {
            Self::Open(known) | Self::Paused(known) | Self::Suspended(known) => Ok(known),
            Self::Unknown => Err(NoticeChannelRefusal::NoticeChannelNotFound),
            Self::Closed(_) => Err(NoticeChannelRefusal::NoticeChannelClosed),
        }
    }

    fn change(&mut self, with: impl FnOnce(&mut Known)) {
        match self {
            Self::Open(known)
            | Self::Paused(known)
            | Self::Suspended(known)
            | Self::Closed(known) => with(known),
            Self::Unknown => {}
        }
    }

    fn turn(&mut self, into: fn(Known) -> Self) {
        if let Self::Open(known)
        | Self::Paused(known)
        | Self::Suspended(known)
        | Self::Closed(known) = std::mem::take(self)
        {
            *self = into(known);
        }
    }
}

impl Known {
    /// By which topics what was recorded there is told.
    pub fn topics_at(&self, position: Position) -> &BTreeSet<NoticeTopic> {
        if position > self.topics_from {
            &self.topics
        } else {
            &self.topics_before
        }
    }

    fn fail(&mut self, fault: &Fault, until: Micros, at: Micros) {
        let before = self.failing.take();
        self.failing = Some(Failing {
            since: before.as_ref().map_or(at, |it| it.since),
            tries: before.map_or(0, |it| it.tries).saturating_add(1),
            fault: fault.clone(),
            until,
        });
    }
}
