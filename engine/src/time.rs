//! The clock, as a port.

use std::fmt::Debug;

use tenantry_domain::record::Micros;

/// Tells the time. The ledger keeps instants rising per MSP whatever the clock does.
pub trait Clock: Debug + Send + Sync {
    fn now(&self) -> Micros;
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Micros {
        jiff::Timestamp::now().as_microsecond()
    }
}
