//! One worker, as `tenantry worker` puts it together, on clouds of our own.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use tenantry_domain::onboarding::Onboarding;
use tenantry_domain::record::Micros;
use tenantry_engine::chance::SystemChance;
use tenantry_engine::commands::{Engine, Limits};
use tenantry_engine::leases::Leases;
use tenantry_engine::ledger::{Ledger, Wake};
use tenantry_engine::onboarding::GdapOnboarding;
use tenantry_engine::sagas::{Alarm, Carrier, Carry};
use tenantry_engine::time::{Clock, SystemClock};
use tenantry_ledger::{DatabaseUrl, Options};

use crate::clouds::AtOnce;
use crate::counting::{Counting, Counts};

pub(crate) const NAME: &str = "worker/bench";

/// A ledger, its leases and an engine, all counted.
#[derive(Debug, Clone)]
pub(crate) struct Counted {
    pub(crate) counts: Arc<Counts>,
    pub(crate) ledger: Arc<dyn Ledger>,
    pub(crate) leases: Arc<dyn Leases>,
    pub(crate) engine: Arc<Engine>,
}

impl Counted {
    pub(crate) async fn on(url: &str) -> Self {
        let url: DatabaseUrl = url.parse().expect("the harness gives good URLs");
        let (ledger, leases) = tenantry_ledger::open_with_leases(&url, Options::default())
            .await
            .expect("a migrated database opens");
        let counts = Arc::new(Counts::default());
        let ledger: Arc<dyn Ledger> = Counting::before(ledger, counts.clone());
        Self {
            leases: Counting::before(leases, counts.clone()),
            engine: Arc::new(Engine::new(ledger.clone(), Limits::default())),
            ledger,
            counts,
        }
    }

    pub(crate) fn carrier(&self, clouds: AtOnce, clock: &Arc<dyn Clock>) -> Arc<dyn Carrier> {
        let engine = &self.engine;
        let steps = GdapOnboarding::new(Arc::new(clouds), engine.clone(), clock.clone(), NAME);
        let chance = Arc::new(SystemChance);
        let carry = Carry::<Onboarding, _>::new(engine.clone(), steps, clock.clone(), chance, NAME);
        Arc::new(carry)
    }
}

/// A clock that runs so many times as fast.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FastClock {
    begun: Instant,
    at: Micros,
    times: u32,
}

impl FastClock {
    pub(crate) fn running(times: u32) -> Self {
        Self {
            begun: Instant::now(),
            at: SystemClock.now(),
            times,
        }
    }
}

impl Clock for FastClock {
    fn now(&self) -> Micros {
        let passed = (self.begun.elapsed() * self.times).as_micros();
        self.at + i64::try_from(passed).unwrap_or(i64::MAX)
    }
}

/// Waits by a fast clock.
#[derive(Debug)]
pub(crate) struct FastAlarm {
    pub(crate) ledger: Arc<dyn Ledger>,
    pub(crate) clock: FastClock,
}

#[async_trait]
impl Alarm for FastAlarm {
    async fn until(&self, instant: Micros, seen: &mut Wake, _busy: bool) {
        let pause = instant.saturating_sub(self.clock.now()).max(0);
        let pause = Duration::from_micros(u64::try_from(pause).unwrap_or_default());
        self.ledger.wait(seen, pause / self.clock.times).await;
    }
}
