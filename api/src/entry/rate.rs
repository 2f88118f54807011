//! How much anybody may ask: so much at once, and so much each second from then on.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tenantry_domain::ids::MspId;
use tenantry_domain::record::Micros;

/// So much at once, and so much each second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    pub burst: u32,
    pub per_second: u32,
}

impl Default for Rate {
    fn default() -> Self {
        Self {
            burst: 200,
            per_second: 50,
        }
    }
}

/// Who has asked how much lately. Those who have not asked for a while are forgotten.
#[derive(Debug)]
pub struct Rates {
    rate: Rate,
    buckets: Mutex<HashMap<(MspId, String), Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// Millionths of a request.
    left: u64,
    at: Micros,
}

/// More than ask at once on one node; then those that are full again are let go of.
const KEPT: usize = 50_000;
const ONE: u64 = 1_000_000;

impl Rates {
    pub fn new(rate: Rate) -> Self {
        Self {
            rate,
            buckets: Mutex::default(),
        }
    }

    /// Whether this one may ask now.
    pub(super) fn take(&self, msp: MspId, actor: &str, now: Micros) -> bool {
        let full = u64::from(self.rate.burst) * ONE;
        // A map of numbers is whole whatever happened to its last holder.
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= KEPT {
            buckets.retain(|_, bucket| self.filled(*bucket, now) < full);
        }
        let bucket = buckets.entry((msp, actor.to_owned())).or_insert(Bucket {
            left: full,
            at: now,
        });
        let left = self.filled(*bucket, now);
        let may = left >= ONE;
        *bucket = Bucket {
            left: if may { left - ONE } else { left },
            at: now,
        };
        may
    }

    fn filled(&self, bucket: Bucket, now: Micros) -> u64 {
        let passed = u64::try_from(now.saturating_sub(bucket.at)).unwrap_or(0);
        let more = passed.saturating_mul(u64::from(self.rate.per_second));
        bucket
            .left
            .saturating_add(more)
            .min(u64::from(self.rate.burst) * ONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn each_has_its_own_burst_and_gets_more_as_time_passes() {
        let rates = Rates::new(Rate {
            burst: 3,
            per_second: 2,
        });
        let msp = MspId::new(Uuid::from_u128(1));
        let taken = |actor: &str, now| (0..5).filter(|_| rates.take(msp, actor, now)).count();
        assert_eq!(taken("ada", 0), 3);
        assert_eq!(taken("bob", 0), 3);
        assert_eq!(taken("ada", 400_000), 0, "not one in 0.4 s");
        assert_eq!(taken("ada", 1_000_000), 2);
        assert_eq!(taken("ada", 3_600_000_000), 3, "never more than the burst");
        let other = MspId::new(Uuid::from_u128(2));
        assert!(rates.take(other, "ada", 1_000_000));
        assert_eq!(taken("ada", 0), 0, "a clock that falls gives nothing");
    }
}
