//! What a worker does, seen from outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

use async_trait::async_trait;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Micros, RecordedEvent};
use tenantry_engine::leases::Fence;
use tenantry_engine::ledger::Wake;
use tenantry_engine::sagas::{Alarm, Carrier, Trouble, Visit};
use tokio::sync::{mpsc, watch};

/// A saga that was visited, and when the visit began.
type Visitation = (String, Instant);

/// Tells of every visit.
#[derive(Debug)]
pub(crate) struct Visited {
    inner: Arc<dyn Carrier>,
    visits: Arc<AtomicU64>,
    told: mpsc::UnboundedSender<Visitation>,
}

impl Visited {
    pub(crate) fn after(
        inner: Arc<dyn Carrier>,
        visits: Arc<AtomicU64>,
    ) -> (Arc<dyn Carrier>, mpsc::UnboundedReceiver<Visitation>) {
        let (told, seen) = mpsc::unbounded_channel();
        let visited = Self {
            inner,
            visits,
            told,
        };
        (Arc::new(visited), seen)
    }
}

#[async_trait]
impl Carrier for Visited {
    fn aggregate_type(&self) -> &'static str {
        self.inner.aggregate_type()
    }

    fn concerned(&self, event: &RecordedEvent) -> Option<String> {
        self.inner.concerned(event)
    }

    async fn visit(&self, msp: MspId, id: &str, fence: Fence) -> Visit {
        self.visits.fetch_add(1, Relaxed);
        // Nobody may be listening any more.
        let _ = self.told.send((id.to_owned(), Instant::now()));
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
