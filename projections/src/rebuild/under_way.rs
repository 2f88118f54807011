//! The rebuilds of this process, for those who look on, and those that somebody asked for.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Progress, rebuild};
use crate::declaration::Declaration;
use crate::error::ProjectionError;
use crate::house::House;

/// How far the rebuilds of this process are.
#[derive(Debug, Default)]
pub(crate) struct UnderWay {
    reached: Mutex<HashMap<&'static str, Option<Progress>>>,
    /// One that somebody asked for is claimed.
    claimed: AtomicBool,
}

impl UnderWay {
    /// Whether this process rebuilds the projection, and how far it is if that is known by now.
    pub(crate) fn of(&self, projection: &str) -> Option<Progress> {
        self.reached().get(projection).copied().flatten()
    }

    pub(super) fn post(&self, projection: &'static str, progress: Progress) {
        if let Some(place) = self.reached().get_mut(projection) {
            *place = Some(progress);
        }
    }

    /// Events per second, as databases store it.
    #[allow(clippy::cast_possible_truncation)] // A rate for people to look at.
    pub(super) fn rate(&self, projection: &str) -> i64 {
        self.of(projection).map_or(0, |it| it.rate as i64)
    }

    fn reached(&self) -> MutexGuard<'_, HashMap<&'static str, Option<Progress>>> {
        self.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A rebuild is shown for as long as this lives.
pub(super) struct Shown<'a> {
    under_way: &'a UnderWay,
    projection: &'static str,
}

impl<'a> Shown<'a> {
    pub(super) fn begin(under_way: &'a UnderWay, projection: &'static str) -> Self {
        under_way.reached().insert(projection, None);
        Self {
            under_way,
            projection,
        }
    }
}

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        self.under_way.reached().remove(self.projection);
    }
}

/// The one rebuild that this process does for somebody who asked for it, claimed before it is on record.
#[derive(Debug)]
pub struct Claim {
    house: Arc<House>,
    declared: &'static Declaration,
}

impl Claim {
    /// Refused while another one is under way.
    pub(crate) fn of(
        house: &Arc<House>,
        declared: &'static Declaration,
    ) -> Result<Self, ProjectionError> {
        if house.under_way.claimed.swap(true, Ordering::AcqRel) {
            return Err(super::busy(declared));
        }
        Ok(Self {
            house: Arc::clone(house),
            declared,
        })
    }

    /// In the background; the log says what came of it.
    pub fn begin(self) {
        tokio::spawn(async move {
            let projection = self.declared.name;
            match rebuild(&self.house, self.declared, &mut |_| {}).await {
                Ok(events) => {
                    tracing::info!(
                        projection,
                        events,
                        "a projection was built anew, as asked for"
                    );
                }
                Err(error) => {
                    tracing::error!(projection, code = error.code(), %error,
                        "a projection could not be built anew; readers keep the old table");
                }
            }
        });
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.house.under_way.claimed.store(false, Ordering::Release);
    }
}
