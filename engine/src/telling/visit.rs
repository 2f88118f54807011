//! One look at one channel: what is to be told there is handed over in the order in which it happened.

use tenantry_domain::cloud::notices::{NoticeCause, NoticeFault};
use tenantry_domain::ids::{MspId, NoticeChannelId};
use tenantry_domain::notice_channel::{
    Known, NoteDelivered, NoteUndelivered, NoticeChannel, NoticeChannelCommand,
};
use tenantry_domain::record::{Micros, Position, RecordedEvent};
use tenantry_domain::saga::{Fault, hours, minutes, seconds};
use tokio::sync::watch;
use uuid::Uuid;

use super::watch::NoticeWatchParts;
use super::{TellingError, notice};
use crate::commands::CommandError;

/// Events looked at together.
const PAGE: usize = 500;
/// Notices told before that is recorded: so many arrive once more after a worker died.
const TOGETHER: usize = 20;
/// The same, by time.
const RECORD_AFTER: Micros = seconds(5);
/// Events without anything to tell, before it is recorded that they were looked at.
const PASSED: u64 = 5_000;
/// How long a channel is left alone after something failed on our side.
const AFTER_TROUBLE: Micros = seconds(15);

/// Pauses after a notice was not taken; the last one repeats.
const PAUSES: [Micros; 8] = [
    seconds(5),
    seconds(30),
    minutes(2),
    minutes(10),
    minutes(30),
    hours(1),
    hours(2),
    hours(4),
];

/// What a look came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Looked {
    pub(super) next: Next,
    /// There is nothing to tell up to here.
    pub(super) up_to: Position,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// When something is recorded.
    Rest,
    Again(Micros),
    /// It is closed.
    Over,
}

/// What came of a part of the ledger.
enum Page {
    /// Nothing is behind it.
    End,
    More,
    /// Whoever works is to stop.
    Halted,
    NotTaken(NoticeFault),
}

pub(super) struct Visit<'a> {
    pub(super) parts: &'a NoticeWatchParts,
    pub(super) msp: MspId,
    pub(super) channel: NoticeChannelId,
    pub(super) halts: &'a [watch::Receiver<bool>],
}

/// What was handed over and is not on record yet.
struct Unrecorded {
    /// Where the channel stands on record.
    after: Position,
    up_to: Position,
    notices: Vec<Uuid>,
    since: Micros,
}

