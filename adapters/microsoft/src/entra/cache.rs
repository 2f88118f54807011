//! Keeps tokens while they last, and lets one caller fetch for all who want the same.
//!
//! However many ask for a token that is not there, one request goes out, and its failure is theirs
//! too. If whoever fetches goes away in the middle, the next in line fetches. Time is measured by
//! the monotonic clock, so that setting the machine's clock changes nothing.

use super::tokens::{Access, Resource};
use secrecy::SecretString;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tenantry_domain::cloud::{Class, CloudFault, TenantId};
use tokio::sync::Mutex as Flight;
use tokio::time::Instant;
use uuid::Uuid;

/// A token with less time left is fetched anew.
const ENOUGH: Duration = Duration::from_mins(2);
/// With less, it may end on the way.
const LEAST: Duration = Duration::from_secs(10);
/// So long after a failed refresh a token that still lasts is handed out without another try.
const REFRESH_PAUSE: Duration = Duration::from_secs(5);
/// A cloud that refuses every token would have us fetch without end, and Entra takes that for an
/// attack: within a minute a token is given up only so often.
const GIVEN_UP_AT_MOST: u32 = 10;
const GIVEN_UP_WITHIN: Duration = Duration::from_mins(1);
/// So many places are kept before those that are empty are given up.
const ROOM: usize = 4096;

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub app: Uuid,
    pub tenant: TenantId,
    pub resource: Resource,
    pub access: Access,
}

/// A token as it was just given.
#[derive(Debug, Clone)]
pub(super) struct Fresh {
    pub token: SecretString,
    pub lasts: Duration,
}

#[derive(Debug, Clone)]
struct Held {
    token: SecretString,
    until: Instant,
}

#[derive(Debug, Default)]
struct State {
    held: Option<Held>,
    failure: Option<(Instant, CloudFault)>,
    /// Since when tokens were given up, and how many.
    given_up: Option<(Instant, u32)>,
}

#[derive(Debug, Default)]
struct Slot {
    state: Mutex<State>,
    /// Held by whoever fetches.
    flight: Flight<()>,
    /// How many fetches ended.
    landed: AtomicU64,
}

#[derive(Debug, Default)]
pub(super) struct TokenCache {
    slots: Mutex<HashMap<Key, Arc<Slot>>>,
}

/// A panic elsewhere leaves plain data behind: it stays usable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl TokenCache {
    /// The token from memory, or as `fetch` brings it.
    pub(super) async fn get<F>(&self, key: Key, fetch: F) -> Result<SecretString, CloudFault>
    where
        F: AsyncFnOnce() -> Result<Fresh, CloudFault>,
    {
        let slot = self.slot(key);
        if let Some(token) = slot.lasting(ENOUGH) {
            return Ok(token);
        }
        let before = slot.landed.load(Ordering::Acquire);
        let flight = match slot.flight.try_lock() {
            Ok(flight) => flight,
            Err(_) => match slot.lasting(LEAST) {
                // Somebody is fetching a new one; this one still serves.
                Some(token) => return Ok(token),
                None => slot.flight.lock().await,
            },
        };
        let waited = slot.landed.load(Ordering::Acquire) != before;
        if let Some(known) = slot.known(waited) {
            return known;
        }
        let outcome = fetch().await;
        let outcome = slot.land(outcome);
        drop(flight);
        outcome
    }

    /// The next who asks gets a token that is fetched then.
    pub(super) fn forget(&self, key: Key) {
        let slot = lock(&self.slots).get(&key).cloned();
        if let Some(slot) = slot {
            slot.forget();
        }
    }

    /// Everything of an app: it has signed in anew.
    pub(super) fn forget_all(&self, app: Uuid, access: Access) {
        lock(&self.slots).retain(|key, _| key.app != app || key.access != access);
    }

    fn slot(&self, key: Key) -> Arc<Slot> {
        let mut slots = lock(&self.slots);
        if slots.len() >= ROOM && !slots.contains_key(&key) {
            slots.retain(|_, slot| Arc::strong_count(slot) > 1 || slot.lasting(LEAST).is_some());
        }
        Arc::clone(slots.entry(key).or_default())
    }
}

impl Slot {
    fn lasting(&self, least: Duration) -> Option<SecretString> {
        let state = lock(&self.state);
        let held = state.held.as_ref()?;
        (held.until > Instant::now() + least).then(|| held.token.clone())
    }

    /// What is known without asking: a token that came in the meantime, or a failure that counts.
    fn known(&self, waited: bool) -> Option<Result<SecretString, CloudFault>> {
        // What was fetched while we waited is as fresh as it gets, however short it lasts.
        let least = if waited { LEAST } else { ENOUGH };
        if let Some(token) = self.lasting(least) {
            return Some(Ok(token));
        }
        let (at, fault) = lock(&self.state).failure.clone()?;
        let age = at.elapsed();
        match self.lasting(LEAST) {
            Some(token) if age < REFRESH_PAUSE => Some(Ok(token)),
            None if waited => Some(Err(fault)),
            // Whoever comes later asks anew: what was missing may have been mended.
            _ => None,
        }
    }

    fn land(&self, outcome: Result<Fresh, CloudFault>) -> Result<SecretString, CloudFault> {
        let now = Instant::now();
        let mut state = lock(&self.state);
        let result = match outcome {
            Ok(Fresh { token, lasts }) => {
                state.failure = None;
                state.held = Some(Held {
                    token: token.clone(),
                    until: now + lasts,
                });
                Ok(token)
            }
            Err(fault) => {
                state.failure = Some((now, fault.clone()));
                let still = state.held.as_ref().filter(|held| held.until > now + LEAST);
                match still {
                    Some(held) if fault.class() == Class::Transient => Ok(held.token.clone()),
                    _ => Err(fault),
                }
            }
        };
        drop(state);
        self.landed.fetch_add(1, Ordering::Release);
        result
    }

    /// Whoever fetches at this moment brings a token that is newer than the refused one.
    fn forget(&self) {
        let now = Instant::now();
        let mut state = lock(&self.state);
        state.failure = None;
        if state.held.is_none() {
            return;
        }
        let recent = state
            .given_up
            .filter(|(since, _)| now - *since < GIVEN_UP_WITHIN);
        let (since, times) = recent.unwrap_or((now, 0));
        if times < GIVEN_UP_AT_MOST {
            state.held = None;
            state.given_up = Some((since, times + 1));
        }
    }
}

#[cfg(test)]
mod tests;
