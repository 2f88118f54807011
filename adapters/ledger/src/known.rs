//! What this process believes of the ledgers it writes to: guesses that save reading before every
//! append, because the append itself shows when they are wrong.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use quick_cache::sync::Cache;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Sequence, StreamId};
use tenantry_engine::ledger::{Head, Proposal};

use crate::group::{Facts, Judged};

/// More than are written to at a time; one that is forgotten costs its next command a second try.
const REMEMBERED_STREAMS: usize = 50_000;

pub(crate) struct Known {
    /// The ends of the ledgers, as this process last left them.
    heads: Mutex<HashMap<MspId, Head>>,
    /// How long the streams were when this process last wrote to them.
    lengths: Cache<(MspId, StreamId), Sequence>,
}

impl Known {
    pub(crate) fn new() -> Self {
        Self {
            heads: Mutex::default(),
            lengths: Cache::new(REMEMBERED_STREAMS),
        }
    }

    /// The facts under which a group succeeds, if they are believed. None unless this process
    /// wrote to each of the ledgers and streams: a head that moved and a sequence that is taken
    /// show by themselves when they are written, but a stream shorter than a command assumes
    /// would be left with a gap. Where a command records nothing, nothing shows how long its stream
    /// is by now, and it is read.
    pub(crate) fn facts<'a>(&self, group: &'a [Proposal]) -> Option<Facts<'a>> {
        let known = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        let mut heads = HashMap::new();
        for proposal in group {
            if let Entry::Vacant(slot) = heads.entry(proposal.msp) {
                slot.insert(known.get(&proposal.msp)?.clone());
            }
        }
        drop(known);
        let as_written = |proposal: &Proposal| {
            let stream = || (proposal.msp, proposal.stream.clone());
            let as_long = || self.lengths.get(&stream()) == Some(proposal.expected);
            !proposal.events.is_empty() && (proposal.expected == 0 || as_long())
        };
        group
            .iter()
            .all(as_written)
            .then(|| Facts::assumed(heads, group))
    }

    /// The group is durable.
    pub(crate) fn learn(&self, judged: &Judged<'_>) {
        let mut heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        for moved in &judged.heads {
            heads.insert(moved.after.msp, moved.after.clone());
        }
        drop(heads);
        for event in &judged.events {
            let stream = (event.fields.msp, event.fields.stream.clone());
            self.lengths.insert(stream, event.fields.sequence);
        }
    }

    /// Nobody can say what became of the group.
    pub(crate) fn forget(&self, group: &[Proposal]) {
        let mut heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        for proposal in group {
            heads.remove(&proposal.msp);
        }
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known").finish_non_exhaustive()
    }
}
