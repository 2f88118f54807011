//! How the runner waits.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::record::Micros;

use crate::ledger::{Ledger, Wake};
use crate::time::Clock;

/// Waits until there may be something to do.
#[async_trait]
pub trait Alarm: Debug + Send + Sync {
    /// Returns at the instant, or earlier when something may have been recorded. `busy` says that
    /// visits are under way, whose end the caller waits for as well.
    async fn until(&self, instant: Micros, seen: &mut Wake, busy: bool);
}

/// Waits by the clock, and is woken by the ledger.
#[derive(Debug)]
pub struct LedgerAlarm {
    ledger: Arc<dyn Ledger>,
    clock: Arc<dyn Clock>,
}

impl LedgerAlarm {
    pub fn new(ledger: Arc<dyn Ledger>, clock: Arc<dyn Clock>) -> Self {
        Self { ledger, clock }
    }
}

#[async_trait]
impl Alarm for LedgerAlarm {
    async fn until(&self, instant: Micros, seen: &mut Wake, _busy: bool) {
        let pause = instant.saturating_sub(self.clock.now()).max(0);
        let pause = Duration::from_micros(u64::try_from(pause).unwrap_or_default());
        self.ledger.wait(seen, pause).await;
    }
}
