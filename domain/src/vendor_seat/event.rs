//! What can happen to a seat.

use serde::{Deserialize, Serialize};

use crate::aggregate::event_shapes;
use crate::ids::RecordId;
use crate::record::Micros;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum VendorSeatEvent {
    /// This record is the customer's one in the system.
    SeatTaken { record_id: RecordId, at: Micros },
    /// It is not any more, and another may be.
    SeatFreed { record_id: RecordId, at: Micros },
}

event_shapes! {
    VendorSeatEvent {
        SeatTaken = "1",
        SeatFreed = "1",
    }
    upcasts {}
}
