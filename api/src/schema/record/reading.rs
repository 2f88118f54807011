//! Reading the record, newest or oldest first, with bounds on what one request may read.
//!
//! Positions have no gaps, so the end of a ledger is reached by counting. Streams are found by their
//! key. Who and why are not indexed: for those the record is gone through, and a request that went
//! through its share says where it stopped.

use std::collections::VecDeque;

use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Metadata, Position, RecordedEvent};
use tenantry_engine::ledger::{Ledger, LedgerError};

/// Events read at once.
const PAGE: usize = 1_000;

/// Events that one request goes through at most.
const SHARE: u64 = 20_000;

/// What is looked for.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// Of these things only: type and ids.
    pub(super) streams: Option<Vec<(&'static str, Vec<String>)>>,
    /// Of one thing whose type is not of ours to name.
    pub(super) stream: Option<(String, String)>,
    pub(super) actor: Option<String>,
    pub(super) correlation: Option<String>,
    pub(super) event_type: Option<String>,
    pub(super) newest_first: bool,
    /// Beyond this row, in the direction of reading.
    pub(super) beyond: Option<Position>,
    /// Nothing after this.
    pub(super) until: Position,
    pub(super) first: usize,
}

#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) events: Vec<RecordedEvent>,
    /// How far the record was gone through, when there is more.
    pub(super) next: Option<Position>,
}

impl Search {
    pub(super) async fn run(&self, ledger: &dyn Ledger, msp: MspId) -> Result<Found, LedgerError> {
        if self.streams.is_some() || self.stream.is_some() {
            return self.of_streams(ledger, msp).await;
        }
        if self.newest_first {
            self.backwards(ledger, msp).await
        } else {
            self.forwards(ledger, msp).await
        }
    }

    async fn forwards(&self, ledger: &dyn Ledger, msp: MspId) -> Result<Found, LedgerError> {
        let begin = self.beyond.unwrap_or(0);
        let (mut found, mut at) = (Found::default(), begin);
        while at < self.until && at - begin < SHARE {
            let page = ledger.feed(msp, at, PAGE).await?;
            if page.is_empty() {
                return Ok(found);
            }
            for event in page {
                if event.position > self.until {
                    return Ok(found);
                }
                at = event.position;
                if self.matches(&event) {
                    found.events.push(event);
                    if found.events.len() == self.first {
                        found.next = (at < self.until).then_some(at);
                        return Ok(found);
                    }
                }
            }
        }
        found.next = (at < self.until).then_some(at);
        Ok(found)
    }

    async fn backwards(&self, ledger: &dyn Ledger, msp: MspId) -> Result<Found, LedgerError> {
        let begin = self
            .beyond
            .map_or(self.until + 1, |beyond| beyond.min(self.until + 1));
        let (mut found, mut at) = (Found::default(), begin);
        while at > 1 && begin - at < SHARE {
            let from = at.saturating_sub(PAGE as u64 + 1);
            let wanted = usize::try_from(at - 1 - from).unwrap_or(PAGE);
            let page = ledger.feed(msp, from, wanted).await?;
            for event in page.into_iter().rev() {
                at = event.position;
                if self.matches(&event) {
                    found.events.push(event);
                    if found.events.len() == self.first {
                        found.next = (at > 1).then_some(at);
                        return Ok(found);
                    }
                }
            }
            at = at.min(from + 1);
        }
        found.next = (at > 1).then_some(at);
        Ok(found)
    }

    /// Streams are short: they are read from their beginning, and no more is kept than is shown.
    async fn of_streams(&self, ledger: &dyn Ledger, msp: MspId) -> Result<Found, LedgerError> {
        let mut kept: VecDeque<RecordedEvent> = VecDeque::new();
        let named = self
            .stream
            .iter()
            .map(|(kind, id)| (kind.as_str(), vec![id.clone()]));
        let ours = self
            .streams
            .iter()
            .flatten()
            .map(|(kind, ids)| (*kind, ids.clone()));
        for (kind, ids) in named.chain(ours) {
            let mut after = self.beyond.filter(|_| !self.newest_first).unwrap_or(0);
            let mut taken = 0;
            loop {
                let page = ledger.streams(msp, kind, &ids, after, PAGE).await?;
                let Some(last) = page.last().map(|last| last.position) else {
                    break;
                };
                after = last;
                for event in page
                    .into_iter()
                    .filter(|it| self.within(it) && self.matches(it))
                {
                    taken += 1;
                    kept.push_back(event);
                }
                if after >= self.until || (!self.newest_first && taken > self.first) {
                    break;
                }
            }
        }
        let mut events: Vec<RecordedEvent> = kept.into();
        events.sort_unstable_by_key(|event| event.position);
        if self.newest_first {
            events.reverse();
        }
        let more = events.len() > self.first;
        events.truncate(self.first);
        let next = events.last().filter(|_| more).map(|event| event.position);
        Ok(Found { events, next })
    }

    fn within(&self, event: &RecordedEvent) -> bool {
        let beyond = self.beyond.is_none_or(|beyond| {
            if self.newest_first {
                event.position < beyond
            } else {
                event.position > beyond
            }
        });
        beyond && event.position <= self.until
    }

    fn matches(&self, event: &RecordedEvent) -> bool {
        if self
            .event_type
            .as_ref()
            .is_some_and(|wanted| event.event_type != *wanted)
        {
            return false;
        }
        if self.actor.is_none() && self.correlation.is_none() {
            return true;
        }
        let Ok(origin) = serde_json::from_str::<Metadata>(&event.metadata) else {
            return false;
        };
        let actor = self
            .actor
            .as_ref()
            .is_none_or(|wanted| origin.actor_id == *wanted);
        let matter = || origin.correlation_id.to_string();
        actor
            && self
                .correlation
                .as_ref()
                .is_none_or(|wanted| matter() == *wanted)
    }
}
