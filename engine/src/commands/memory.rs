//! Aggregates as they were last seen. Always a true past: streams only grow, so what is
//! remembered is a prefix of what is there, and the commands check how long the stream is now.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use quick_cache::sync::Cache;
use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Sequence, StreamId};

pub(super) struct Memory(Cache<(MspId, StreamId), Entry>);

#[derive(Clone)]
struct Entry {
    sequence: Sequence,
    state: Arc<dyn Any + Send + Sync>,
}

/// A state and the length of the stream it was folded from.
#[derive(Debug, Clone)]
pub(super) struct Known<A> {
    pub(super) sequence: Sequence,
    pub(super) state: Arc<A>,
}

impl<A: Aggregate> Known<A> {
    /// What is known of a stream that nobody looked at: that it began empty.
    pub(super) fn nothing() -> Self {
        Self {
            sequence: 0,
            state: Arc::new(A::default()),
        }
    }

    pub(super) fn after<'e>(
        &self,
        events: impl IntoIterator<Item = &'e A::Event>,
        sequence: Sequence,
    ) -> Self {
        let mut state = A::clone(&self.state);
        for event in events {
            state.evolve(event);
        }
        Self {
            sequence,
            state: Arc::new(state),
        }
    }
}

impl Memory {
    pub(super) fn new(capacity: usize) -> Self {
        Self(Cache::new(capacity))
    }

    pub(super) fn recall<A: Aggregate>(&self, msp: MspId, stream: &StreamId) -> Option<Known<A>> {
        let entry = self.0.get(&(msp, stream.clone()))?;
        let state = entry.state.downcast::<A>().ok()?;
        Some(Known {
            sequence: entry.sequence,
            state,
        })
    }

    pub(super) fn remember<A: Aggregate>(&self, msp: MspId, stream: &StreamId, known: Known<A>) {
        let entry = Entry {
            sequence: known.sequence,
            state: known.state,
        };
        self.0.insert((msp, stream.clone()), entry);
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory")
            .field("aggregates", &self.0.len())
            .finish()
    }
}
