//! Why an import stopped.

use tenantry_domain::aggregate::DecodeError;
use tenantry_domain::record::Sequence;
use tenantry_engine::ledger::LedgerError;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error("the source: {0}")]
    Source(LedgerError),
    #[error("the ledger: {0}")]
    Ledger(LedgerError),
    #[error("the source cannot be imported: {detail}")]
    Unfit { detail: String },
    #[error("{stream} has event {found} where event {expected} should be")]
    Gap {
        stream: String,
        expected: Sequence,
        found: i64,
    },
    #[error("event {sequence} of {stream} cannot be taken over: {detail}")]
    Unacceptable {
        stream: String,
        sequence: Sequence,
        detail: String,
    },
    #[error("event {sequence} of {stream} cannot be read: {reason}")]
    Unreadable {
        stream: String,
        sequence: Sequence,
        reason: DecodeError,
    },
    #[error("the ledger has another event {sequence} of {stream}: {difference}")]
    Conflict {
        stream: String,
        sequence: Sequence,
        difference: String,
    },
    #[error("the source changed during the import, from {before} events to {after}; run it again")]
    SourceMoved { before: u64, after: u64 },
}

impl ImportError {
    /// Besides these, the codes of [`LedgerError`] and [`DecodeError`].
    pub const CODES: &'static [&'static str] = &[
        "IMPORT_SOURCE_UNFIT",
        "IMPORT_GAP",
        "IMPORT_EVENT_UNACCEPTABLE",
        "IMPORT_CONFLICT",
        "IMPORT_SOURCE_MOVED",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Self::Source(error) | Self::Ledger(error) => error.code(),
            Self::Unfit { .. } => "IMPORT_SOURCE_UNFIT",
            Self::Gap { .. } => "IMPORT_GAP",
            Self::Unacceptable { .. } => "IMPORT_EVENT_UNACCEPTABLE",
            Self::Unreadable { reason, .. } => reason.code(),
            Self::Conflict { .. } => "IMPORT_CONFLICT",
            Self::SourceMoved { .. } => "IMPORT_SOURCE_MOVED",
        }
    }
}
