//! Looks at access that is in place, because of a notice: in the background, few at once.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tenantry_domain::cloud::partner::NoticeId;
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_engine::notices::Notices;
use tokio::sync::Semaphore;

/// Looks under way at once.
const AT_ONCE: usize = 4;
/// Tenants that wait for their look.
const MANY: usize = 256;

#[derive(Debug)]
pub(super) struct Looks {
    notices: Notices,
    places: Arc<Semaphore>,
    waiting: Arc<Mutex<Waiting>>,
}

type Waiting = BTreeSet<(MspId, TenantId)>;

impl Looks {
    pub(super) fn new(notices: Notices) -> Self {
        Self {
            notices,
            places: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Arc::default(),
        }
    }

    /// The tenant is looked at soon; once, however many notices concern it until then. False when
    /// too many wait already.
    pub(super) fn begin(&self, msp: MspId, tenant: TenantId, notice: &NoticeId) -> bool {
        {
            let mut waiting = open(&self.waiting);
            if waiting.contains(&(msp, tenant)) {
                return true;
            }
            if waiting.len() >= MANY {
                return false;
            }
            waiting.insert((msp, tenant));
        }
        let (notices, notice) = (self.notices.clone(), notice.clone());
        let (places, waiting) = (Arc::clone(&self.places), Arc::clone(&self.waiting));
        tokio::spawn(async move {
            let place = places.acquire_owned().await;
            // What happens from here on is seen by the next look.
            open(&waiting).remove(&(msp, tenant));
            if let Err(error) = notices.look(msp, tenant, &notice).await {
                tracing::warn!(%msp, %tenant, code = error.code(), %error, "drift is not known");
            }
            drop(place);
        });
        true
    }
}

/// A panic elsewhere left plain data.
fn open(waiting: &Mutex<Waiting>) -> MutexGuard<'_, Waiting> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}
