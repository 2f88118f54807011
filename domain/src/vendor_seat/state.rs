//! Where a seat stands.

use serde::{Deserialize, Serialize};

use super::{VendorSeatCommand, VendorSeatEvent, VendorSeatRefusal, decide};
use crate::aggregate::{Aggregate, Decision};
use crate::ids::RecordId;
use crate::record::Micros;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VendorSeat {
    /// No record sits in it.
    #[default]
    Free,
    Taken {
        record_id: RecordId,
        at: Micros,
    },
}

impl Aggregate for VendorSeat {
    const TYPE: &'static str = "vendor_seat";

    type Command = VendorSeatCommand;
    type Event = VendorSeatEvent;
    type Refusal = VendorSeatRefusal;

    fn decide(
        &self,
        command: &VendorSeatCommand,
    ) -> Result<Decision<VendorSeatEvent>, VendorSeatRefusal> {
        match command {
            VendorSeatCommand::Take(c) => decide::take(self, c),
            VendorSeatCommand::Free(c) => Ok(decide::free(self, c)),
        }
    }

    fn evolve(&mut self, event: &VendorSeatEvent) {
        match event {
            VendorSeatEvent::SeatTaken { record_id, at } => {
                *self = Self::Taken {
                    record_id: *record_id,
                    at: *at,
                };
            }
            VendorSeatEvent::SeatFreed { .. } => *self = Self::Free,
        }
    }
}

impl VendorSeat {
    /// The record that sits in it.
    pub fn record(&self) -> Option<RecordId> {
        match self {
            Self::Free => None,
            Self::Taken { record_id, at: _ } => Some(*record_id),
        }
    }
}
