//! What day it is: some vendors keep all billing periods, and only the clock tells which one counts.

use jiff::Timestamp;
use std::fmt::Debug;

pub trait Clock: Send + Sync + Debug {
    fn now(&self) -> Timestamp;
}

/// The machine's.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
