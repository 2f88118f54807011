//! The first pass: can everything be taken over?

use std::collections::BTreeSet;

use serde::de::IgnoredAny;
use tenantry_domain::catalog::noun_of;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{CANONICAL_LIMIT, Canonical};
use tenantry_engine::ledger::KEY_LIMIT;
use uuid::Uuid;

use super::ImportError;
use super::source::{Source, SourceEvent};

#[derive(Debug, Default)]
pub(super) struct Examined {
    pub(super) streams: u64,
    pub(super) events: u64,
    pub(super) foreign: BTreeSet<String>,
}

pub(super) async fn pass(source: &mut Source, tell: impl Fn(u64)) -> Result<Examined, ImportError> {
    let mut examined = Examined::default();
    let mut pages = source.pages();
    while let Some(page) = pages.next().await? {
        for event in &page {
            must_be_acceptable(event)?;
            examined.events += 1;
            if event.sequence == 1 {
                examined.streams += 1;
                let kind = &event.stream.aggregate_type;
                if noun_of(kind).is_none() && !examined.foreign.contains(kind) {
                    examined.foreign.insert(kind.clone());
                }
            }
        }
        tell(examined.events);
    }
    Ok(examined)
}

/// Whether the ledger can hold this event and, when it is of a kind we know, work with it.
pub(super) fn must_be_acceptable(event: &SourceEvent) -> Result<(), ImportError> {
    let stream = &event.stream;
    let unacceptable = |detail: String| {
        Err(ImportError::Unacceptable {
            stream: stream.to_string(),
            sequence: event.sequence,
            detail,
        })
    };
    let names = [
        ("aggregate_type", &stream.aggregate_type),
        ("aggregate_id", &stream.aggregate_id),
        ("event_type", &event.event_type),
        ("event_version", &event.event_version),
    ];
    for (column, name) in names {
        if name.len() > KEY_LIMIT || name.chars().any(char::is_control) {
            return unacceptable(format!(
                "{column} must have at most {KEY_LIMIT} bytes and no control characters"
            ));
        }
    }
    for (column, text) in [("payload", &event.payload), ("metadata", &event.metadata)] {
        if let Err(reason) = serde_json::from_str::<IgnoredAny>(text) {
            return unacceptable(format!("its {column} is not JSON: {reason}"));
        }
    }
    // Places are fixed-size fields: any will do to know the length.
    let bytes = canonical(MspId::INSTALLATION, event).len();
    if bytes > CANONICAL_LIMIT {
        return unacceptable(format!(
            "it has {bytes} bytes, the ledger takes {CANONICAL_LIMIT}"
        ));
    }
    let Some(noun) = noun_of(&stream.aggregate_type) else {
        return Ok(());
    };
    if Uuid::try_parse(&stream.aggregate_id).is_err() {
        return unacceptable(format!("the id of a {} is a UUID", noun.aggregate_type));
    }
    (noun.check)(&event.event_type, &event.event_version, &event.payload).map_err(|reason| {
        ImportError::Unreadable {
            stream: stream.to_string(),
            sequence: event.sequence,
            reason,
        }
    })
}

/// The event in the form that is hashed, but without a place in the ledger: the same wherever
/// and whenever it is recorded.
pub(super) fn canonical(msp: MspId, event: &SourceEvent) -> Canonical<'_> {
    Canonical {
        msp,
        position: 0,
        stream: &event.stream,
        sequence: event.sequence,
        event_type: &event.event_type,
        event_version: &event.event_version,
        payload: &event.payload,
        metadata: &event.metadata,
        recorded_at: 0,
    }
}
