//! Commands as the ledger sees them: decided already, whatever they mean.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Micros, StreamId};
use tenantry_engine::ledger::{Ledger, NewEvent, Proposal, Receipt, Verdict};
use tenantry_engine::time::Clock;
use tenantry_ledger::Options;

/// A stream of a kind that the ledger has no opinion on.
pub(crate) fn stream(id: &str) -> StreamId {
    StreamId::new("thing", id)
}

pub(crate) fn event(text: &str) -> NewEvent {
    NewEvent {
        event_type: "Said".to_owned(),
        event_version: "1".to_owned(),
        payload: serde_json::json!({ "Said": { "text": text } }).to_string(),
    }
}

/// Wants to record one event per text. The body of the request is these texts.
pub(crate) fn proposal(msp: MspId, id: &str, expected: u64, texts: &[&str], key: &str) -> Proposal {
    let mut request = [0; 32];
    for (at, byte) in texts.concat().bytes().enumerate() {
        request[at % 32] ^= byte.rotate_left(u32::try_from(at % 8).unwrap());
    }
    Proposal {
        msp,
        stream: stream(id),
        expected,
        events: texts.iter().map(|text| event(text)).collect(),
        metadata: format!(r#"{{"idempotency_key":"{key}"}}"#),
        key: key.to_owned(),
        request,
    }
}

pub(crate) async fn commit(ledger: &dyn Ledger, group: Vec<Proposal>) -> Vec<Verdict> {
    ledger.commit(&group).await.expect("the group is committed")
}

pub(crate) async fn commit_one(ledger: &dyn Ledger, proposal: Proposal) -> Verdict {
    let mut verdicts = commit(ledger, vec![proposal]).await;
    assert_eq!(verdicts.len(), 1);
    verdicts.remove(0)
}

/// Commits a proposal that nothing speaks against.
pub(crate) async fn record(ledger: &dyn Ledger, proposal: Proposal) -> Receipt {
    committed(&commit_one(ledger, proposal).await)
}

#[track_caller]
pub(crate) fn committed(verdict: &Verdict) -> Receipt {
    match verdict {
        Verdict::Committed(receipt) => *receipt,
        other => panic!("not committed: {other:?}"),
    }
}

/// A clock that stands where it is put.
#[derive(Debug, Clone, Default)]
pub(crate) struct StillClock(Arc<AtomicI64>);

impl StillClock {
    pub(crate) fn set(&self, now: Micros) {
        self.0.store(now, Ordering::SeqCst);
    }

    pub(crate) fn options(&self) -> Options {
        Options {
            clock: Arc::new(self.clone()),
            ..Options::default()
        }
    }
}

impl Clock for StillClock {
    fn now(&self) -> Micros {
        self.0.load(Ordering::SeqCst)
    }
}
