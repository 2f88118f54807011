//! How every projection is doing, for operators.

use std::collections::HashMap;

use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Micros, Position};
use tenantry_engine::ledger::Head;

use crate::decisions::Decisions;
use crate::declaration::Declaration;
use crate::error::ProjectionError;
use crate::house::{House, position, stored};
use crate::store::{Generation, Partition, Table};
use crate::watched::{self, Following, Rebuilding};

/// One generation of one projection.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    pub projection: &'static str,
    pub question: &'static str,
    /// Of the table, which is older than the program's while it is being rebuilt.
    pub version: u32,
    pub generation: i64,
    pub state: State,
    pub msps: usize,
    /// Events there are, over all MSPs.
    pub head: u64,
    /// Events folded in, over all MSPs.
    pub position: u64,
    /// Events still to come.
    pub lag: u64,
    /// How much older the last event folded in is than the last there is, in microseconds; of
    /// the MSP that is furthest behind.
    pub lag_time: Micros,
    /// Events per second by whoever advances it; none when nobody does.
    pub rate: Option<u64>,
    /// The partitions that stand at an event they cannot read.
    pub failures: Vec<StandingStill>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Live,
    Building,
    /// By an operator, as a whole.
    Paused,
    /// At least one partition stands.
    Failed,
}

impl State {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Building => "building",
            Self::Paused => "paused",
            Self::Failed => "failed",
        }
    }
}

/// A partition that cannot go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingStill {
    pub msp: MspId,
    pub position: Position,
    pub code: String,
    pub detail: String,
}

/// How far one MSP's part of a projection is: what that MSP may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    pub projection: &'static str,
    pub question: &'static str,
    pub version: u32,
    /// Events that this MSP's ledger holds.
    pub head: Position,
    /// Events of it that are folded in.
    pub position: Position,
    /// How much older the last event folded in is than the last there is, in microseconds. Nothing as long as
    /// none is folded in of a ledger that has some.
    pub lag_time: Option<Micros>,
    /// Why it cannot go on.
    pub failure: Option<StandingStill>,
    pub following: Following,
    /// The table is being built anew.
    pub rebuild: Option<Rebuilding>,
}

/// Whether a projection can be built anew by this process now.
pub(crate) async fn must_be_free(
    house: &House,
    declared: &'static Declaration,
) -> Result<(), ProjectionError> {
    let name = || declared.name.to_owned();
    let decisions =
        Decisions::about(house.ledger.as_ref(), house.declared, MspId::INSTALLATION).await?;
    let (place, _) = house.declaration(declared.name)?;
    if decisions.paused(place) {
        return Err(ProjectionError::Paused { name: name() });
    }
    let generations = house.store.generations().await?;
    for of_this in generations
        .iter()
        .filter(|it| it.projection == declared.name)
    {
        if of_this.live && of_this.version > i64::from(declared.version) {
            // A newer program serves this table; ours would take its place.
            return Err(ProjectionError::Building { name: name() });
        }
        if !of_this.live && of_this.holder.is_some() {
            return Err(ProjectionError::Busy { name: name() });
        }
    }
    Ok(())
}

pub(crate) async fn reached(house: &House, msp: MspId) -> Result<Vec<Reached>, ProjectionError> {
    let end = house.ledger.head(msp).await?;
    let head = end.position;
    let generations = house.store.generations().await?;
    let decisions = Decisions::about(house.ledger.as_ref(), house.declared, msp).await?;
    let mut all = Vec::with_capacity(house.declared.len());
    for (place, declared) in house.declared.iter().enumerate() {
        let live = generations
            .iter()
            .find(|it| it.live && it.projection == declared.name);
        let partition = match live {
            Some(live) => {
                let table = Table::live(declared, live.number);
                let partition = house.store.partition(&table, msp).await?;
                partition.map(|it| as_known(house, &table, it))
            }
            None => None,
        };
        let at = partition.as_ref().map_or(0, |it| position(it.position));
        let failure = partition.as_ref().and_then(standing_still);
        let is_of_this_form = live.is_some_and(|it| it.version == i64::from(declared.version));
        all.push(Reached {
            projection: declared.name,
            question: declared.question,
            version: declared.version,
            head,
            position: at,
            lag_time: lag_time(&end, partition.as_ref()),
            following: if !is_of_this_form {
                Following::Building
            } else if failure.is_some() {
                Following::Standing
            } else if decisions.orders(place, msp).paused() {
                Following::Paused
            } else if at < head {
                Following::CatchingUp
            } else {
                Following::Live
            },
            failure,
            rebuild: watched::rebuild_of(house, declared, &generations, msp).await?,
        });
    }
    Ok(all)
}

