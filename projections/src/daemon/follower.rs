//! One MSP's ledger as the daemon follows it: how far each projection is, and the rows at hand.

use std::fmt;
use std::time::Instant;

use tenantry_domain::ids::MspId;
use tenantry_domain::record::Micros;

use super::batch::Plan;
use crate::book::Book;
use crate::decisions::{Decisions, Orders};
use crate::declaration::Declaration;
use crate::house::position;
use crate::store::{Failure, Partition};

#[derive(Debug)]
pub(super) struct Follower {
    pub(super) msp: MspId,
    pub(super) head: i64,
    /// By the place of the projection; none for those we do not hold.
    pub(super) parts: Vec<Option<Part>>,
    /// A batch with this MSP in it was refused by the database: it goes by itself until it is
    /// known who is to blame.
    pub(super) alone: bool,
    /// The database refuses this MSP's rows; others are not to suffer from trying at once.
    pub(super) rests_until: Option<Instant>,
}

/// One partition of a projection.
pub(super) struct Part {
    /// How far events are folded in, or seen not to concern the table.
    pub(super) position: i64,
    /// The checkpoint in the database: behind the position where nothing but the checkpoint has to follow.
    pub(super) marked: i64,
    pub(super) recorded_at: Micros,
    pub(super) failure: Option<Failure>,
    /// Whether a failed partition was tried since we took the lease: a newer program may read
    /// what the last one could not.
    pub(super) tried: bool,
    pub(super) book: Box<dyn Book>,
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("position", &self.position)
            .field("marked", &self.marked)
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}

impl Follower {
    pub(super) fn new(msp: MspId, projections: usize) -> Self {
        Self {
            msp,
            head: 0,
            parts: (0..projections).map(|_| None).collect(),
            alone: false,
            rests_until: None,
        }
    }

    /// The position from which events have to be read: that of the hindmost partition that may
    /// move. None when there is nothing to do.
    pub(super) fn next(
        &self,
        declared: &[Declaration],
        held: &[bool],
        decisions: &Decisions,
    ) -> Option<i64> {
        if self.rests_until.is_some_and(|until| Instant::now() < until) {
            return None;
        }
        let mut next = None;
        for (i, part) in self.parts.iter().enumerate() {
            let (Some(part), true) = (part, held.get(i).copied().unwrap_or_default()) else {
                continue;
            };
            let orders = decisions.orders(i, self.msp);
            if part.position < self.head && part.may_move(declared[i].version, orders) {
                next = Some(next.map_or(part.position, |n: i64| n.min(part.position)));
            }
        }
        next
    }

    pub(super) fn has_work(&self, plan: &Plan) -> bool {
        let held: Vec<bool> = plan.held.iter().map(Option::is_some).collect();
        self.next(plan.house.declared, &held, &plan.decisions)
            .is_some()
    }

    /// How many events are waiting, as far as one batch takes them.
    pub(super) fn backlog(&self, limit: usize) -> usize {
        let hindmost = self.parts.iter().flatten().map(|p| p.position).min();
        let waiting = self.head - hindmost.unwrap_or(self.head);
        usize::try_from(waiting).unwrap_or_default().min(limit)
    }
}

impl Part {
    pub(super) fn new(declared: &Declaration, partition: Partition) -> Self {
        Self {
            position: partition.position,
            marked: partition.position,
            recorded_at: partition.recorded_at,
            failure: partition.failure,
            tried: false,
            book: (declared.open_book)(),
        }
    }

    /// Whether operators and poison let this partition go on.
    pub(super) fn may_move(&self, version: u32, orders: Orders<'_>) -> bool {
        if orders.paused() {
            return false;
        }
        self.failure.as_ref().is_none_or(|failure| {
            !self.tried
                || orders.retries() > failure.retries
                || orders.skips(version, position(failure.position))
        })
    }
}
