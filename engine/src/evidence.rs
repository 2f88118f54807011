//! The port to evidence: that an event is in an MSP's ledger, and that the ledger is what was recorded.

use std::fmt::Debug;

use async_trait::async_trait;
use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::{Hash, TreeHead};
use tenantry_domain::record::Position;

use crate::ledger::LedgerError;

#[async_trait]
pub trait Evidence: Debug + Send + Sync {
    /// That the event at a position is in the ledger as it is now. All leaves of the ledger are read for it.
    async fn proof(&self, msp: MspId, position: Position) -> Result<EventProof, EvidenceError>;

    /// Reads a whole ledger up to its head as it is now, and says of each row whether it is what was recorded.
    /// Whoever drops this ends it.
    async fn verify(&self, msp: MspId, heard: Heard) -> Result<Verdict, EvidenceError>;
}

/// Hears how many events are checked, of how many.
pub type Heard = Box<dyn Fn(u64, u64) + Send>;

/// That an event is in a ledger: RFC 6962, section 2.1.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventProof {
    /// Where the event's leaf is, counted from zero.
    pub index: u64,
    /// The hashes that lead from the leaf to the root.
    pub path: Vec<Hash>,
    /// The ledger that it is in.
    pub head: TreeHead,
    /// Where the installation has a key that signs.
    pub signed: Option<SignedProof>,
}

/// What others check without a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedProof {
    /// The signed checkpoint of the ledger, word for word.
    pub checkpoint: String,
    /// Event, path and checkpoint in one file.
    pub file: String,
    /// The public key, for whoever checks.
    pub key: String,
}

/// What a ledger was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Events that were read.
    pub events: u64,
    /// The log that they lead to.
    pub head: TreeHead,
    /// In the order of their positions; of very many the first ones.
    pub findings: Vec<Found>,
    /// How many there are in all.
    pub found: u64,
}

impl Verdict {
    pub fn is_sound(&self) -> bool {
        self.found == 0
    }
}

/// One thing that is not as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub code: &'static str,
    /// Where to look; nothing where it is about the ledger as a whole.
    pub position: Option<Position>,
    /// The stream of the row, as `TYPE/ID`.
    pub stream: Option<String>,
    /// In words.
    pub message: String,
}

/// Why there is no evidence. What it says is another matter: see [`Verdict`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The ledger contradicts itself, or what would sign cannot be used.
    #[error("{detail}")]
    Denied { code: &'static str, detail: String },
}

impl EvidenceError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ledger(error) => error.code(),
            Self::Denied { code, .. } => code,
        }
    }
}