/// With what this process itself knows: a checkpoint in the database may follow a moment later.
fn as_known(house: &House, of: &Table, partition: Partition) -> Partition {
    let posted = house.board.reached(of.declared.name, partition.msp);
    let posted = posted.filter(|_| of.live).unwrap_or_default();
    Partition {
        position: partition.position.max(posted),
        ..partition
    }
}

fn lag_time(end: &Head, partition: Option<&Partition>) -> Option<Micros> {
    let at = partition.map_or(0, |it| it.position);
    match partition {
        _ if stored(end.position) <= at => Some(0),
        Some(partition) if at > 0 => Some((end.recorded_at - partition.recorded_at).max(0)),
        _ => None,
    }
}

fn standing_still(partition: &Partition) -> Option<StandingStill> {
    let failure = partition.failure.as_ref()?;
    Some(StandingStill {
        msp: partition.msp,
        position: position(failure.position),
        code: failure.code.clone(),
        detail: failure.detail.clone(),
    })
}

pub(crate) async fn status(house: &House) -> Result<Vec<Status>, ProjectionError> {
    let heads = house.heads().await?;
    let mut decisions = Decisions::default();
    decisions
        .refresh(house.ledger.as_ref(), house.declared)
        .await?;
    let generations = house.store.generations().await?;
    let mut all = Vec::with_capacity(generations.len());
    for (place, declared) in house.declared.iter().enumerate() {
        for generation in generations.iter().filter(|g| g.projection == declared.name) {
            let table = Table {
                declared,
                generation: generation.number,
                live: generation.live,
            };
            let partitions = house.store.partitions(&table).await?.into_iter();
            let partitions: Vec<Partition> =
                partitions.map(|it| as_known(house, &table, it)).collect();
            let paused = decisions.paused(place);
            all.push(of(declared, generation, paused, &heads, &partitions));
        }
    }
    Ok(all)
}

fn of(
    declared: &'static Declaration,
    generation: &Generation,
    paused: bool,
    heads: &[Head],
    partitions: &[Partition],
) -> Status {
    let failures: Vec<StandingStill> = partitions.iter().filter_map(standing_still).collect();
    let state = if !generation.live {
        State::Building
    } else if paused {
        State::Paused
    } else if failures.is_empty() {
        State::Live
    } else {
        State::Failed
    };
    let reached: HashMap<MspId, &Partition> = partitions.iter().map(|p| (p.msp, p)).collect();
    let mut status = Status {
        projection: declared.name,
        question: declared.question,
        version: u32::try_from(generation.version).unwrap_or_default(),
        generation: generation.number,
        state,
        msps: heads.len(),
        head: 0,
        position: 0,
        lag: 0,
        lag_time: 0,
        rate: generation.rate.map(position),
        failures,
    };
    for head in heads {
        let partition = reached.get(&head.msp);
        let at = partition.map_or(0, |p| p.position);
        let behind = stored(head.position).saturating_sub(at).max(0);
        status.head += head.position;
        status.position += position(at);
        status.lag += position(behind);
        if behind > 0 {
            // Before the first event was folded there is no telling how old it is.
            let since = partition.filter(|p| p.position > 0).map(|p| p.recorded_at);
            let late = since.map_or(0, |since| head.recorded_at - since);
            status.lag_time = status.lag_time.max(late);
        }
    }
    status
}
