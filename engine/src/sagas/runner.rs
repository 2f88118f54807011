//! Who does what when.

use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::record::Micros;
use tokio::sync::watch;
use uuid::Uuid;

use super::round::Round;
use super::{Alarm, Carrier, LiveSagas};
use crate::commands::Engine;
use crate::leases::Leases;
use crate::time::Clock;

/// What a runner is made of.
#[derive(Debug, Clone)]
pub struct RunnerParts {
    pub engine: Arc<Engine>,
    pub leases: Arc<dyn Leases>,
    pub live: Arc<dyn LiveSagas>,
    pub clock: Arc<dyn Clock>,
    pub alarm: Arc<dyn Alarm>,
    /// One for each kind of saga.
    pub carriers: Vec<Arc<dyn Carrier>>,
    /// Who this worker is to the leases.
    pub owner: Uuid,
    /// What it is called on record.
    pub worker: String,
}

/// The measures of a runner.
#[derive(Debug, Clone, Copy)]
pub struct Tuning {
    /// Visits under way at once.
    pub visits: usize,
    /// The same for one MSP.
    pub visits_per_msp: usize,
    /// How long a lease lasts unless it is renewed: how long a killed worker is waited for.
    pub lease: Duration,
    /// How long visits may take to come to their end when the runner is stopped.
    pub grace: Duration,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            visits: 64,
            visits_per_msp: 16,
            lease: Duration::from_secs(10),
            grace: Duration::from_secs(20),
        }
    }
}

impl Tuning {
    /// Often enough that a missed renewal does no harm.
    pub(super) fn renewal(&self) -> Micros {
        i64::try_from(self.lease.as_micros() / 4).unwrap_or(i64::MAX)
    }
}

/// Carries on all sagas of the MSPs that it holds the leases of.
#[derive(Debug)]
pub struct Runner {
    parts: RunnerParts,
    tuning: Tuning,
}

impl Runner {
    pub fn new(parts: RunnerParts, tuning: Tuning) -> Self {
        Self { parts, tuning }
    }

    /// Runs until it is told to stop. Then no visit is begun any more, those under way come to
    /// their end, and the leases are given back. To drop the future instead is safe as well:
    /// whatever was under way is carried on by the next who takes the lease.
    pub async fn run(&self, mut stopping: watch::Receiver<bool>) {
        let mut round = Round::new(&self.parts, self.tuning);
        while !*stopping.borrow() {
            tokio::select! {
                biased;
                changed = stopping.changed() => {
                    if changed.is_err() {
                        break;
                    }
                }
                () = round.go() => {}
            }
        }
        if tokio::time::timeout(self.tuning.grace, round.finish())
            .await
            .is_err()
        {
            tracing::warn!("visits that did not come to their end are left to the next worker");
            round.break_off().await;
        }
        round.give_back().await;
    }
}
