//! What the ledger stores about an event, and the exact bytes that are hashed for it.

mod canonical;
mod metadata;

pub use canonical::{CANONICAL_LIMIT, Canonical};
pub use metadata::{Actor, ActorKind, Metadata, Source};

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use crate::aggregate::{DecodeError, Event};
use crate::ids::MspId;

/// Where an event stands in its MSP's ledger: 1, 2, 3 … without a gap. Zero is "before the first".
pub type Position = u64;

/// How many events a stream holds: the sequence number of its latest one.
pub type Sequence = u64;

/// An instant in microseconds since 1970-01-01T00:00:00Z, as the ledger stores it: exact, ordered
/// and the same number in every database.
pub type Micros = i64;

/// An instant as sentences for people have it: to the second.
pub fn instant(at: Micros) -> Timestamp {
    Timestamp::from_second(at.div_euclid(1_000_000)).unwrap_or_default()
}

/// One life in the ledger: the events of one aggregate.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamId {
    pub aggregate_type: String,
    pub aggregate_id: String,
}

impl StreamId {
    pub fn new(aggregate_type: impl Into<String>, aggregate_id: impl fmt::Display) -> Self {
        Self {
            aggregate_type: aggregate_type.into(),
            aggregate_id: aggregate_id.to_string(),
        }
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.aggregate_type, self.aggregate_id)
    }
}

/// The text does not name a stream.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} does not name a stream: TYPE/ID such as customer/0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11 is expected"
)]
pub struct MalformedStream {
    pub text: String,
}

impl MalformedStream {
    pub const CODE: &'static str = "MALFORMED_STREAM";
}

impl FromStr for StreamId {
    type Err = MalformedStream;

    fn from_str(text: &str) -> Result<Self, MalformedStream> {
        match text.split_once('/') {
            Some((kind, id)) if !kind.is_empty() && !id.is_empty() => Ok(Self::new(kind, id)),
            _ => Err(MalformedStream {
                text: text.chars().take(80).collect(),
            }),
        }
    }
}

/// An event as it stands in the ledger, exactly as stored.
///
/// Payload and metadata are kept as the text that was written: that text is what was hashed, and
/// re-serialising it would be a second opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEvent {
    pub msp: MspId,
    pub position: Position,
    pub stream: StreamId,
    pub sequence: Sequence,
    pub event_type: String,
    pub event_version: String,
    pub payload: String,
    pub metadata: String,
    pub recorded_at: Micros,
    pub leaf: [u8; 32],
}

impl RecordedEvent {
    /// The event in today's form.
    pub fn decode<E: Event>(&self) -> Result<E, DecodeError> {
        E::decode(&self.event_type, &self.event_version, &self.payload)
    }

    /// The fields that are hashed. [`Canonical::leaf`] equals [`Self::leaf`] unless a row was
    /// altered.
    pub fn canonical(&self) -> Canonical<'_> {
        Canonical {
            msp: self.msp,
            position: self.position,
            stream: &self.stream,
            sequence: self.sequence,
            event_type: &self.event_type,
            event_version: &self.event_version,
            payload: &self.payload,
            metadata: &self.metadata,
            recorded_at: self.recorded_at,
        }
    }
}
