//! What can be asked of a seat.

use serde::{Deserialize, Serialize};

use crate::ids::RecordId;
use crate::record::Micros;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VendorSeatCommand {
    Take(TakeSeat),
    Free(FreeSeat),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TakeSeat {
    pub record_id: RecordId,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FreeSeat {
    pub record_id: RecordId,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}
