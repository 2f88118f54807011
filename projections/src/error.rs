//! What can be wrong with a projection, in words for the operator.

use tenantry_domain::ids::MspId;
use tenantry_domain::record::Position;
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::ledger::LedgerError;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProjectionError {
    #[error("there is no projection {name:?}; the projections are {known}")]
    Unknown { name: String, known: String },
    #[error("{name} is being rebuilt by another process")]
    Busy { name: String },
    #[error(
        "{name} cannot go past position {position} of MSP {msp}: {detail} ({code}); \
         mend the cause, or record that this event is to be skipped"
    )]
    Poisoned {
        name: String,
        msp: MspId,
        position: Position,
        code: String,
        detail: String,
    },
    #[error("{name} is paused by an operator; resume it first")]
    Paused { name: String },
    #[error("{name} has come to position {reached} of MSP {msp}, not yet to {wanted}")]
    Lagging {
        name: String,
        msp: MspId,
        wanted: Position,
        reached: Position,
    },
    #[error("the table of {name} does not have this program's form yet; its rebuild is under way")]
    Building { name: String },
    #[error("the database role tenantry_reader is missing or not ours to use: {detail}")]
    ReadRoleMissing { detail: String },
    /// The ledger's database or the query tables': for an operator they are one.
    #[error(transparent)]
    Database(#[from] LedgerError),
}

impl ProjectionError {
    /// The codes of this crate; those of the database are [`LedgerError::CODES`].
    pub const CODES: &'static [&'static str] = &[
        "PROJECTION_UNKNOWN",
        "PROJECTION_BUSY",
        "PROJECTION_POISONED",
        "PROJECTION_PAUSED",
        "PROJECTION_LAGGING",
        "PROJECTION_BUILDING",
        "READ_ROLE_MISSING",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "PROJECTION_UNKNOWN",
            Self::Busy { .. } => "PROJECTION_BUSY",
            Self::Poisoned { .. } => "PROJECTION_POISONED",
            Self::Paused { .. } => "PROJECTION_PAUSED",
            Self::Lagging { .. } => "PROJECTION_LAGGING",
            Self::Building { .. } => "PROJECTION_BUILDING",
            Self::ReadRoleMissing { .. } => "READ_ROLE_MISSING",
            Self::Database(error) => error.code(),
        }
    }
}

/// What the engine's ports are told.
impl From<ProjectionError> for KnownUnreadable {
    fn from(error: ProjectionError) -> Self {
        Self {
            code: error.code(),
            detail: error.to_string(),
        }
    }
}
