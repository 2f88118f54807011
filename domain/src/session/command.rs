//! What can be asked of a session.

use serde::{Deserialize, Serialize};

use super::SessionEnding;
use crate::ids::MemberId;
use crate::record::Micros;
use crate::secret_hash::SecretHash;
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionCommand {
    Open(OpenSession),
    End(EndSession),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenSession {
    pub member: MemberId,
    pub secret: SecretHash,
    /// Whether the person showed a second factor, where that is known.
    pub second_factor: Option<bool>,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EndSession {
    pub ending: SessionEnding,
    pub reason: Option<Reason>,
    #[serde(skip_serializing)]
    pub at: Micros,
}
