//! Commands: asked, decided, recorded.
//!
//! [`Engine::execute`] takes a command to its end, [`Engine::load`] says how an aggregate stands.
//! What makes it fast never makes it wrong:
//!
//! - a decision made on remembered state is checked by the append (the stream must be as long as
//!   assumed), and a refusal on remembered state is checked against the database first;
//! - commands wait in a bounded queue and are committed in groups; when the queue is full the
//!   answer is `OVERLOADED`, at once, and nothing was accepted;
//! - every command has an idempotency key, given or drawn, so asking again after a lost answer
//!   finds what was recorded instead of recording it twice.

mod committer;
mod error;
mod execute;
mod load;
mod memory;
mod request;

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Sequence, StreamId};
use tokio::sync::{Mutex, MutexGuard, Semaphore};
use uuid::Uuid;

pub use error::CommandError;
pub(crate) use request::is_valid_key;
pub use request::{Context, Done, Request};

use crate::chance::{Ids, SystemIds};
use crate::ledger::{Ledger, LedgerError};
use crate::together::Together;
use committer::Committer;
use memory::Memory;

/// Limits of an engine.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Commands under way at once; one more is refused as `OVERLOADED`.
    pub in_flight: usize,
    /// Commands in one transaction.
    pub group: usize,
    /// Aggregates kept in memory.
    pub remembered: usize,
    /// How often a command is decided anew because somebody else changed the stream.
    pub retries: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            in_flight: 4096,
            group: 256,
            remembered: 50_000,
            retries: 5,
        }
    }
}

/// Executes commands against one ledger.
#[derive(Debug)]
pub struct Engine {
    ledger: Arc<dyn Ledger>,
    committer: Committer,
    memory: Memory,
    /// How long streams are, for those who look at them.
    looks: Together<(MspId, StreamId), Result<Sequence, LedgerError>>,
    turns: Turns,
    gate: Semaphore,
    limits: Limits,
    ids: Arc<dyn Ids>,
}

impl Engine {
    /// Must be called within a tokio runtime: groups are committed by tasks of their own.
    pub fn new(ledger: Arc<dyn Ledger>, limits: Limits) -> Self {
        Self::with_ids(ledger, limits, Arc::new(SystemIds))
    }

    pub fn with_ids(ledger: Arc<dyn Ledger>, limits: Limits, ids: Arc<dyn Ids>) -> Self {
        Self {
            committer: Committer::start(ledger.clone(), limits.group, limits.in_flight),
            memory: Memory::new(limits.remembered),
            looks: Together::default(),
            turns: Turns::new(),
            gate: Semaphore::new(limits.in_flight),
            ledger,
            limits,
            ids,
        }
    }

    pub fn ledger(&self) -> &Arc<dyn Ledger> {
        &self.ledger
    }

    pub(crate) fn new_id(&self) -> Uuid {
        self.ids.next()
    }
}

/// Commands to one stream take turns within this process, instead of finding out about each
/// other as conflicts. Streams share a bounded number of turns; who shares one only waits.
#[derive(Debug)]
struct Turns(Vec<Mutex<()>>);

impl Turns {
    const COUNT: usize = 4096;

    fn new() -> Self {
        Self(
            std::iter::repeat_with(Mutex::default)
                .take(Self::COUNT)
                .collect(),
        )
    }

    async fn take(&self, msp: MspId, stream: &StreamId) -> MutexGuard<'_, ()> {
        self.0[Self::place(&(msp, stream))].lock().await
    }

    fn place(stream: &(MspId, &StreamId)) -> usize {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(stream);
        usize::try_from(hash % Self::COUNT as u64).unwrap_or(0)
    }
}
