//! Follows until now, once: for operators and tests, and before a read that must not be stale.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::ids::MspId;

use super::Daemon;
use crate::decisions::Decisions;
use crate::error::ProjectionError;
use crate::house::{House, position, stored};
use crate::status::StandingStill;
use crate::store::Table;

/// How often it is looked again when another daemon does the work.
const LOOK: Duration = Duration::from_millis(20);

type Standing = Vec<(&'static str, StandingStill)>;

pub(crate) async fn catch_up(house: &Arc<House>) -> Result<Standing, ProjectionError> {
    let mut targets = HashMap::new();
    for head in house.heads().await? {
        targets.insert(head.msp, stored(head.position));
    }
    let mut daemon = Daemon::new(Arc::clone(house));
    let outcome = follow(house, &mut daemon, &targets).await;
    daemon.release().await;
    outcome
}

async fn follow(
    house: &House,
    daemon: &mut Daemon,
    targets: &HashMap<MspId, i64>,
) -> Result<Standing, ProjectionError> {
    loop {
        let round = daemon.round().await?;
        if round.more {
            continue;
        }
        daemon.mark().await?;
        if let Some(standing) = arrived(house, daemon, targets).await? {
            return Ok(standing);
        }
        if round.events == 0 {
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// What stands for a recorded cause, once all else is where it should be.
async fn arrived(
    house: &House,
    daemon: &Daemon,
    targets: &HashMap<MspId, i64>,
) -> Result<Option<Standing>, ProjectionError> {
    let mut decisions = Decisions::default();
    decisions
        .refresh(house.ledger.as_ref(), house.declared)
        .await?;
    let generations = house.store.generations().await?;
    let mut standing = Vec::new();
    for (place, declared) in house.declared.iter().enumerate() {
        if decisions.paused(place) {
            continue;
        }
        let live = generations
            .iter()
            .find(|g| g.live && g.projection == declared.name);
        let Some(live) = live.filter(|g| g.version == i64::from(declared.version)) else {
            return Ok(None);
        };
        if daemon.is_rebuilding(place) {
            return Ok(None);
        }
        let table = Table::live(declared, live.number);
        let mut left = targets.clone();
        for partition in house.store.partitions(&table).await? {
            let orders = decisions.orders(place, partition.msp);
            let failure = partition.failure.filter(|failure| {
                orders.retries() <= failure.retries
                    && !orders.skips(declared.version, position(failure.position))
            });
            let reached = left
                .get(&partition.msp)
                .is_none_or(|to| partition.position >= *to);
            if reached || orders.paused() || failure.is_some() {
                left.remove(&partition.msp);
            }
            if let Some(failure) = failure {
                let still = StandingStill {
                    msp: partition.msp,
                    position: position(failure.position),
                    code: failure.code,
                    detail: failure.detail,
                };
                standing.push((declared.name, still));
            }
        }
        left.retain(|msp, to| *to > 0 && !decisions.orders(place, *msp).paused());
        if !left.is_empty() {
            return Ok(None);
        }
    }
    Ok(Some(standing))
}
