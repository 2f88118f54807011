//! Reads of the same thing that are wanted at the same time are one read.
//!
//! Whoever shows a token is answered from what the database has at that moment, and a busy client shows one
//! many times a millisecond; when something changes, all who look at it ask for the same page. A read that began
//! after somebody came counts for that one too. One that was already under way may have missed what was
//! recorded just before, and counts for nobody who came later: sharing makes nothing older.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Mutex as Queue;

/// What is being read, by what it is.
pub struct Together<K, V>(Mutex<HashMap<K, Arc<Place<V>>>>);

struct Place<V> {
    /// How many have come.
    arrived: AtomicU64,
    /// How many had come when the latest read began, and what it found.
    latest: Queue<Option<(u64, V)>>,
}

/// Somebody at a place; who leaves last takes it away.
struct Visit<'a, K: Hash + Eq, V> {
    all: &'a Together<K, V>,
    key: K,
    place: Arc<Place<V>>,
}

impl<K: Hash + Eq + Clone, V: Clone> Together<K, V> {
    /// What a read finds that begins no earlier than now.
    pub async fn read(&self, key: K, read: impl AsyncFnOnce() -> V) -> V {
        let visit = self.visit(key);
        let place = &visit.place;
        let before_me = place.arrived.fetch_add(1, SeqCst);
        let mut latest = place.latest.lock().await;
        match &*latest {
            Some((counts_for, found)) if before_me < *counts_for => found.clone(),
            _ => {
                let counts_for = place.arrived.load(SeqCst);
                let found = read().await;
                *latest = Some((counts_for, found.clone()));
                found
            }
        }
    }

    fn visit(&self, key: K) -> Visit<'_, K, V> {
        let place = Arc::clone(self.places().entry(key.clone()).or_default());
        Visit {
            all: self,
            key,
            place,
        }
    }
}

impl<K, V> Together<K, V> {
    fn places(&self) -> MutexGuard<'_, HashMap<K, Arc<Place<V>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Hash + Eq, V> Drop for Visit<'_, K, V> {
    fn drop(&mut self) {
        let mut places = self.all.places();
        // The map's and ours.
        if Arc::strong_count(&self.place) == 2 {
            places.remove(&self.key);
        }
    }
}

impl<K, V> Default for Together<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<V> Default for Place<V> {
    fn default() -> Self {
        Self {
            arrived: AtomicU64::new(0),
            latest: Queue::new(None),
        }
    }
}

impl<K, V> fmt::Debug for Together<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Together")
            .field("places", &self.places().len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures::future::join_all;
    use tokio::time::sleep;

    use super::*;

    /// A read takes a while, and finds how many were begun.
    async fn slow(begun: &AtomicU64) -> u64 {
        let number = begun.fetch_add(1, SeqCst) + 1;
        sleep(Duration::from_millis(50)).await;
        number
    }

    #[tokio::test]
    async fn those_who_come_together_share_the_read_that_begins_after_them() {
        let (reads, begun) = (Together::default(), AtomicU64::new(0));
        let asked = (0..100).map(|_| reads.read(1, async || slow(&begun).await));
        let found = join_all(asked).await;
        // The first began at once; the others came while it was under way.
        assert_eq!(found[0], 1);
        assert!(found[1..].iter().all(|found| *found == 2));
        assert_eq!(begun.load(SeqCst), 2);
        assert!(reads.places().is_empty());
    }

    #[tokio::test]
    async fn a_read_under_way_counts_for_nobody_who_comes_later() {
        let (reads, begun) = (Together::default(), AtomicU64::new(0));
        let first = reads.read(1, async || slow(&begun).await);
        let later = async {
            sleep(Duration::from_millis(5)).await;
            reads.read(1, async || slow(&begun).await).await
        };
        assert_eq!(futures::join!(first, later), (1, 2));
    }

    #[tokio::test]
    async fn whoever_goes_away_leaves_nothing_behind() {
        let (reads, begun) = (Together::default(), AtomicU64::new(0));
        let given_up = reads.read(1, async || slow(&begun).await);
        assert!(
            tokio::time::timeout(Duration::from_millis(1), given_up)
                .await
                .is_err()
        );
        assert!(reads.places().is_empty());
        assert_eq!(reads.read(1, async || slow(&begun).await).await, 2);
    }

    #[tokio::test]
    async fn streams_do_not_wait_for_each_other() {
        let (reads, begun) = (Together::default(), AtomicU64::new(0));
        let both = futures::join!(
            reads.read(1, async || slow(&begun).await),
            reads.read(2, async || slow(&begun).await),
        );
        assert_eq!(both, (1, 2));
    }
}
