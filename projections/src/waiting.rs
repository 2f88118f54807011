//! Reading one's own writes: waiting, for a bounded time, until a position has reached the tables.

use std::time::{Duration, Instant};

use tenantry_domain::ids::MspId;
use tenantry_domain::record::Position;

use crate::declaration::Declaration;
use crate::error::ProjectionError;
use crate::house::{House, position as counted, stored};
use crate::rebuild::poisoned;
use crate::store::{Partition, Table};

/// How often the store is asked when another process is the daemon, and when our own is and tells
/// us by itself, so that it is only asked about what keeps it.
const ASK: Duration = Duration::from_millis(25);
const ASK_RARELY: Duration = Duration::from_millis(500);

pub(crate) async fn wait_for(
    house: &House,
    msp: MspId,
    position: Position,
    names: &[&str],
    timeout: Duration,
) -> Result<(), ProjectionError> {
    let deadline = Instant::now() + timeout;
    for name in names {
        let (_, declared) = house.declaration(name)?;
        wait_for_one(house, msp, position, declared, deadline).await?;
    }
    Ok(())
}

async fn wait_for_one(
    house: &House,
    msp: MspId,
    position: Position,
    declared: &'static Declaration,
    deadline: Instant,
) -> Result<(), ProjectionError> {
    let wanted = stored(position);
    let mut changes = house.board.watch();
    let mut ask_at: Option<Instant> = None;
    loop {
        changes.mark_unchanged();
        let posted = house.board.reached(declared.name, msp);
        if posted.is_some_and(|reached| reached >= wanted) {
            return Ok(());
        }
        house.board.hurry();
        // Our own daemon is likely to tell before the store could.
        let (first, pause) = match posted {
            Some(_) => (ASK, ASK_RARELY),
            None => (Duration::ZERO, ASK),
        };
        let due = *ask_at.get_or_insert_with(|| deadline.min(Instant::now() + first));
        let mut reached = posted.unwrap_or_default();
        if Instant::now() >= due {
            if let Some(partition) = live_partition(house, declared, msp).await? {
                if partition.position >= wanted {
                    return Ok(());
                }
                // Waiting for what cannot come is of no use to anybody.
                if let Some(failure) = &partition.failure {
                    return Err(poisoned(declared, msp, failure));
                }
                reached = partition.position;
            }
            ask_at = Some(Instant::now() + pause);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ProjectionError::Lagging {
                name: declared.name.to_owned(),
                msp,
                wanted: position,
                reached: counted(reached),
            });
        }
        // Time out or change: either way it is looked at again.
        let until_asked = ask_at.unwrap_or(deadline);
        let until_asked = until_asked.saturating_duration_since(Instant::now());
        let _ = tokio::time::timeout(until_asked.min(left), changes.changed()).await;
    }
}

async fn live_partition(
    house: &House,
    declared: &'static Declaration,
    msp: MspId,
) -> Result<Option<Partition>, ProjectionError> {
    let generations = house.store.generations().await?;
    let live = generations
        .iter()
        .find(|g| g.live && g.projection == declared.name);
    let Some(live) = live else { return Ok(None) };
    let table = Table::live(declared, live.number);
    house.store.partition(&table, msp).await
}
