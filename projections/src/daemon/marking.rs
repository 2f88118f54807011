//! Checkpoints of tables that an event does not concern follow in the database when it is quiet.
//!
//! Most events concern one table or two, and each of the others would have to be moved past them. Nothing
//! is lost by being late with that: a daemon that begins again looks at some events once more that are not
//! for the table. So these checkpoints are owed, and written together: soon after the last event, and before
//! long where events never cease.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use tenantry_domain::ids::MspId;

use super::Daemon;
use super::follower::{Follower, Part};
use crate::error::ProjectionError;
use crate::store::{Pass, Step};

/// How long nothing has to have come before it is quiet. Whoever does one thing after the other is back sooner;
/// those who wait in other processes look no more often.
const QUIET: Duration = Duration::from_millis(25);

/// The most checkpoints in one statement.
const TOGETHER: usize = 5_000;

/// Whose checkpoints the database does not have yet.
#[derive(Debug, Default)]
pub(super) struct Owed {
    msps: BTreeSet<MspId>,
    /// When the first of it came to be owed, and the last.
    since: Option<(Instant, Instant)>,
}

/// A checkpoint that is owed: of the projection at a place.
type Debt = (usize, Step);

impl Owed {
    /// What this follower owes from now on; it may be nothing.
    pub(super) fn note(&mut self, follower: &Follower) {
        if follower.owes() {
            let now = Instant::now();
            let (first, _) = self.since.unwrap_or((now, now));
            self.since = Some((first, now));
            self.msps.insert(follower.msp);
        }
    }

    /// How long it is until it has to be written if nothing comes meanwhile; nothing where nothing is owed.
    pub(super) fn due(&self, at_most: Duration) -> Option<Duration> {
        let (first, last) = self.since?;
        let due = (last + QUIET).min(first + at_most);
        Some(due.saturating_duration_since(Instant::now()))
    }

    /// Whether it has to be written whatever comes.
    pub(super) fn is_overdue(&self, at_most: Duration) -> bool {
        self.since
            .is_some_and(|(first, _)| first.elapsed() >= at_most)
    }
}

impl Follower {
    fn owes(&self) -> bool {
        self.parts.iter().flatten().any(Part::owes)
    }

    fn debts(&self) -> impl Iterator<Item = Debt> {
        let parts = self.parts.iter().enumerate();
        parts.filter_map(|(place, part)| {
            let part = part.as_ref().filter(|part| part.owes())?;
            let step = Step {
                msp: self.msp,
                from: part.marked,
                to: part.position,
                recorded_at: part.recorded_at,
                failure: None,
            };
            Some((place, step))
        })
    }
}

impl Part {
    fn owes(&self) -> bool {
        self.marked < self.position
    }
}

impl Daemon {
    /// Writes the checkpoints that are owed. Those that somebody else moved say that what we hold is not ours
    /// any more.
    pub(crate) async fn mark(&mut self) -> Result<(), ProjectionError> {
        let owing = self
            .owed
            .msps
            .iter()
            .filter_map(|msp| self.followers.get(msp));
        let debts: Vec<Debt> = owing.flat_map(Follower::debts).collect();
        let mut lost = BTreeSet::new();
        for debts in debts.chunks(TOGETHER) {
            let held = debts.iter().filter_map(|debt| {
                let held = self.held[debt.0].as_ref()?;
                Some((debt, held))
            });
            let (debts, passes): (Vec<&Debt>, Vec<Pass<'_>>) = held
                .map(|(debt, held)| {
                    let pass = Pass {
                        table: &held.table,
                        fence: held.hold.fence,
                        step: &debt.1,
                    };
                    (debt, pass)
                })
                .unzip();
            let moved = self.house.store.pass(&passes).await?;
            for ((place, step), moved) in debts.into_iter().zip(moved) {
                if moved {
                    self.marked(*place, step);
                } else {
                    lost.insert(*place);
                }
            }
        }
        self.owed = Owed::default();
        for place in lost {
            self.let_go(place);
        }
        Ok(())
    }

    fn marked(&mut self, place: usize, step: &Step) {
        let follower = self.followers.get_mut(&step.msp);
        if let Some(part) = follower.and_then(|it| it.parts[place].as_mut()) {
            part.marked = step.to;
        }
    }
}
