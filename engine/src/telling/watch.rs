//! Whoever tells people: one worker for each MSP, as long as it has the lease.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::ids::{MspId, NoticeChannelId};
use tenantry_domain::record::{Actor, Source};
use tokio::sync::watch;
use uuid::Uuid;

use super::NoticeChannels;
use super::round::Round;
use crate::chance::Chance;
use crate::commands::{Context, Engine};
use crate::discovery::KnownUnreadable;
use crate::leases::Leases;
use crate::sagas::Alarm;
use crate::time::Clock;

/// How long a notice may take that is under way when the watch is stopped.
const GRACE: Duration = Duration::from_secs(15);

/// A view of the ledger. It may be behind: what is recorded after a worker took the MSP over is heard
/// from the ledger itself, and the list is read again now and then.
#[async_trait]
pub trait StandingChannels: Debug + Send + Sync {
    /// The MSP's channels after this one that are not closed, in the order of their ids; none when there
    /// are no more.
    async fn after(
        &self,
        msp: MspId,
        channel: Option<NoticeChannelId>,
    ) -> Result<Vec<NoticeChannelId>, KnownUnreadable>;
}

/// What it takes to tell people.
#[derive(Debug, Clone)]
pub struct NoticeWatchParts {
    pub engine: Arc<Engine>,
    pub channels: NoticeChannels,
    pub standing: Arc<dyn StandingChannels>,
    pub leases: Arc<dyn Leases>,
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<dyn Chance>,
    pub alarm: Arc<dyn Alarm>,
    /// Who this worker is to the leases.
    pub owner: Uuid,
    /// What it is called on record.
    pub worker: String,
}

impl NoticeWatchParts {
    /// The worker, of its own accord.
    pub(super) fn context(&self) -> Context {
        Context::new(Actor::service(self.worker.clone()), Source::Engine)
    }
}

/// Tells the people of all MSPs whose leases it holds.
#[derive(Debug)]
pub struct NoticeWatch {
    parts: NoticeWatchParts,
}

impl NoticeWatch {
    pub fn new(parts: NoticeWatchParts) -> Self {
        Self { parts }
    }

    /// Until it is told to stop. Then a notice that is under way comes to its end, and the leases are
    /// given back. To drop the future instead is safe as well: what was handed over and is not on record
    /// is handed over again, under the same id.
    pub async fn run(&self, mut stopping: watch::Receiver<bool>) {
        let mut round = Round::new(&self.parts, stopping.clone());
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
        if tokio::time::timeout(GRACE, round.finish()).await.is_err() {
            tracing::warn!("notices that were not taken in time are left to the next worker");
            round.break_off().await;
        }
        round.give_back().await;
    }
}
