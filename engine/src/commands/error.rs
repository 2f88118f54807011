//! Why a command was not carried out.

use tenantry_domain::aggregate::{DecodeError, Refusal};
use tenantry_domain::record::Position;

use crate::ledger::{KEY_LIMIT, LedgerError};

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CommandError<R: Refusal> {
    /// The rules of the business forbid it.
    #[error(transparent)]
    Refused(R),
    #[error("the idempotency key was used before, for another request")]
    KeyReused,
    #[error("an idempotency key has 1 to {KEY_LIMIT} printable ASCII characters")]
    KeyMalformed,
    #[error("an aggregate's id has 1 to {KEY_LIMIT} bytes and no control characters")]
    IdMalformed,
    #[error("too many commands are under way; try again shortly")]
    Overloaded,
    #[error("others kept changing the same record; try again")]
    Contended,
    #[error("an event of {bytes} bytes would be larger than the ledger's limit of {limit}")]
    TooLarge { bytes: usize, limit: usize },
    #[error("the event at position {position} cannot be read: {reason}")]
    Unreadable {
        position: Position,
        reason: DecodeError,
    },
    #[error(
        "the database went away before it answered ({cause}); whether the command was recorded \
         shows when it is repeated with the idempotency key {key}"
    )]
    Unsettled { key: String, cause: LedgerError },
    #[error(transparent)]
    Ledger(LedgerError),
}

impl<R: Refusal> CommandError<R> {
    pub const CODES: &'static [&'static str] = &[
        "IDEMPOTENCY_KEY_REUSED",
        "IDEMPOTENCY_KEY_MALFORMED",
        "AGGREGATE_ID_MALFORMED",
        "OVERLOADED",
        "COMMAND_CONTENDED",
        "EVENT_TOO_LARGE",
        "COMMAND_UNSETTLED",
    ];

    /// Whether it is an answer to whoever asked. What kept the rules from being asked is a fault.
    pub fn is_answer(&self) -> bool {
        match self {
            Self::Refused(_) | Self::KeyReused | Self::KeyMalformed | Self::TooLarge { .. } => true,
            Self::IdMalformed
            | Self::Overloaded
            | Self::Contended
            | Self::Unreadable { .. }
            | Self::Unsettled { .. }
            | Self::Ledger(_) => false,
        }
    }

    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::KeyReused => "IDEMPOTENCY_KEY_REUSED",
            Self::KeyMalformed => "IDEMPOTENCY_KEY_MALFORMED",
            Self::IdMalformed => "AGGREGATE_ID_MALFORMED",
            Self::Overloaded => "OVERLOADED",
            Self::Contended => "COMMAND_CONTENDED",
            Self::TooLarge { .. } => "EVENT_TOO_LARGE",
            Self::Unreadable { reason, .. } => reason.code(),
            Self::Unsettled { .. } => "COMMAND_UNSETTLED",
            Self::Ledger(error) => error.code(),
        }
    }
}
