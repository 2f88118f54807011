//! Verifications that are under way: one for each MSP at most, for all who follow it, and for no longer than
//! somebody does.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tenantry_domain::ids::MspId;
use tenantry_engine::evidence::{Evidence, EvidenceError, Verdict};
use tokio::sync::watch;
use tokio::time::Instant;

/// Ledgers that a node verifies at once: each holds some pages of events.
const AT_ONCE: usize = 4;

/// How far a verification is.
#[derive(Debug, Clone)]
pub(crate) struct Stage {
    pub(crate) checked: u64,
    pub(crate) events: u64,
    pub(crate) took: Duration,
    /// What it came to.
    pub(crate) end: Option<Result<Arc<Verdict>, EvidenceError>>,
}

/// Somebody who follows one. When nobody does any more, it ends.
pub(crate) type Run = watch::Receiver<Stage>;

type Sender = Arc<watch::Sender<Stage>>;

#[derive(Debug, Clone, Default)]
pub(super) struct Runs(Arc<Mutex<HashMap<MspId, Sender>>>);

impl Runs {
    /// Nothing where as many are under way as there may be.
    pub(super) fn join(&self, msp: MspId, port: &Arc<dyn Evidence>) -> Option<Run> {
        let mut held = self.held();
        let full = held.len() >= AT_ONCE;
        match held.entry(msp) {
            Entry::Occupied(run) => Some(run.get().subscribe()),
            Entry::Vacant(_) if full => None,
            Entry::Vacant(free) => {
                let (sender, follower) = watch::channel(Stage {
                    checked: 0,
                    events: 0,
                    took: Duration::ZERO,
                    end: None,
                });
                let sender = free.insert(Arc::new(sender)).clone();
                tokio::spawn(carry_on(self.clone(), msp, port.clone(), sender));
                Some(follower)
            }
        }
    }

    /// Whether nobody follows it any more; then it is nobody's to join either.
    fn leave(&self, msp: MspId, sender: &Sender) -> bool {
        let mut held = self.held();
        let over = sender.receiver_count() == 0;
        if over {
            held.remove(&msp);
        }
        over
    }

    fn held(&self) -> MutexGuard<'_, HashMap<MspId, Sender>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn carry_on(runs: Runs, msp: MspId, port: Arc<dyn Evidence>, sender: Sender) {
    let began = Instant::now();
    let told = sender.clone();
    let heard = Box::new(move |checked, events| {
        told.send_modify(|stage| {
            stage.checked = checked;
            stage.events = events;
            stage.took = began.elapsed();
        });
    });
    let verified = port.verify(msp, heard);
    tokio::pin!(verified);
    let end = loop {
        tokio::select! {
            end = &mut verified => break end,
            () = sender.closed() => if runs.leave(msp, &sender) {
                return;
            },
        }
    };
    // Whoever comes from here on begins another one.
    runs.held().remove(&msp);
    sender.send_modify(|stage| {
        stage.took = began.elapsed();
        stage.end = Some(end.map(Arc::new));
    });
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    use async_trait::async_trait;
    use tenantry_domain::merkle::Frontier;
    use tenantry_domain::record::Position;
    use tenantry_engine::evidence::{EventProof, Heard};
    use tokio::sync::Notify;
    use uuid::Uuid;

    use super::*;

    /// Verifies until it is told that it is done, and counts.
    #[derive(Debug, Default)]
    struct Slow {
        begun: AtomicUsize,
        under_way: AtomicUsize,
        done: Notify,
    }

    struct UnderWay<'a>(&'a AtomicUsize);

    impl Drop for UnderWay<'_> {
        fn drop(&mut self) {
            self.0.fetch_sub(1, SeqCst);
        }
    }

    #[async_trait]
    impl Evidence for Slow {
        async fn proof(&self, _: MspId, _: Position) -> Result<EventProof, EvidenceError> {
            Err(EvidenceError::Denied {
                code: "LEDGER_UNSOUND",
                detail: String::new(),
            })
        }

        async fn verify(&self, _: MspId, heard: Heard) -> Result<Verdict, EvidenceError> {
            self.begun.fetch_add(1, SeqCst);
            self.under_way.fetch_add(1, SeqCst);
            let _ended = UnderWay(&self.under_way);
            heard(3, 7);
            self.done.notified().await;
            Ok(Verdict {
                events: 7,
                head: Frontier::new().head(),
                findings: Vec::new(),
                found: 0,
            })
        }
    }

    fn msp(number: u128) -> MspId {
        MspId::new(Uuid::from_u128(number))
    }

    async fn until(holds: impl Fn() -> bool) {
        while !holds() {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn all_of_an_msp_follow_the_same_run() {
        let slow = Arc::new(Slow::default());
        let port: Arc<dyn Evidence> = slow.clone();
        let runs = Runs::default();
        let mut first = runs.join(msp(1), &port).unwrap();
        first.wait_for(|stage| stage.checked == 3).await.unwrap();
        let mut second = runs.join(msp(1), &port).unwrap();
        assert_eq!(second.borrow().events, 7);
        slow.done.notify_one();
        for run in [&mut first, &mut second] {
            let last = run.wait_for(|stage| stage.end.is_some()).await.unwrap();
            assert!(matches!(&last.end, Some(Ok(verdict)) if verdict.is_sound()));
        }
        assert_eq!(slow.begun.load(SeqCst), 1);
        assert!(runs.held().is_empty());
    }

    #[tokio::test]
    async fn what_nobody_follows_ends() {
        let slow = Arc::new(Slow::default());
        let port: Arc<dyn Evidence> = slow.clone();
        let runs = Runs::default();
        let [first, second] = [(); 2].map(|()| runs.join(msp(1), &port).unwrap());
        until(|| slow.under_way.load(SeqCst) == 1).await;
        drop(first);
        tokio::task::yield_now().await;
        assert_eq!(slow.under_way.load(SeqCst), 1);
        drop(second);
        until(|| slow.under_way.load(SeqCst) == 0).await;
        assert!(runs.held().is_empty());
    }

    #[tokio::test]
    async fn a_node_verifies_a_few_at_a_time() {
        let port: Arc<dyn Evidence> = Arc::new(Slow::default());
        let runs = Runs::default();
        let many: Vec<_> = (0..AT_ONCE as u128)
            .map(|it| runs.join(msp(it), &port).unwrap())
            .collect();
        assert!(runs.join(msp(99), &port).is_none());
        assert!(runs.join(msp(0), &port).is_some());
        drop(many);
        until(|| runs.held().is_empty()).await;
        assert!(runs.join(msp(99), &port).is_some());
    }
}
