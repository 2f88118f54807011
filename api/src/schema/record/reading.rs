//! Reading the record, newest or oldest first, with bounds on what one request may read.
//!
//! Positions have no gaps, so the end of a ledger is reached by counting. Streams are found by their
//! key. Who and why are not indexed: for those the record is gone through, and a request that went
//! through its share says where it stopped.

use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Position, RecordedEvent};
use tenantry_engine::ledger::{Ledger, LedgerError};

use super::sieve::Sieve;

/// Events read at once.
const PAGE: usize = 1_000;

/// Events that one request goes through at most.
const SHARE: u64 = 20_000;

/// What is looked for.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// Of these things only: types, each with ids.
    pub(super) streams: Option<Vec<(String, Vec<String>)>>,
    pub(super) sieve: Sieve,
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
        if let Some(streams) = &self.streams {
            return self.of_streams(streams, ledger, msp).await;
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
                if self.sieve.lets(&event) {
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
                if self.sieve.lets(&event) {
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

    /// Streams are short: where the newest are wanted, they are read from their beginning.
    async fn of_streams(
        &self,
        streams: &[(String, Vec<String>)],
        ledger: &dyn Ledger,
        msp: MspId,
    ) -> Result<Found, LedgerError> {
        let mut events: Vec<RecordedEvent> = Vec::new();
        for (kind, ids) in streams {
            let mut after = self.beyond.filter(|_| !self.newest_first).unwrap_or(0);
            let mut taken = 0;
            loop {
                let page = ledger.streams(msp, kind, ids, after, PAGE).await?;
                let Some(last) = page.last().map(|last| last.position) else {
                    break;
                };
                after = last;
                for event in page
                    .into_iter()
                    .filter(|it| self.within(it) && self.sieve.lets(it))
                {
                    taken += 1;
                    events.push(event);
                }
                if after >= self.until || (!self.newest_first && taken > self.first) {
                    break;
                }
            }
        }
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
}
