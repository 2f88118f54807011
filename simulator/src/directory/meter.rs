//! How much of what may be asked for was asked for, by the world's clock.

use jiff::Timestamp;
use std::collections::BTreeMap;

/// A budget: so many units in so many seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowance {
    pub name: &'static str,
    pub units: u32,
    pub seconds: i64,
}

#[derive(Debug, Default)]
pub(crate) struct Meters {
    /// By budget and by whom it is for: when its window began, and what was used since.
    used: BTreeMap<(&'static str, String), (Timestamp, u32)>,
}

impl Meters {
    /// Takes one; or, when there is none left, says the seconds until there is more.
    pub(crate) fn take(
        &mut self,
        allowance: Allowance,
        whose: &str,
        now: Timestamp,
    ) -> Result<(), i64> {
        let key = (allowance.name, whose.to_owned());
        let (since, used) = self.used.entry(key).or_insert((now, 0));
        let gone = now.duration_since(*since).as_secs();
        if gone >= allowance.seconds {
            (*since, *used) = (now, 0);
        }
        *used = used.saturating_add(1);
        if *used > allowance.units {
            // What is asked too early counts as well, but not without end.
            *used = (*used).min(allowance.units.saturating_mul(2));
            return Err((allowance.seconds - gone.min(allowance.seconds)).max(1));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    #[test]
    fn what_is_used_up_comes_back_with_time() {
        let allowance = Allowance {
            name: "a",
            units: 10,
            seconds: 10,
        };
        let start = Timestamp::UNIX_EPOCH;
        let mut meters = Meters::default();
        for _ in 0..10 {
            assert_eq!(meters.take(allowance, "x", start), Ok(()));
        }
        assert_eq!(meters.take(allowance, "x", start), Err(10));
        assert!(meters.take(allowance, "y", start).is_ok());
        let later = start + SignedDuration::from_secs(4);
        assert_eq!(meters.take(allowance, "x", later), Err(6));
        let enough = start + SignedDuration::from_secs(10);
        assert!(meters.take(allowance, "x", enough).is_ok());
    }
}
