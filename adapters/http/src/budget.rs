//! How many requests a tenant and an interface may have, so that one cannot starve the others.

use crate::settings::{Budget, Limits};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// With more buckets than this, those that nobody uses are dropped: they would be full again anyway.
const MANY: usize = 4096;

#[derive(Debug)]
pub(crate) struct Budgets {
    limits: Limits,
    tenants: Mutex<HashMap<Key, Arc<Bucket>>>,
    interfaces: Mutex<HashMap<&'static str, Arc<Semaphore>>>,
}

type Key = (&'static str, Option<String>);

#[derive(Debug)]
struct Bucket {
    seats: Arc<Semaphore>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    tokens: f64,
    counted_at: Instant,
    /// The cloud said that this tenant asks too much: nobody asks for it before then.
    paused_until: Option<Instant>,
}

/// The right to have one request under way.
#[derive(Debug)]
pub(crate) struct Share {
    _tenant: OwnedSemaphorePermit,
    _interface: OwnedSemaphorePermit,
}

impl Budgets {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            tenants: Mutex::default(),
            interfaces: Mutex::default(),
        }
    }

    /// Waits for a share until the deadline; nothing when it does not come in time. Waiting for the
    /// tenant's own seat comes first, so that a tenant with much to do holds no seat of the others.
    pub(crate) async fn share(
        &self,
        api: &'static str,
        tenant: Option<&str>,
        until: Instant,
    ) -> Option<Share> {
        let bucket = self.bucket(api, tenant);
        let seat = tokio::time::timeout_at(until, Arc::clone(&bucket.seats).acquire_owned())
            .await
            .ok()?
            .ok()?;
        loop {
            let pause = bucket.take(self.limits.of(api), Instant::now());
            if pause == Duration::ZERO {
                break;
            }
            if Instant::now() + pause >= until {
                return None;
            }
            tokio::time::sleep(pause).await;
        }
        let common = self.interface(api);
        let common = tokio::time::timeout_at(until, common.acquire_owned())
            .await
            .ok()?
            .ok()?;
        Some(Share {
            _tenant: seat,
            _interface: common,
        })
    }

    /// All of the tenant's calls to this interface wait, not only the one that was told so.
    pub(crate) fn pause(&self, api: &'static str, tenant: Option<&str>, pause: Duration) {
        let bucket = self.bucket(api, tenant);
        let mut state = bucket.state();
        let until = Instant::now() + pause;
        state.paused_until = Some(
            state
                .paused_until
                .map_or(until, |already| already.max(until)),
        );
        state.tokens = state.tokens.min(1.0);
    }

    fn bucket(&self, api: &'static str, tenant: Option<&str>) -> Arc<Bucket> {
        let mut buckets = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (api, tenant.map(str::to_owned));
        if let Some(bucket) = buckets.get(&key) {
            return Arc::clone(bucket);
        }
        if buckets.len() >= MANY {
            let now = Instant::now();
            buckets.retain(|(api, _), bucket| {
                Arc::strong_count(bucket) > 1 || bucket.in_use(self.limits.of(api), now)
            });
        }
        let bucket = Arc::new(Bucket::new(self.limits.of(api)));
        buckets.insert(key, Arc::clone(&bucket));
        bucket
    }

    fn interface(&self, api: &'static str) -> Arc<Semaphore> {
        let mut interfaces = self
            .interfaces
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let seats = self.limits.interface.in_flight;
        Arc::clone(
            interfaces
                .entry(api)
                .or_insert_with(|| Arc::new(Semaphore::new(seats))),
        )
    }
}

