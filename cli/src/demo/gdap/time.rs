//! The simulated clouds' clock, which the runner goes by as well: days pass in a moment.

use std::fmt;
use std::future::pending;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::record::Micros;
use tenantry_engine::ledger::Wake;
use tenantry_engine::sagas::Alarm;
use tenantry_engine::time::Clock;
use tenantry_simulator::Control;
use tokio::sync::Notify;

/// It stands still until somebody moves it.
#[derive(Clone)]
pub(super) struct DrivenClock {
    control: Control,
    begun: Micros,
}

impl DrivenClock {
    pub(super) fn new(control: Control) -> Self {
        let begun = control.now().as_microsecond();
        Self { control, begun }
    }

    /// The instant so long after the beginning.
    pub(super) fn after(&self, pause: Micros) -> Micros {
        self.begun.saturating_add(pause)
    }

    /// Lets time pass until then; it never goes back.
    pub(super) fn reach(&self, instant: Micros) {
        let ahead = u64::try_from(instant.saturating_sub(self.now())).unwrap_or_default();
        if ahead > 0 {
            self.control.jump(Duration::from_micros(ahead));
        }
    }

    /// How long it has been running, for people.
    pub(super) fn shown(&self) -> String {
        let seconds = self.now().saturating_sub(self.begun) / 1_000_000;
        let (days, rest) = (seconds / 86_400, seconds % 86_400);
        let (hours, minutes) = (rest / 3_600, rest / 60 % 60);
        format!(
            "day {} {hours:02}:{minutes:02}:{:02}",
            days + 1,
            seconds % 60
        )
    }
}

impl fmt::Debug for DrivenClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DrivenClock({})", self.shown())
    }
}

impl Clock for DrivenClock {
    fn now(&self) -> Micros {
        self.control.now().as_microsecond()
    }
}

/// Asks whoever watches to let time pass, whenever the runner has nothing to do.
#[derive(Debug)]
pub(super) struct Handover {
    next: AtomicI64,
    idle: Notify,
    go_on: Notify,
}

impl Handover {
    pub(super) fn new() -> Self {
        Self {
            next: AtomicI64::new(Micros::MAX),
            idle: Notify::new(),
            go_on: Notify::new(),
        }
    }

    /// Until the runner has nothing to do; and when it wants to go on.
    pub(super) async fn idle(&self) -> Micros {
        self.idle.notified().await;
        self.next.load(Ordering::Acquire)
    }

    pub(super) fn go_on(&self) {
        self.go_on.notify_one();
    }
}

#[async_trait]
impl Alarm for Handover {
    async fn until(&self, instant: Micros, _seen: &mut Wake, busy: bool) {
        if busy {
            // Time does not pass while somebody waits for an answer.
            pending::<()>().await;
        }
        self.next.store(instant, Ordering::Release);
        self.idle.notify_one();
        self.go_on.notified().await;
    }
}
