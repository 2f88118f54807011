//! What somebody of an MSP who watches a projection sees beside how far it is.

use std::time::Duration;

use tenantry_domain::ids::MspId;
use tenantry_domain::record::Micros;
use uuid::Uuid;

use crate::declaration::Declaration;
use crate::error::ProjectionError;
use crate::house::{House, position};
use crate::store::{Generation, Table};

/// How one MSP's part of a projection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Following {
    /// It has all that is recorded.
    Live,
    /// There is more to come.
    CatchingUp,
    /// By an operator.
    Paused,
    /// At an event that it cannot read.
    Standing,
    /// Its table is not of this program's form yet.
    Building,
}

/// A table that is being built anew, of all MSPs together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilding {
    /// Since when; one that was interrupted goes on where it was.
    pub since: Micros,
    /// Events that went in, of how many. Where another process does it, it says so with each part that it writes.
    pub events: u64,
    pub total: u64,
    /// Events per second.
    pub rate: Option<u64>,
    /// How long it will take at this rate.
    pub left: Option<Duration>,
    /// No other MSP's events are among them.
    pub alone: bool,
}

/// One that somebody is at: what a dead process left behind is none.
pub(crate) async fn rebuild_of(
    house: &House,
    declared: &'static Declaration,
    generations: &[Generation],
    msp: MspId,
) -> Result<Option<Rebuilding>, ProjectionError> {
    let found = generations
        .iter()
        .find(|it| !it.live && it.projection == declared.name && it.holder.is_some());
    let Some(found) = found else { return Ok(None) };
    let heads = house.heads().await?;
    let is_theirs = |it: &MspId| *it == msp || *it == MspId::INSTALLATION;
    let alone = heads.iter().all(|head| is_theirs(&head.msp));
    if let Some(progress) = house.under_way.of(declared.name) {
        return Ok(Some(Rebuilding {
            since: found.begun_at,
            events: progress.events,
            total: progress.total,
            rate: whole(progress.rate),
            left: progress.eta,
            alone,
        }));
    }
    let shadow = Table::shadow(declared, found.number);
    let partitions = house.store.partitions(&shadow).await?;
    let events: u64 = partitions.iter().map(|it| position(it.position)).sum();
    let total: u64 = heads.iter().map(|head| head.position).sum();
    let rate = found.rate.map(position).filter(|rate| *rate > 0);
    let left = rate.map(|rate| Duration::from_secs(total.saturating_sub(events) / rate));
    Ok(Some(Rebuilding {
        since: found.begun_at,
        events: events.min(total),
        total,
        rate,
        left,
        alone,
    }))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A rate for people.
fn whole(rate: f64) -> Option<u64> {
    (rate >= 1.0).then_some(rate as u64)
}

/// Somebody who advances tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub owner: Uuid,
    /// Until when all of them are theirs at least.
    pub until: Micros,
    /// In alphabetical order.
    pub tables: Vec<String>,
}

pub(crate) async fn holders(house: &House) -> Result<Vec<Holder>, ProjectionError> {
    let generations = house.store.generations().await?;
    let mut holders: Vec<Holder> = Vec::new();
    for generation in generations.into_iter().filter(|it| it.live) {
        let Some((owner, until)) = generation.holder else {
            continue;
        };
        match holders.iter_mut().find(|it| it.owner == owner) {
            Some(holder) => {
                holder.until = holder.until.min(until);
                holder.tables.push(generation.projection);
            }
            None => holders.push(Holder {
                owner,
                until,
                tables: vec![generation.projection],
            }),
        }
    }
    Ok(holders)
}
