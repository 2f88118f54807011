//! What a command asks of the ledger, and what it gets.

use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Micros, Position, Sequence, StreamId};

/// The longest idempotency key, in bytes.
pub const KEY_LIMIT: usize = 200;

/// SHA-256 over what was asked: the same key with another hash is another request.
pub type RequestHash = [u8; 32];

/// One command, decided, wanting to be recorded.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub msp: MspId,
    pub stream: StreamId,
    /// How long the stream was when the command was decided; anything else is a conflict.
    pub expected: Sequence,
    /// None for a command that found everything done: its key is remembered all the same.
    pub events: Vec<NewEvent>,
    /// The JSON object that goes with each event.
    pub metadata: String,
    pub key: String,
    pub request: RequestHash,
}

/// An event without a place yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    pub event_type: String,
    pub event_version: String,
    pub payload: String,
}

/// What became of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Verdict {
    /// Recorded just now, durably.
    Committed(Receipt),
    /// The same request was committed before; this is what it came to then.
    Replayed(Receipt),
    /// The key was used before, for another request.
    KeyReused,
    /// The stream is at another sequence than the decision assumed.
    Conflict { actual: Sequence },
    /// An event is larger than the ledger takes.
    TooLarge { bytes: usize, limit: usize },
}

/// Proof of what a command came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The position of the command's last event; for a command that recorded nothing, of the
    /// MSP's latest event at the time. Whoever has read up to here has seen its effect.
    pub position: Position,
    /// How many events it recorded.
    pub events: u32,
    /// How long the stream was afterwards.
    pub sequence: Sequence,
    pub recorded_at: Micros,
}

impl Receipt {
    pub fn outcome(&self) -> Outcome {
        if self.events == 0 {
            Outcome::AlreadyDone
        } else {
            Outcome::Recorded
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Recorded,
    AlreadyDone,
}

/// A stream and a key, as the database has them this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamFacts {
    pub sequence: Sequence,
    /// What an earlier command with the key asked for and came to.
    pub prior: Option<(RequestHash, Receipt)>,
}
