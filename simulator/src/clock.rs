//! What time it is in the simulated world.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How the world's time passes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Time {
    /// With the real one; jumps are added to it.
    #[default]
    Real,
    /// It stands still at this instant until somebody moves it.
    Driven(Timestamp),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Clock {
    time: Time,
    jumped: SignedDuration,
}

impl Clock {
    pub(crate) fn new(time: Time) -> Self {
        Self {
            time,
            jumped: SignedDuration::ZERO,
        }
    }

    /// The same clock in a later process. It may pass in another way from then on, and never goes
    /// back.
    pub(crate) fn resume(&self, time: Time) -> Self {
        let reached = self.now();
        match time {
            Time::Driven(_) => Self::new(Time::Driven(reached)),
            Time::Real => {
                let ahead = reached.duration_since(Timestamp::now());
                let jumped = match self.time {
                    Time::Real => self.jumped,
                    Time::Driven(_) => ahead.max(SignedDuration::ZERO),
                };
                Self { time, jumped }
            }
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        let base = match self.time {
            Time::Real => Timestamp::now(),
            Time::Driven(instant) => instant,
        };
        base.saturating_add(self.jumped).unwrap_or(Timestamp::MAX)
    }

    /// The instant so many seconds from now.
    pub(crate) fn in_seconds(&self, seconds: i64) -> Timestamp {
        self.now()
            .saturating_add(SignedDuration::from_secs(seconds))
            .unwrap_or(Timestamp::MAX)
    }

    /// Time only goes forward: the clouds' clocks do not go back either.
    pub(crate) fn jump(&mut self, by: std::time::Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        self.jumped = self.jumped.saturating_add(by);
    }
}
