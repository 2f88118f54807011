//! Tenants are looked at once a day each, spread over the day.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::StreamExt as _;
use sha2::{Digest, Sha256};
use tenantry_domain::cloud::Class;
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_domain::record::{Actor, ActorKind, Micros, Source};
use tenantry_domain::saga::{days, minutes};
use tenantry_domain::standstill::Standstill;
use tokio::sync::watch;
use uuid::Uuid;

use super::{DriftError, DriftProbe};
use crate::commands::{Context, Engine};
use crate::discovery::KnownUnreadable;
use crate::leases::{Leases, Work};
use crate::ledger::{LedgerError, PAGE_LIMIT};
use crate::time::Clock;

const DAY: Micros = days(1);
/// A round takes those that are due since the round before.
const ROUND: Micros = minutes(10);
/// An MSP's lease outlasts the pause between two rounds, so that it stays with one worker.
const LEASE: Duration = Duration::from_mins(25);
/// Looks under way at once for one MSP.
const AT_ONCE: usize = 4;

/// A view of the ledger. It may be behind, and name tenants that are no longer to be looked after.
#[async_trait]
pub trait WatchedTenants: Debug + Send + Sync {
    /// Those after this one, in the order of their ids; none when there are no more.
    async fn after(
        &self,
        msp: MspId,
        tenant: Option<TenantId>,
    ) -> Result<Vec<TenantId>, KnownUnreadable>;
}

/// The first instant after `now` at which this tenant is to be looked at: each day at the same
/// time, which follows from its id.
pub fn next_probe(tenant: TenantId, now: Micros) -> Micros {
    let digest = Sha256::digest(tenant.as_uuid().as_bytes());
    let mut head = [0; 8];
    head.copy_from_slice(&digest[..8]);
    let day = u64::try_from(DAY).unwrap_or(u64::MAX);
    let place = i64::try_from(u64::from_be_bytes(head) % day).unwrap_or_default();
    let today = now.div_euclid(DAY) * DAY + place;
    if today > now { today } else { today + DAY }
}

/// What it takes to look after tenants.
#[derive(Debug, Clone)]
pub struct WatchParts {
    pub probe: DriftProbe,
    pub engine: Arc<Engine>,
    pub tenants: Arc<dyn WatchedTenants>,
    pub leases: Arc<dyn Leases>,
    pub clock: Arc<dyn Clock>,
    /// Who this worker is to the leases.
    pub owner: Uuid,
    /// What it is called on record.
    pub worker: String,
}

/// Looks after the tenants of all MSPs, one worker for each MSP.
#[derive(Debug)]
pub struct DriftWatch {
    parts: WatchParts,
    /// Until when each MSP's tenants were looked at.
    done: HashMap<MspId, Micros>,
}

impl DriftWatch {
    pub fn new(parts: WatchParts) -> Self {
        Self {
            parts,
            done: HashMap::new(),
        }
    }

    /// Until it is told to stop. To drop the future instead is safe as well.
    pub async fn run(mut self, mut stopping: watch::Receiver<bool>) {
        let pause = Duration::from_micros(u64::try_from(ROUND).unwrap_or_default());
        while !*stopping.borrow() {
            tokio::select! {
                biased;
                changed = stopping.changed() => if changed.is_err() { break },
                () = async {
                    self.round().await;
                    tokio::time::sleep(pause).await;
                } => {}
            }
        }
    }

    /// All that is due by now. Whatever cannot be done is left to the next round, or day.
    pub async fn round(&mut self) {
        if let Err(error) = self.all_msps().await {
            tracing::warn!(code = error.code(), %error, "drift is not looked for just now");
        }
    }

    async fn all_msps(&mut self) -> Result<(), LedgerError> {
        let mut last = None;
        loop {
            let ledger = self.parts.engine.ledger();
            let heads = ledger.heads(last, PAGE_LIMIT).await?;
            let Some(end) = heads.last() else {
                return Ok(());
            };
            last = Some(end.msp);
            for head in heads.iter().filter(|it| it.msp != MspId::INSTALLATION) {
                self.one_msp(head.msp).await?;
            }
        }
    }

    async fn one_msp(&mut self, msp: MspId) -> Result<(), LedgerError> {
        let now = self.parts.clock.now();
        let lease = [Work::Drift.lease_for(msp)];
        let (leases, owner) = (&self.parts.leases, self.parts.owner);
        if leases.take(&lease, owner, LEASE).await?.is_empty() {
            self.done.remove(&msp);
            return Ok(());
        }
        if self.stands_still(msp).await {
            return Ok(());
        }
        let since = self.done.get(&msp).copied().unwrap_or(now - ROUND);
        // After a long pause each tenant is looked at once all the same.
        let since = since.max(now - DAY);
        let mut last = None;
        loop {
            let page = match self.parts.tenants.after(msp, last).await {
                Ok(page) => page,
                Err(error) => {
                    tracing::warn!(%msp, code = error.code, %error, "drift is not looked for");
                    return Ok(());
                }
            };
            let Some(end) = page.last() else { break };
            last = Some(*end);
            let due = page.into_iter();
            let due = due.filter(|tenant| next_probe(*tenant, since) <= now);
            if !self.look_at(msp, due).await {
                return Ok(());
            }
        }
        self.done.insert(msp, now);
        Ok(())
    }

    /// False when it makes no sense to go on with this MSP.
    async fn look_at(&self, msp: MspId, tenants: impl Iterator<Item = TenantId>) -> bool {
        let looks = tenants.map(|tenant| self.look(msp, tenant));
        let mut looks = futures::stream::iter(looks).buffer_unordered(AT_ONCE);
        while let Some(goes_on) = looks.next().await {
            if !goes_on {
                return false;
            }
        }
        true
    }

    async fn look(&self, msp: MspId, tenant: TenantId) -> bool {
        let actor = Actor {
            kind: ActorKind::Service,
            id: self.parts.worker.clone(),
        };
        let context = Context::new(actor, Source::Engine);
        match self.parts.probe.check(msp, tenant, context).await {
            Ok(_) => true,
            Err(error) => {
                tracing::warn!(%msp, %tenant, code = error.code(), %error, "drift is not known");
                !matches!(&error, DriftError::Cloud(it) if it.class() == Class::AccountWide)
            }
        }
    }

    /// All work of the MSP waits for somebody: so does this.
    async fn stands_still(&self, msp: MspId) -> bool {
        let id = msp.to_string();
        let found = self.parts.engine.load::<Standstill>(msp, &id).await;
        found.is_ok_and(|it| it.cause.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(number: u128) -> TenantId {
        TenantId::new(Uuid::from_u128(number))
    }

    #[test]
    fn each_tenant_is_due_once_a_day_at_its_time() {
        for number in 0..50 {
            let first = next_probe(tenant(number), days(20_000));
            assert!(first > days(20_000) && first <= days(20_001));
            assert_eq!(next_probe(tenant(number), first - 1), first);
            assert_eq!(next_probe(tenant(number), first), first + DAY);
        }
    }

    #[test]
    fn tenants_are_spread_over_the_day() {
        let hour = |number| next_probe(tenant(number), 0) / minutes(60);
        let mut counts = HashMap::new();
        for number in 0..2_400 {
            *counts.entry(hour(number)).or_insert(0) += 1;
        }
        assert!(counts.len() >= 24, "{counts:?}");
        assert!(counts.values().all(|count| *count < 200), "{counts:?}");
    }
}
