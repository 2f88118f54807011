//! What is recorded, as it is recorded, for those who stay and listen.
//!
//! A listener is a position in its MSP's ledger, and nothing else. There is one [`Tail`](tail) per MSP
//! that somebody listens to: it reads what is new once, keeps the last of it, and wakes all who listen.
//! Each then takes what comes after its position: from what is kept, or from the ledger itself where it
//! has fallen behind. So a thousand listeners cost one read, a slow one costs nobody anything, and none
//! misses an event or is told one twice.

mod listener;
mod news;
mod tail;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tenantry_domain::ids::MspId;
use tenantry_domain::record::Position;
use tenantry_engine::ledger::{Ledger, LedgerError};
use tokio::sync::{Semaphore, watch};

use tail::Tail;

pub(crate) use listener::Listener;
pub(crate) use news::News;

/// The tails of a node. Cheap to clone: the clones are one.
#[derive(Debug, Clone)]
pub struct Tails(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    ledger: Arc<dyn Ledger>,
    followed: Mutex<HashMap<MspId, Arc<Tail>>>,
    /// Who has fallen behind catches up a few at a time, so that the others' work goes on.
    catching_up: Semaphore,
}

/// Listeners that read from the ledger at once, each for itself.
const CATCHING_UP: usize = 4;

impl Tails {
    pub fn new(ledger: Arc<dyn Ledger>) -> Self {
        Self(Arc::new(Shared {
            ledger,
            followed: Mutex::default(),
            catching_up: Semaphore::new(CATCHING_UP),
        }))
    }

    /// Whether any MSP's ledger is followed.
    pub fn is_idle(&self) -> bool {
        self.0.held().is_empty()
    }

    /// Listens to an MSP's ledger: to what comes after this position, or from now on.
    pub(crate) async fn listen(
        &self,
        msp: MspId,
        after: Option<Position>,
    ) -> Result<Listener, LedgerError> {
        let head = self.0.ledger.head(msp).await?.position;
        let (tail, reached) = self.0.join(msp, head);
        let at = after.unwrap_or(head);
        Ok(Listener::new(self.0.clone(), tail, reached, at))
    }
}

impl Shared {
    fn held(&self) -> MutexGuard<'_, HashMap<MspId, Arc<Tail>>> {
        self.followed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The tail of an MSP, and its news; begun at the head where nobody listened before.
    fn join(
        self: &Arc<Self>,
        msp: MspId,
        head: Position,
    ) -> (Arc<Tail>, watch::Receiver<Position>) {
        match self.held().entry(msp) {
            Entry::Occupied(tail) => (tail.get().clone(), tail.get().reached()),
            Entry::Vacant(free) => {
                let (tail, reached) = Tail::at(msp, head);
                free.insert(tail.clone());
                tokio::spawn(tail::follow(self.clone(), tail.clone()));
                (tail, reached)
            }
        }
    }

    /// Ends a tail, unless somebody began to listen in this very moment.
    fn leave(&self, tail: &Tail) -> bool {
        let mut held = self.held();
        let over = tail.is_unheard();
        if over {
            held.remove(&tail.msp());
        }
        over
    }

    fn count(&self) -> usize {
        self.held().len()
    }
}