impl Bucket {
    fn new(budget: &Budget) -> Self {
        let state = State {
            tokens: budget.burst,
            counted_at: Instant::now(),
            paused_until: None,
        };
        Self {
            seats: Arc::new(Semaphore::new(budget.in_flight)),
            state: Mutex::new(state),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes one request out of the bucket, or says how long to wait before asking again.
    fn take(&self, budget: &Budget, now: Instant) -> Duration {
        let mut state = self.state();
        if let Some(until) = state.paused_until {
            let left = until.saturating_duration_since(now);
            if left > Duration::ZERO {
                return left;
            }
            state.paused_until = None;
        }
        state.fill(budget, now);
        if state.tokens >= 1.0 {
            state.tokens -= 1.0;
            return Duration::ZERO;
        }
        // At least a little, so that rounding cannot make a caller spin.
        let seconds = (1.0 - state.tokens) / budget.per_second;
        Duration::try_from_secs_f64(seconds)
            .unwrap_or(Duration::MAX)
            .max(Duration::from_millis(1))
    }

    fn in_use(&self, budget: &Budget, now: Instant) -> bool {
        let mut state = self.state();
        state.fill(budget, now);
        state.tokens < budget.burst || state.paused_until.is_some_and(|until| until > now)
    }
}

impl State {
    fn fill(&mut self, budget: &Budget, now: Instant) {
        let passed = now.saturating_duration_since(self.counted_at).as_secs_f64();
        self.tokens = (self.tokens + passed * budget.per_second).min(budget.burst);
        self.counted_at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budgets() -> Budgets {
        let tenant = Budget {
            in_flight: 2,
            per_second: 10.0,
            burst: 4.0,
        };
        Budgets::new(Limits {
            tenant,
            ..Limits::default()
        })
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_mins(1)
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_then_so_many_a_second() {
        let budgets = budgets();
        let began = Instant::now();
        for _ in 0..24 {
            assert!(budgets.share("graph", Some("a"), soon()).await.is_some());
        }
        let took = began.elapsed().as_secs_f64();
        assert!(
            (1.9..2.3).contains(&took),
            "4 at once and 20 at 10 a second, by the driven clock: {took}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn one_tenant_does_not_hold_the_seats_of_another() {
        let budgets = budgets();
        let first = budgets.share("graph", Some("a"), soon()).await;
        let second = budgets.share("graph", Some("a"), soon()).await;
        assert!(first.is_some() && second.is_some());
        let short = Instant::now() + Duration::from_millis(10);
        assert!(
            budgets.share("graph", Some("a"), short).await.is_none(),
            "the tenant's seats are taken"
        );
        assert!(budgets.share("graph", Some("b"), short).await.is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn an_interface_that_allows_less_has_a_budget_of_its_own() {
        let slow = Budget {
            in_flight: 1,
            per_second: 1.0,
            burst: 1.0,
        };
        let exceptions = [("slow", slow)].into();
        let budgets = Budgets::new(Limits {
            exceptions,
            ..Limits::default()
        });
        let began = Instant::now();
        for _ in 0..5 {
            assert!(budgets.share("slow", Some("a"), soon()).await.is_some());
            assert!(budgets.share("graph", Some("a"), soon()).await.is_some());
        }
        let took = began.elapsed().as_secs_f64();
        assert!((3.9..4.3).contains(&took), "by the driven clock: {took}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_holds_for_all_calls_of_the_tenant() {
        let budgets = budgets();
        budgets.pause("graph", Some("a"), Duration::from_secs(5));
        let began = Instant::now();
        assert!(budgets.share("graph", Some("a"), soon()).await.is_some());
        assert!(began.elapsed() >= Duration::from_secs(5));
        let before = Instant::now() + Duration::from_secs(1);
        budgets.pause("graph", Some("a"), Duration::from_secs(5));
        assert!(
            budgets.share("graph", Some("a"), before).await.is_none(),
            "nobody waits beyond the deadline"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn buckets_that_nobody_uses_are_dropped() {
        let budgets = budgets();
        for number in 0..MANY + 10 {
            let tenant = number.to_string();
            assert!(
                budgets
                    .share("graph", Some(&tenant), soon())
                    .await
                    .is_some()
            );
            if number == MANY - 1 {
                tokio::time::advance(Duration::from_mins(1)).await;
            }
        }
        assert!(budgets.tenants.lock().unwrap().len() < 20);
    }
}
