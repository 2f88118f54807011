//! What is worked out for an MSP, kept in memory for as long as it is true.

use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Micros, Position, RecordedEvent};
use tokio::sync::Mutex as Turn;

use crate::ledger::{Ledger, LedgerError};
use crate::time::Clock;

/// More events than this are not looked through: it is made anew.
const LOOKED_THROUGH: usize = 1_000;

#[derive(Debug, Clone, Copy)]
pub(super) struct KeptLimits {
    /// How many are kept; those unused longest are let go.
    pub(super) kept: usize,
    /// What is younger is not made anew, whatever was recorded meanwhile, unless somebody knows better.
    pub(super) rests: Micros,
    /// What nobody used for so long is let go.
    pub(super) lasts: Micros,
}

/// Whoever asks holds one of them and waits for nobody; it is made anew beside that, once for all who ask
/// at the same time.
#[derive(Debug)]
pub(super) struct Kept<K, V> {
    ledger: Arc<dyn Ledger>,
    clock: Arc<dyn Clock>,
    limits: KeptLimits,
    places: Mutex<Places<K, V>>,
}

#[derive(Debug)]
struct Places<K, V> {
    of: HashMap<K, Place<V>>,
    /// Counts the uses.
    uses: u64,
}

#[derive(Debug)]
struct Place<V> {
    used: u64,
    used_at: Micros,
    latest: Latest<V>,
}

type Latest<V> = Arc<Turn<Option<Made<V>>>>;

/// Something as it was made.
#[derive(Debug)]
pub(super) struct Made<V> {
    pub(super) value: Arc<V>,
    /// What was recorded up to here is in it, or makes no difference to it.
    pub(super) position: Position,
    at: Micros,
}

/// What was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<K> {
    pub(super) msp: MspId,
    pub(super) key: K,
    /// What was recorded up to here has to be in it.
    pub(super) at_least: Position,
    /// Whether an event makes it another one.
    pub(super) matters: fn(&RecordedEvent) -> bool,
}

impl<V> Clone for Made<V> {
    fn clone(&self) -> Self {
        Self {
            value: Arc::clone(&self.value),
            position: self.position,
            at: self.at,
        }
    }
}

impl<K: Copy + Eq + Hash + Debug, V> Kept<K, V> {
    pub(super) fn new(ledger: Arc<dyn Ledger>, clock: Arc<dyn Clock>, limits: KeptLimits) -> Self {
        let places = Places {
            of: HashMap::new(),
            uses: 0,
        };
        Self {
            ledger,
            clock,
            limits,
            places: Mutex::new(places),
        }
    }

    /// What is kept, or what `making` comes to, and up to where the ledger is in it. Without that position it is
    /// given and not kept.
    pub(super) async fn of<E: From<LedgerError>>(
        &self,
        asked: Asked<K>,
        making: impl Future<Output = Result<(V, Option<Position>), E>>,
    ) -> Result<Made<V>, E> {
        let place = self.place(asked.key);
        let mut latest = place.lock().await;
        if let Some(made) = latest.as_mut()
            && self.is_true(&asked, made).await?
        {
            return Ok(made.clone());
        }
        let at = self.clock.now();
        let (value, position) = making.await?;
        let made = Made {
            value: Arc::new(value),
            position: position.unwrap_or_default(),
            at,
        };
        *latest = position.map(|_| made.clone());
        Ok(made)
    }

    /// Where one is. Others go when there are too many, or nobody wants them; who uses one has it still.
    fn place(&self, key: K) -> Latest<V> {
        let now = self.clock.now();
        let mut places = self.places();
        places.uses += 1;
        let used = places.uses;
        let unused_since = now.saturating_sub(self.limits.lasts);
        places
            .of
            .retain(|it, place| *it == key || place.used_at >= unused_since);
        let place = places.of.entry(key).or_insert_with(|| Place {
            used,
            used_at: now,
            latest: Arc::default(),
        });
        (place.used, place.used_at) = (used, now);
        let latest = Arc::clone(&place.latest);
        while places.of.len() > self.limits.kept.max(1) {
            let longest = places.of.iter().min_by_key(|(_, place)| place.used);
            let Some(unused) = longest.map(|(key, _)| *key) else {
                break;
            };
            places.of.remove(&unused);
        }
        latest
    }

    fn places(&self) -> MutexGuard<'_, Places<K, V>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nothing was recorded since that would make it another one.
    async fn is_true(&self, asked: &Asked<K>, made: &mut Made<V>) -> Result<bool, LedgerError> {
        let rests = self.clock.now() < made.at.saturating_add(self.limits.rests);
        if rests && made.position >= asked.at_least {
            return Ok(true);
        }
        let head = self.ledger.head(asked.msp).await?.position;
        if head == made.position {
            return Ok(true);
        }
        let events = self.ledger.feed(asked.msp, made.position, LOOKED_THROUGH);
        let events = events.await?;
        let Some(last) = events.last().map(|event| event.position) else {
            return Ok(false); // The database was put back to an older state.
        };
        if last < head || events.iter().any(asked.matters) {
            return Ok(false);
        }
        made.position = last;
        Ok(true)
    }
}
