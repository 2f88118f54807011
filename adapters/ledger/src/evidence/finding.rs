//! What can be wrong with a ledger, named so that somebody can go and look.

use tenantry_domain::record::{Position, Sequence, StreamId};

/// One thing that is not as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    #[error(
        "position {position}, event {sequence} of {stream}: the row's content does not match its hash{}",
        named(differs)
    )]
    RowAltered {
        position: Position,
        stream: StreamId,
        sequence: Sequence,
        /// The fields that differ from the export, where one was there to compare with.
        differs: Vec<&'static str>,
    },
    #[error(
        "position {position}, event {sequence} of {stream}: the row was recorded at \
         position {home} and moved here"
    )]
    RowMoved {
        position: Position,
        stream: StreamId,
        sequence: Sequence,
        home: Position,
    },
    #[error(
        "position {position}, event {sequence} of {stream}: row and hash were both replaced, \
         the export has another hash{}",
        named(differs)
    )]
    RowReplaced {
        position: Position,
        stream: StreamId,
        sequence: Sequence,
        differs: Vec<&'static str>,
    },
    #[error("{} missing", stretch(*from, *to))]
    RowMissing { from: Position, to: Position },
    #[error(
        "position {position}, event {sequence} of {stream}: a row stands beyond the end of the ledger"
    )]
    RowBeyondHead {
        position: Position,
        stream: StreamId,
        sequence: Sequence,
    },
    #[error(
        "position {position}, event {sequence} of {stream}: it was recorded before the event it follows"
    )]
    TimeFell {
        position: Position,
        stream: StreamId,
        sequence: Sequence,
    },
    #[error(
        "positions {from} to {to}: every row fits its hash but the root differs from the head: \
         a row and its hash were both replaced, or the head was"
    )]
    RootDiffers { from: Position, to: Position },
    #[error("the head of the ledger was altered: {detail}")]
    HeadAltered { detail: String },
    #[error(
        "the tail was deleted: the checkpoint saw {checkpoint} events, the ledger has {ledger}"
    )]
    TailDeleted { checkpoint: u64, ledger: u64 },
    #[error(
        "the first {size} events are not those of the checkpoint: rows were replaced together \
         with their hashes and the head"
    )]
    CheckpointDiffers { size: u64 },
}

impl Finding {
    pub const CODES: &'static [&'static str] = &[
        "LEDGER_ROW_ALTERED",
        "LEDGER_ROW_MOVED",
        "LEDGER_ROW_REPLACED",
        "LEDGER_ROW_MISSING",
        "LEDGER_ROW_BEYOND_HEAD",
        "LEDGER_TIME_FELL",
        "LEDGER_ROOT_DIFFERS",
        "LEDGER_HEAD_ALTERED",
        "LEDGER_TAIL_DELETED",
        "LEDGER_CHECKPOINT_DIFFERS",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Self::RowAltered { .. } => "LEDGER_ROW_ALTERED",
            Self::RowMoved { .. } => "LEDGER_ROW_MOVED",
            Self::RowReplaced { .. } => "LEDGER_ROW_REPLACED",
            Self::RowMissing { .. } => "LEDGER_ROW_MISSING",
            Self::RowBeyondHead { .. } => "LEDGER_ROW_BEYOND_HEAD",
            Self::TimeFell { .. } => "LEDGER_TIME_FELL",
            Self::RootDiffers { .. } => "LEDGER_ROOT_DIFFERS",
            Self::HeadAltered { .. } => "LEDGER_HEAD_ALTERED",
            Self::TailDeleted { .. } => "LEDGER_TAIL_DELETED",
            Self::CheckpointDiffers { .. } => "LEDGER_CHECKPOINT_DIFFERS",
        }
    }

    /// Where to look; none where the finding is about the ledger as a whole.
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::RowAltered { position, .. }
            | Self::RowMoved { position, .. }
            | Self::RowReplaced { position, .. }
            | Self::RowBeyondHead { position, .. }
            | Self::TimeFell { position, .. } => Some(*position),
            Self::RowMissing { from, .. } | Self::RootDiffers { from, .. } => Some(*from),
            Self::TailDeleted { ledger, .. } => Some(ledger + 1),
            Self::HeadAltered { .. } | Self::CheckpointDiffers { .. } => None,
        }
    }

    pub fn stream(&self) -> Option<&StreamId> {
        match self {
            Self::RowAltered { stream, .. }
            | Self::RowMoved { stream, .. }
            | Self::RowReplaced { stream, .. }
            | Self::RowBeyondHead { stream, .. }
            | Self::TimeFell { stream, .. } => Some(stream),
            Self::RowMissing { .. }
            | Self::RootDiffers { .. }
            | Self::TailDeleted { .. }
            | Self::HeadAltered { .. }
            | Self::CheckpointDiffers { .. } => None,
        }
    }
}

fn named(differs: &[&'static str]) -> String {
    if differs.is_empty() {
        String::new()
    } else {
        format!(" ({} differs from the export)", differs.join(", "))
    }
}

fn stretch(from: Position, to: Position) -> String {
    if from == to {
        format!("position {from}: the row is")
    } else {
        format!("positions {from} to {to}: the rows are")
    }
}
