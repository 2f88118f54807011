//! One function per command: the event. Nothing is refused, and nobody's role is looked at.

use super::{NoteRefusedWish, RefusedWishEvent};
use crate::aggregate::Decision;

/// Whoever tries again was refused again. That one and the same wish is noted once, its key sees to.
pub(super) fn note(command: &NoteRefusedWish) -> Decision<RefusedWishEvent> {
    Decision::record(RefusedWishEvent::ApprovalWishRefused {
        by: command.by.clone(),
        wish: command.wish,
        code: command.code.clone(),
        operation: command.operation,
        customer_id: command.customer_id,
        at: command.at,
    })
}
