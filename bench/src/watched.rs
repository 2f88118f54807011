//! What a worker does, seen from outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

use async_trait::async_trait;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::Micros;
use tenantry_engine::leases::Fence;
use tenantry_engine::ledger::Wake;
use tenantry_engine::sagas::{Alarm, Carrier, Trouble, Visit};
use tokio::sync::watch;

/// The saga that was visited last, and when the visit began.
type Last = Option<(String, Instant)>;

/// Tells of every visit.
#[derive(Debug)]
pub(crate) struct Visited {
    inner: Arc<dyn Carrier>,
    visits: Arc<AtomicU64>,
    last: watch::Sender<Last>,
}

impl Visited {
    pub(crate) fn after(
        inner: Arc<dyn Carrier>,
        visits: Arc<AtomicU64>,
    ) -> (Arc<dyn Carrier>, watch::Receiver<Last>) {
        let (last, seen) = watch::channel(None);
        let visited = Self {
            inner,
            visits,
            last,
        };
        (Arc::new(visited), seen)
    }
}

#[async_trait]
impl Carrier for Visited {
    fn aggregate_type(&self) -> &'static str {
        self.inner.aggregate_type()
    }

    async fn visit(&self, msp: MspId, id: &str, fence: Fence) -> Visit {
        self.visits.fetch_add(1, Relaxed);
        self.last
            .send_replace(Some((id.to_owned(), Instant::now())));
        self.inner.visit(msp, id, fence).await
    }

    async fn account_works(&self, msp: MspId) -> Result<(), Trouble> {
        self.inner.account_works(msp).await
    }
}

/// Tells when there was nothing to do for the first time.
#[derive(Debug)]
pub(crate) struct FirstRest {
    inner: Arc<dyn Alarm>,
    rests: watch::Sender<bool>,
}

impl FirstRest {
    pub(crate) fn of(inner: Arc<dyn Alarm>) -> (Arc<dyn Alarm>, watch::Receiver<bool>) {
        let (rests, seen) = watch::channel(false);
        (Arc::new(Self { inner, rests }), seen)
    }
}

#[async_trait]
impl Alarm for FirstRest {
    async fn until(&self, instant: Micros, seen: &mut Wake, busy: bool) {
        if !busy {
            self.rests.send_replace(true);
        }
        self.inner.until(instant, seen, busy).await;
    }
}
