//! Looks at the same stream that are wanted at the same time are one look.
//!
//! Whoever shows a token is answered from what the database has at that moment, and a busy client shows one
//! many times a millisecond. A look that began after somebody came counts for that one too; one that was
//! already under way may have missed what was recorded just before, and counts for nobody who came later.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Sequence, StreamId};

use crate::ledger::LedgerError;

type Key = (MspId, StreamId);
type Found = Result<Sequence, LedgerError>;

/// The streams that are being looked at.
#[derive(Debug, Default)]
pub(super) struct Looks(Mutex<HashMap<Key, Arc<Place>>>);

#[derive(Debug, Default)]
struct Place {
    /// How many have come.
    arrived: AtomicU64,
    /// How many had come when the latest look began, and what it found.
    latest: tokio::sync::Mutex<Option<(u64, Found)>>,
}

/// Somebody at a place; who leaves last takes it away.
struct Visit<'a> {
    looks: &'a Looks,
    key: Key,
    place: Arc<Place>,
}

impl Looks {
    /// How long a stream is, by a look that begins no earlier than now.
    pub(super) async fn length(
        &self,
        msp: MspId,
        stream: &StreamId,
        look: impl AsyncFnOnce() -> Found,
    ) -> Found {
        let visit = self.visit((msp, stream.clone()));
        let place = &visit.place;
        let before_me = place.arrived.fetch_add(1, SeqCst);
        let mut latest = place.latest.lock().await;
        match &*latest {
            Some((counts_for, found)) if before_me < *counts_for => found.clone(),
            _ => {
                let counts_for = place.arrived.load(SeqCst);
                let found = look().await;
                *latest = Some((counts_for, found.clone()));
                found
            }
        }
    }

    fn visit(&self, key: Key) -> Visit<'_> {
        let place = Arc::clone(self.places().entry(key.clone()).or_default());
        Visit {
            looks: self,
            key,
            place,
        }
    }

    fn places(&self) -> MutexGuard<'_, HashMap<Key, Arc<Place>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        let mut places = self.looks.places();
        // The map's and ours.
        if Arc::strong_count(&self.place) == 2 {
            places.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures::future::join_all;
    use tenantry_domain::ids::MspId;
    use tokio::time::sleep;
    use uuid::Uuid;

    use super::*;

    fn key() -> (MspId, StreamId) {
        (MspId::new(Uuid::from_u128(1)), StreamId::new("team", "1"))
    }

    /// A look takes a while, and finds how many were begun.
    async fn slow(begun: &AtomicU64) -> Found {
        let number = begun.fetch_add(1, SeqCst) + 1;
        sleep(Duration::from_millis(50)).await;
        Ok(number)
    }

    #[tokio::test]
    async fn those_who_come_together_share_the_look_that_begins_after_them() {
        let (looks, begun) = (Looks::default(), AtomicU64::new(0));
        let (msp, stream) = key();
        let asked = (0..100).map(|_| looks.length(msp, &stream, async || slow(&begun).await));
        let found = join_all(asked).await;
        // The first began at once; the others came while it was under way.
        assert_eq!(found[0], Ok(1));
        assert!(found[1..].iter().all(|found| *found == Ok(2)));
        assert_eq!(begun.load(SeqCst), 2);
        assert!(looks.places().is_empty());
    }

    #[tokio::test]
    async fn a_look_under_way_counts_for_nobody_who_comes_later() {
        let (looks, begun) = (Looks::default(), AtomicU64::new(0));
        let (msp, stream) = key();
        let first = looks.length(msp, &stream, async || slow(&begun).await);
        let later = async {
            sleep(Duration::from_millis(5)).await;
            looks
                .length(msp, &stream, async || slow(&begun).await)
                .await
        };
        assert_eq!(futures::join!(first, later), (Ok(1), Ok(2)));
    }

    #[tokio::test]
    async fn whoever_goes_away_leaves_nothing_behind() {
        let (looks, begun) = (Looks::default(), AtomicU64::new(0));
        let (msp, stream) = key();
        let given_up = looks.length(msp, &stream, async || slow(&begun).await);
        assert!(
            tokio::time::timeout(Duration::from_millis(1), given_up)
                .await
                .is_err()
        );
        assert!(looks.places().is_empty());
        assert_eq!(
            looks
                .length(msp, &stream, async || slow(&begun).await)
                .await,
            Ok(2)
        );
    }

    #[tokio::test]
    async fn streams_do_not_wait_for_each_other() {
        let (looks, begun) = (Looks::default(), AtomicU64::new(0));
        let (msp, stream) = key();
        let other = StreamId::new("team", "2");
        let both = futures::join!(
            looks.length(msp, &stream, async || slow(&begun).await),
            looks.length(msp, &other, async || slow(&begun).await),
        );
        assert_eq!(both, (Ok(1), Ok(2)));
    }
}