impl Visit<'_> {
    pub(super) async fn go(&self, looked: Position) -> Looked {
        let mut up_to = looked;
        let next = self.tell(&mut up_to).await.unwrap_or_else(|error| {
            let (msp, channel, code) = (self.msp, self.channel, error.code());
            if matches!(&error, TellingError::Channel(CommandError::Refused(_))) {
                // Another worker was faster, or somebody closed it: it is looked at anew.
                tracing::info!(%msp, %channel, code, "a notice channel moved meanwhile");
                return Next::Again(self.parts.clock.now());
            }
            tracing::warn!(%msp, %channel, code, %error, "people are not told just now");
            Next::Again(self.parts.clock.now() + AFTER_TROUBLE)
        });
        Looked { next, up_to }
    }

    async fn tell(&self, looked: &mut Position) -> Result<Next, TellingError> {
        let mut open: Option<Unrecorded> = None;
        loop {
            // Somebody may pause it, or change its topics, while much is told.
            let stands = self.parts.channels.of(self.msp, self.channel).await?;
            let Some(known) = stands.open() else {
                self.record_all(open).await?;
                return self.at_rest(&stands).await;
            };
            let failing = known.failing.as_ref();
            if let Some(failing) = failing.filter(|it| self.parts.clock.now() < it.until) {
                return Ok(Next::Again(failing.until));
            }
            let begun = || Unrecorded::behind(known.position, (*looked).max(known.position));
            let mut at_hand = open.take().unwrap_or_else(begun);
            let page = self.page(known, &mut at_hand).await;
            if !matches!(page, Ok(Page::More)) || at_hand.up_to - at_hand.after >= PASSED {
                // Whatever came next: what was handed over is on record as soon as it can be.
                self.record(&mut at_hand).await?;
            }
            let page = page?;
            if at_hand.notices.is_empty() {
                *looked = at_hand.up_to;
            }
            match page {
                Page::More => open = Some(at_hand),
                Page::End | Page::Halted => return Ok(Next::Rest),
                Page::NotTaken(fault) => {
                    let same = at_hand.after == known.position;
                    let tries = failing.filter(|_| same).map_or(0, |it| it.tries);
                    return self.delay(&at_hand, &fault, tries).await;
                }
            }
        }
    }

    async fn record_all(&self, open: Option<Unrecorded>) -> Result<(), TellingError> {
        match open {
            Some(mut open) => self.record(&mut open).await,
            None => Ok(()),
        }
    }

    async fn at_rest(&self, stands: &NoticeChannel) -> Result<Next, TellingError> {
        if matches!(stands, NoticeChannel::Closed(_)) {
            self.parts.channels.forget(self.msp, self.channel).await?;
            return Ok(Next::Over);
        }
        Ok(Next::Rest)
    }

    async fn page(&self, known: &Known, open: &mut Unrecorded) -> Result<Page, TellingError> {
        let ledger = self.parts.engine.ledger();
        let events = ledger.feed(self.msp, open.up_to, PAGE).await?;
        for event in &events {
            if self.is_halted() {
                return Ok(Page::Halted);
            }
            if let Err(fault) = self.event(known, event, open).await? {
                return Ok(Page::NotTaken(fault));
            }
            open.up_to = event.position;
            let is_due =
                !open.notices.is_empty() && self.parts.clock.now() - open.since >= RECORD_AFTER;
            if open.notices.len() >= TOGETHER || is_due {
                self.record(open).await?;
            }
        }
        Ok(if events.is_empty() {
            Page::End
        } else {
            Page::More
        })
    }

    async fn event(
        &self,
        known: &Known,
        event: &RecordedEvent,
        open: &mut Unrecorded,
    ) -> Result<Result<(), NoticeFault>, TellingError> {
        let parts = self.parts;
        let told = notice::of(&parts.engine, (self.channel, known), event).await;
        let Some(notice) = told? else {
            return Ok(Ok(()));
        };
        let handed = parts
            .channels
            .hand_over(self.msp, self.channel, &known.target, &notice)
            .await?;
        if handed.is_ok() {
            if open.notices.is_empty() {
                open.since = parts.clock.now();
            }
            open.notices.push(notice.id);
        }
        Ok(handed)
    }

    /// A pass over events without anything to tell is recorded when it was a long one.
    async fn record(&self, open: &mut Unrecorded) -> Result<(), TellingError> {
        if open.notices.is_empty() && open.up_to - open.after < PASSED {
            return Ok(());
        }
        let note = NoteDelivered {
            after: open.after,
            up_to: open.up_to,
            notices: open.notices.clone(),
            at: self.parts.clock.now(),
        };
        let command = NoticeChannelCommand::NoteDelivered(note);
        self.send(command).await?;
        *open = Unrecorded::behind(open.up_to, open.up_to);
        Ok(())
    }

    async fn delay(
        &self,
        open: &Unrecorded,
        fault: &NoticeFault,
        tries: u32,
    ) -> Result<Next, TellingError> {
        let (now, tries) = (
            self.parts.clock.now(),
            usize::try_from(tries).unwrap_or(usize::MAX),
        );
        let pause = PAUSES[tries.min(PAUSES.len() - 1)];
        let until = now + jittered(pause, self.parts.chance.draw());
        let note = NoteUndelivered {
            after: open.after,
            fault: Fault::from(fault),
            gone: fault.cause == NoticeCause::Gone,
            until,
            at: now,
        };
        self.send(NoticeChannelCommand::NoteUndelivered(note))
            .await?;
        Ok(Next::Again(until))
    }

    async fn send(&self, command: NoticeChannelCommand) -> Result<(), TellingError> {
        let context = self.parts.context();
        let channels = &self.parts.channels;
        channels
            .tell(self.msp, self.channel, command, context)
            .await?;
        Ok(())
    }

    fn is_halted(&self) -> bool {
        self.halts.iter().any(|it| *it.borrow())
    }
}

impl Unrecorded {
    fn behind(after: Position, up_to: Position) -> Self {
        Self {
            after,
            up_to,
            notices: Vec::new(),
            since: Micros::MIN,
        }
    }
}

/// A fifth less to a fifth more, so that those who failed together come apart.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)] // A pause of some hours.
fn jittered(pause: Micros, chance: f64) -> Micros {
    (pause as f64 * (0.8 + 0.4 * chance)) as Micros
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_scatter() {
        assert!(PAUSES.is_sorted());
        assert_eq!(jittered(seconds(100), 0.0), seconds(80));
        assert_eq!(jittered(seconds(100), 1.0), seconds(120));
    }
}
