//! What is known of a connection between two openings: its token, where it lives, when it was told to
//! slow down. All but one thing may be forgotten at any time, and is in no other process.

use crate::oauth::Token;
use crate::streamone::Unsaved;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tenantry_domain::ids::VendorConnectionId;
use tokio::time::Instant;
use url::Url;

/// With more connections than this, those that nobody has open are forgotten.
const MANY: usize = 4096;

#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<HashMap<VendorConnectionId, Arc<Remembered>>>);

#[derive(Debug, Default)]
pub(crate) struct Remembered {
    /// Whoever fetches a token holds it, so that nobody else of this connection does at the same time.
    pub token: tokio::sync::Mutex<Option<Token>>,
    place: Mutex<Option<Place>>,
    throttled: Mutex<Option<Instant>>,
    /// The one thing here that nobody else has: it is not forgotten before it is kept.
    pub unsaved: Mutex<Option<Unsaved>>,
}

/// The part of the vendor's world that a connection was found in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub name: String,
    pub address: Url,
    /// Of which settings that was found: others may lead elsewhere.
    pub of: String,
    until: Instant,
}

impl Place {
    pub(crate) fn new(name: String, address: Url, of: &str, lasts: Duration) -> Self {
        Self {
            name,
            address,
            of: of.to_owned(),
            until: Instant::now() + lasts,
        }
    }
}

impl Memory {
    pub(crate) fn of(&self, connection: VendorConnectionId) -> Arc<Remembered> {
        let mut known = held(&self.0);
        if known.len() >= MANY && !known.contains_key(&connection) {
            known.retain(|_, it| Arc::strong_count(it) > 1 || held(&it.unsaved).is_some());
        }
        Arc::clone(known.entry(connection).or_default())
    }
}

/// What panicked in between left whole values.
fn held<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Remembered {
    /// Where it was found with these settings, while that is believed.
    pub(crate) fn place(&self, of: &str) -> Option<Place> {
        let known = held(&self.place).clone();
        known.filter(|it| it.of == of && it.until > Instant::now())
    }

    pub(crate) fn found(&self, place: Place) {
        *held(&self.place) = Some(place);
    }

    pub(crate) fn forget_place(&self) {
        *held(&self.place) = None;
    }

    pub(crate) fn throttled(&self) {
        *held(&self.throttled) = Some(Instant::now());
    }

    /// Whether it was told to slow down within this time.
    pub(crate) fn was_throttled(&self, within: Duration) -> bool {
        held(&self.throttled).is_some_and(|at| at.elapsed() < within)
    }
}
