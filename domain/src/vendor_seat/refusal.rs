//! Why a command to a seat is turned down.

use crate::aggregate::Refusal;
use crate::ids::RecordId;
use crate::record::{Micros, instant};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VendorSeatRefusal {
    #[error(
        "the customer has a record in this system already, where one is all it can have: {record_id}, since {}",
        instant(*.at)
    )]
    SeatTaken { record_id: RecordId, at: Micros },
}

impl Refusal for VendorSeatRefusal {
    const CODES: &'static [&'static str] = &["SEAT_TAKEN"];

    fn code(&self) -> &'static str {
        match self {
            Self::SeatTaken { .. } => "SEAT_TAKEN",
        }
    }
}
