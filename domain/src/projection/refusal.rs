//! Why an operator's wish is turned down.

use crate::aggregate::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProjectionRefusal {
    #[error("there is no event at position {position}")]
    PositionUnknown { position: u64 },
}

impl Refusal for ProjectionRefusal {
    const CODES: &'static [&'static str] = &["POSITION_UNKNOWN"];

    fn code(&self) -> &'static str {
        match self {
            Self::PositionUnknown { .. } => "POSITION_UNKNOWN",
        }
    }
}
