//! What must hold of every ledger at every moment, checked from the outside and written apart
//! from the program's own verifier, so that the two do not share a wrong belief.

use std::collections::HashMap;
use std::time::Duration;

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::Frontier;
use tenantry_domain::record::{RecordedEvent, StreamId};
use tenantry_engine::ledger::{Head, Ledger, LedgerError};
use tokio::time::sleep;

/// Small, so that every audit crosses the end of a page.
const PAGE: usize = 997;

/// Positions and sequences have no gaps, instants never fall, leaves are the hashes of their
/// rows, and the head is the root over them all.
#[track_caller]
pub fn check(events: &[RecordedEvent], head: &Head) {
    let mut frontier = Frontier::new();
    let mut lengths: HashMap<&StreamId, u64> = HashMap::new();
    let mut latest = i64::MIN;
    for (event, expected) in events.iter().zip(1_u64..) {
        let at = event.position;
        assert_eq!(at, expected, "positions of {} have no gaps", head.msp);
        assert_eq!(event.msp, head.msp, "the event at {at} is another MSP's");
        let length = lengths.entry(&event.stream).or_default();
        *length += 1;
        assert_eq!(event.sequence, *length, "{} at {at}", event.stream);
        assert!(event.recorded_at >= latest, "time fell at {at}");
        latest = event.recorded_at;
        assert_eq!(
            event.leaf,
            event.canonical().leaf(),
            "the row at {at} is not the one that was hashed"
        );
        frontier.push(event.leaf);
    }
    assert_eq!(head.position, frontier.size(), "the head of {}", head.msp);
    assert_eq!(
        head.frontier,
        frontier.to_bytes(),
        "the head of {} is not the root over its events",
        head.msp
    );
}

/// Reads one MSP's whole ledger and [checks](check) it, between two moments at which nobody wrote.
pub async fn ledger(ledger: &dyn Ledger, msp: MspId) -> Vec<RecordedEvent> {
    for _ in 0..20 {
        let before = steadily(async || ledger.head(msp).await).await;
        let events = feed(ledger, msp).await;
        let head = steadily(async || ledger.head(msp).await).await;
        if before.position == head.position {
            check(&events, &head);
            return events;
        }
    }
    panic!("somebody writes to the ledger of {msp} all the time")
}

/// A read; each connection that the death of a server left behind may fail once.
async fn steadily<T>(read: impl AsyncFn() -> Result<T, LedgerError>) -> T {
    for _ in 0..20 {
        match read().await {
            Err(error) if error.is_transient() => sleep(Duration::from_millis(50)).await,
            settled => return settled.unwrap_or_else(|error| panic!("{error}")),
        }
    }
    read().await.unwrap_or_else(|error| panic!("{error}"))
}

/// One MSP's whole ledger.
pub async fn feed(ledger: &dyn Ledger, msp: MspId) -> Vec<RecordedEvent> {
    let mut events: Vec<RecordedEvent> = Vec::new();
    loop {
        let after = events.last().map_or(0, |event| event.position);
        let page = steadily(async || ledger.feed(msp, after, PAGE).await).await;
        if page.is_empty() {
            return events;
        }
        events.extend(page);
    }
}

/// The state that a stream's events lead to.
pub fn fold<A: Aggregate>(events: &[RecordedEvent], stream: &StreamId) -> A {
    let mut state = A::default();
    for event in events.iter().filter(|event| event.stream == *stream) {
        match event.decode() {
            Ok(event) => state.evolve(&event),
            Err(error) => panic!("the event at {}: {error}", event.position),
        }
    }
    state
}

/// The events that a command with this key recorded.
pub fn recorded_under<'e>(events: &'e [RecordedEvent], key: &str) -> Vec<&'e RecordedEvent> {
    let holds = |event: &&RecordedEvent| key_of(event) == key;
    events.iter().filter(holds).collect()
}

/// The idempotency key of the command that recorded this event.
pub fn key_of(event: &RecordedEvent) -> String {
    let metadata: serde_json::Value = serde_json::from_str(&event.metadata)
        .unwrap_or_else(|error| panic!("the metadata at {}: {error}", event.position));
    metadata["idempotency_key"]
        .as_str()
        .unwrap_or_else(|| panic!("no key at {}", event.position))
        .to_owned()
}
