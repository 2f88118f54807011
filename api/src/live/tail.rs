//! The end of one MSP's ledger as it grows: read once, for all who listen.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tenantry_domain::ids::MspId;
use tenantry_domain::record::Position;
use tenantry_engine::ledger::{Ledger, LedgerError, Wake};
use tokio::sync::watch;
use tokio::time::sleep;

use super::Shared;
use super::news::News;

/// Events that are read at once.
const PAGE: usize = 200;

/// What is kept of an MSP: so many events, and so many bytes of them.
const KEPT: usize = 500;
const KEPT_BYTES: usize = 2 * 1024 * 1024;

/// What woke nobody is found by looking.
const IDLE: Duration = Duration::from_secs(1);

/// Between two reads there is a pause, and the more MSPs are followed, the longer it is: together they
/// read some hundred times in a second at most, however much is recorded.
const PAUSE: Duration = Duration::from_millis(10);
const PAUSE_FOR_EACH: Duration = Duration::from_millis(2);

const AFTER_A_FAULT: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Tail {
    msp: MspId,
    ring: Mutex<Ring>,
    /// How far the ledger was read.
    reached: watch::Sender<Position>,
}

impl Tail {
    /// A tail that knows of nothing up to here, and its first listener's ear.
    pub(super) fn at(msp: MspId, head: Position) -> (Arc<Self>, watch::Receiver<Position>) {
        let (sender, receiver) = watch::channel(head);
        let tail = Self {
            msp,
            ring: Mutex::new(Ring::after(head)),
            reached: sender,
        };
        (Arc::new(tail), receiver)
    }

    pub(super) fn msp(&self) -> MspId {
        self.msp
    }

    pub(super) fn reached(&self) -> watch::Receiver<Position> {
        self.reached.subscribe()
    }

    pub(super) fn is_unheard(&self) -> bool {
        self.reached.receiver_count() == 0
    }

    /// What is kept after a position; nothing where it is not kept any more.
    pub(super) fn after(&self, at: Position, most: usize) -> Option<Vec<Arc<News>>> {
        self.ring().taken(at, most)
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there may be more.
    async fn read_on(&self, ledger: &dyn Ledger) -> Result<bool, LedgerError> {
        let at = *self.reached.borrow();
        let mut page = ledger.fresh(self.msp, at, PAGE);
        // What others recorded at the same time is not among what was recorded here.
        let partial = !page.is_empty();
        if !partial {
            page = ledger.feed(self.msp, at, PAGE).await?;
        }
        let Some(last) = page.last().map(|last| last.position) else {
            return Ok(false);
        };
        let full = page.len() == PAGE;
        let mut ring = self.ring();
        page.into_iter().map(News::of).for_each(|it| ring.keep(it));
        drop(ring);
        self.reached.send_replace(last);
        Ok(full || partial)
    }
}

/// Follows a ledger for as long as somebody listens.
pub(super) async fn follow(shared: Arc<Shared>, tail: Arc<Tail>) {
    let mut seen = Wake::default();
    let mut more = false;
    loop {
        if !more {
            tokio::select! {
                () = tail.reached.closed() => if shared.leave(&tail) {
                    return;
                },
                () = shared.ledger.wait(&mut seen, IDLE) => {}
            }
        }
        more = match tail.read_on(&*shared.ledger).await {
            Ok(more) => more,
            Err(error) => {
                tracing::warn!(code = error.code(), %error, "those who listen wait for the database");
                sleep(AFTER_A_FAULT).await;
                false
            }
        };
        let followed = u32::try_from(shared.count()).unwrap_or(u32::MAX);
        sleep(PAUSE.max(PAUSE_FOR_EACH.saturating_mul(followed))).await;
    }
}

/// The last events that were read, without a gap.
#[derive(Debug)]
struct Ring {
    /// The position before the first of them.
    before: Position,
    kept: VecDeque<Arc<News>>,
    bytes: usize,
}

impl Ring {
    fn after(head: Position) -> Self {
        Self {
            before: head,
            kept: VecDeque::new(),
            bytes: 0,
        }
    }

    fn keep(&mut self, news: Arc<News>) {
        self.bytes += news.bytes();
        self.kept.push_back(news);
        while self.kept.len() > KEPT || self.bytes > KEPT_BYTES {
            let Some(oldest) = self.kept.pop_front() else {
                return;
            };
            self.bytes -= oldest.bytes();
            self.before = oldest.event.position;
        }
    }

    fn taken(&self, at: Position, most: usize) -> Option<Vec<Arc<News>>> {
        let skipped = at.checked_sub(self.before)?;
        let skipped = usize::try_from(skipped).unwrap_or(usize::MAX);
        let rest = self.kept.iter().skip(skipped);
        Some(rest.take(most).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use tenantry_domain::record::{RecordedEvent, StreamId};
    use uuid::Uuid;

    use super::*;

    fn news(position: Position, bytes: usize) -> Arc<News> {
        News::of(RecordedEvent {
            msp: MspId::new(Uuid::nil()),
            position,
            stream: StreamId::new("customer", "1"),
            sequence: position,
            event_type: String::new(),
            event_version: String::new(),
            payload: "x".repeat(bytes),
            metadata: String::new(),
            recorded_at: 0,
            leaf: [0; 32],
        })
    }

    fn ring(before: Position, many: usize, bytes: usize) -> Ring {
        let mut ring = Ring::after(before);
        for (position, _) in (before + 1..).zip(0..many) {
            ring.keep(news(position, bytes));
        }
        ring
    }

    fn taken(ring: &Ring, at: Position, most: usize) -> Option<Vec<Position>> {
        let page = ring.taken(at, most)?;
        Some(page.iter().map(|news| news.event.position).collect())
    }

    #[test]
    fn what_is_kept_is_taken_from_any_position_within() {
        let ring = ring(10, 5, 1);
        assert_eq!(taken(&ring, 9, 10), None);
        assert_eq!(taken(&ring, 10, 2), Some(vec![11, 12]));
        assert_eq!(taken(&ring, 13, 10), Some(vec![14, 15]));
        assert_eq!(taken(&ring, 15, 10), Some(vec![]));
        assert_eq!(taken(&ring, u64::MAX, 10), Some(vec![]));
    }

    #[test]
    fn no_more_is_kept_than_has_room() {
        let many = ring(0, KEPT + 7, 1);
        assert_eq!((many.kept.len(), many.before), (KEPT, 7));
        let large = ring(0, 100, KEPT_BYTES / 10);
        assert_eq!((large.kept.len(), large.before), (10, 90));
        assert_eq!(large.bytes, 10 * (KEPT_BYTES / 10));
        assert_eq!(taken(&large, 90, 1), Some(vec![91]));
    }
}
