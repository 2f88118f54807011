//! One function per command: already done, then refusals, then events.

use super::{FreeSeat, TakeSeat, VendorSeat, VendorSeatEvent, VendorSeatRefusal};
use crate::aggregate::Decision;

pub(super) fn take(
    seat: &VendorSeat,
    command: &TakeSeat,
) -> Result<Decision<VendorSeatEvent>, VendorSeatRefusal> {
    match seat {
        VendorSeat::Taken { record_id, at: _ } if *record_id == command.record_id => {
            Ok(Decision::AlreadyDone)
        }
        VendorSeat::Taken { record_id, at } => Err(VendorSeatRefusal::SeatTaken {
            record_id: *record_id,
            at: *at,
        }),
        VendorSeat::Free => Ok(Decision::record(VendorSeatEvent::SeatTaken {
            record_id: command.record_id,
            at: command.at,
        })),
    }
}

/// A record that does not sit in it has nothing to get up from.
pub(super) fn free(seat: &VendorSeat, command: &FreeSeat) -> Decision<VendorSeatEvent> {
    if seat.record() != Some(command.record_id) {
        return Decision::AlreadyDone;
    }
    Decision::record(VendorSeatEvent::SeatFreed {
        record_id: command.record_id,
        at: command.at,
    })
}
