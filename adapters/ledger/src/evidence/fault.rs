//! Why evidence could not be made, kept or looked at. What it says is another matter: see
//! [`super::Finding`].

use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::{EvidenceError, KeyError, NoteError, ProofError, TileError};
use tenantry_domain::record::Position;
use tenantry_engine::ledger::LedgerError;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceFault {
    #[error("nothing is recorded for MSP {msp}")]
    LedgerEmpty { msp: MspId },
    #[error("the ledger of {msp} ends at position {end}; there is no {asked}")]
    Beyond {
        msp: MspId,
        asked: Position,
        end: Position,
    },
    #[error("the ledger of {msp} contradicts itself and nothing is signed: {detail}")]
    Unsound { msp: MspId, detail: String },
    #[error(
        "{file} holds something else already; evidence is never overwritten with other content"
    )]
    FileDiffers { file: String },
    #[error("{file} cannot be used: {reason}")]
    File { file: String, reason: String },
    #[error("the export in {folder} is damaged: its tiles do not lead to its checkpoint")]
    ExportDamaged { folder: String },
    #[error("there is no signing key in {file} yet; `tenantry ledger checkpoint` makes one")]
    KeyMissing { file: String },
    #[error("the signing key {file} can be read by others: its mode is {mode:o}, 600 is expected")]
    KeyExposed { file: String, mode: u32 },
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Note(#[from] NoteError),
    #[error(transparent)]
    Proof(#[from] ProofError),
    #[error(transparent)]
    Tile(#[from] TileError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl EvidenceFault {
    pub const CODES: &'static [&'static str] = &[
        "MSP_UNKNOWN",
        "POSITION_UNKNOWN",
        "LEDGER_UNSOUND",
        "EVIDENCE_DIFFERS",
        "EVIDENCE_FILE_UNUSABLE",
        "EXPORT_DAMAGED",
        "SIGNING_KEY_MISSING",
        "SIGNING_KEY_EXPOSED",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Self::LedgerEmpty { .. } => "MSP_UNKNOWN",
            Self::Beyond { .. } => "POSITION_UNKNOWN",
            Self::Unsound { .. } => "LEDGER_UNSOUND",
            Self::FileDiffers { .. } => "EVIDENCE_DIFFERS",
            Self::File { .. } => "EVIDENCE_FILE_UNUSABLE",
            Self::ExportDamaged { .. } => "EXPORT_DAMAGED",
            Self::KeyMissing { .. } => "SIGNING_KEY_MISSING",
            Self::KeyExposed { .. } => "SIGNING_KEY_EXPOSED",
            Self::Key(error) => error.code(),
            Self::Note(error) => error.code(),
            Self::Proof(error) => error.code(),
            Self::Tile(error) => error.code(),
            Self::Ledger(error) => error.code(),
        }
    }
}

impl From<EvidenceError> for EvidenceFault {
    fn from(error: EvidenceError) -> Self {
        match error {
            EvidenceError::Proof(error) => Self::Proof(error),
            EvidenceError::Checkpoint(error) => Self::Note(error),
        }
    }
}
