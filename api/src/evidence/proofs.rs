//! Who proves takes turns with the others of the MSP.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tenantry_domain::ids::MspId;
use tenantry_engine::evidence::EvidenceError;
use tokio::sync::{Mutex as Place, OwnedMutexGuard, Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// Proofs that are made at once on a node, of all MSPs.
const AT_ONCE: usize = 4;

/// Why there is no proof.
#[derive(Debug)]
pub(crate) enum Unproven {
    /// Others were proven all the while.
    Busy,
    Error(EvidenceError),
}

impl From<EvidenceError> for Unproven {
    fn from(error: EvidenceError) -> Self {
        Self::Error(error)
    }
}

#[derive(Debug, Clone)]
pub(super) struct Turns {
    places: Arc<Mutex<HashMap<MspId, Arc<Place<()>>>>>,
    node: Arc<Semaphore>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            places: Arc::default(),
            node: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

/// Ends when it is dropped.
pub(super) struct Turn<'a> {
    _node: SemaphorePermit<'a>,
    _place: OwnedMutexGuard<()>,
}

impl Turns {
    pub(super) async fn turn(&self, msp: MspId, patience: Duration) -> Result<Turn<'_>, Unproven> {
        let place = self.place(msp);
        let turn = async {
            // The MSP's own turn first: whoever waits for it keeps nobody else from proving.
            let place = place.lock_owned().await;
            let node = self.node.acquire().await.map_err(|_| Unproven::Busy)?;
            Ok(Turn {
                _node: node,
                _place: place,
            })
        };
        timeout(patience, turn).await.unwrap_or(Err(Unproven::Busy))
    }

    /// Places that nobody is at are forgotten.
    fn place(&self, msp: MspId) -> Arc<Place<()>> {
        let mut places = self.held();
        places.retain(|_, place| Arc::strong_count(place) > 1);
        places.entry(msp).or_default().clone()
    }

    fn held(&self) -> MutexGuard<'_, HashMap<MspId, Arc<Place<()>>>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(20);

    #[tokio::test]
    async fn an_msp_has_one_turn_at_a_time() {
        let turns = Turns::default();
        let [one, other] = [1, 2].map(|it| MspId::new(uuid::Uuid::from_u128(it)));
        let first = turns.turn(one, SHORT).await;
        assert!(first.is_ok());
        let second = turns.turn(one, SHORT).await;
        assert!(matches!(second, Err(Unproven::Busy)));
        assert!(turns.turn(other, SHORT).await.is_ok());
        drop(first);
        assert!(turns.turn(one, SHORT).await.is_ok());
        assert_eq!(turns.held().len(), 1);
    }
}
