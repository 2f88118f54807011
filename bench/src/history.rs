//! A long ledger: lives of customers, five events each, written in large groups.

use std::sync::Arc;

use tenantry_domain::aggregate::{Aggregate, Event};
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::StreamId;
use tenantry_engine::ledger::{Ledger, NewEvent, Proposal, Verdict};
use uuid::Uuid;

use crate::load::{MSPS, msp};
use crate::script::{LIFE, Script};

pub(crate) const METADATA: &str = concat!(
    r#"{"actor_kind":"service","actor_id":"bench","source":"engine","#,
    r#""correlation_id":"0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a12","#,
    r#""idempotency_key":"0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a13"}"#,
);

/// Lives in one transaction.
const GROUP: u64 = 200;

/// Adds lives until the ledger holds so many events.
pub(crate) async fn extend(ledger: &Arc<dyn Ledger>, from: u64, to: u64) {
    let events = one_life();
    let (mut next, end) = (from / LIFE as u64, to / LIFE as u64);
    while next < end {
        let upto = end.min(next + GROUP);
        let group: Vec<Proposal> = (next..upto).map(|life| proposal(life, &events)).collect();
        let verdicts = ledger.commit(&group).await.expect("the database is up");
        assert!(
            verdicts
                .iter()
                .all(|it| matches!(it, Verdict::Committed(_))),
            "every life is new"
        );
        next = upto;
    }
}

pub(crate) fn msps() -> impl Iterator<Item = MspId> {
    (0..MSPS).map(msp)
}

/// The stream of a life.
pub(crate) fn stream(life: u64) -> StreamId {
    let id = Uuid::from_u128(0x0190_b5a0_7a3e_7000_8000_0000_0000_0000 + u128::from(life));
    StreamId::new(Customer::TYPE, id)
}

fn proposal(life: u64, events: &[NewEvent]) -> Proposal {
    Proposal {
        msp: msp(u128::from(life)),
        stream: stream(life),
        expected: 0,
        events: events.to_vec(),
        metadata: METADATA.to_owned(),
        key: format!("life-{life}"),
        request: [0; 32],
    }
}

fn one_life() -> Vec<NewEvent> {
    let mut customer = Customer::default();
    let mut events = Vec::new();
    for step in 0..LIFE {
        let decision = customer
            .decide(&Customer::at(step))
            .expect("the command is right");
        for event in decision.into_events() {
            customer.evolve(&event);
            events.push(NewEvent {
                event_type: event.shape().name.to_owned(),
                event_version: event.shape().version.to_owned(),
                payload: serde_json::to_string(&event).expect("events are plain data"),
            });
        }
    }
    events
}
