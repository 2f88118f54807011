//! Leaves an interface alone for a while when it fails again and again.

use crate::settings::Breaking;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// One circuit for each interface and host.
#[derive(Debug)]
pub(crate) struct Breaker {
    rules: Breaking,
    circuits: Mutex<HashMap<(&'static str, String), Circuit>>,
}

#[derive(Debug, Default)]
struct Circuit {
    failures: u32,
    rests_until: Option<Instant>,
}

impl Breaker {
    pub(crate) fn new(rules: Breaking) -> Self {
        Self {
            rules,
            circuits: Mutex::default(),
        }
    }

    fn circuits(&self) -> MutexGuard<'_, HashMap<(&'static str, String), Circuit>> {
        self.circuits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// May go through, or how long the interface still rests. After the rest one call is let
    /// through to try; the others wait for what becomes of it.
    pub(crate) fn ask(&self, api: &'static str, host: &str) -> Result<(), Duration> {
        let mut circuits = self.circuits();
        let Some(circuit) = circuits.get_mut(&(api, host.to_owned())) else {
            return Ok(());
        };
        let Some(until) = circuit.rests_until else {
            return Ok(());
        };
        let left = until.saturating_duration_since(Instant::now());
        if left > Duration::ZERO {
            return Err(left);
        }
        circuit.rests_until = Some(Instant::now() + self.rules.rest);
        Ok(())
    }

    pub(crate) fn worked(&self, api: &'static str, host: &str) {
        self.circuits().remove(&(api, host.to_owned()));
    }

    pub(crate) fn failed(&self, api: &'static str, host: &str) {
        let mut circuits = self.circuits();
        let circuit = circuits.entry((api, host.to_owned())).or_default();
        circuit.failures += 1;
        if circuit.failures >= self.rules.after {
            circuit.rests_until = Some(Instant::now() + self.rules.rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn rests_after_failures_in_a_row_then_lets_one_try() {
        let breaker = Breaker::new(Breaking {
            after: 3,
            rest: Duration::from_secs(10),
        });
        for _ in 0..2 {
            breaker.failed("graph", "a");
        }
        breaker.worked("graph", "a");
        for _ in 0..2 {
            breaker.failed("graph", "a");
        }
        assert_eq!(
            breaker.ask("graph", "a"),
            Ok(()),
            "only failures in a row count"
        );
        breaker.failed("graph", "a");
        assert_eq!(breaker.ask("graph", "a"), Err(Duration::from_secs(10)));
        assert_eq!(
            breaker.ask("graph", "b"),
            Ok(()),
            "another host is another circuit"
        );

        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(breaker.ask("graph", "a"), Ok(()));
        assert!(
            breaker.ask("graph", "a").is_err(),
            "one tries, the others wait"
        );
        breaker.worked("graph", "a");
        assert_eq!(breaker.ask("graph", "a"), Ok(()));
    }
}
