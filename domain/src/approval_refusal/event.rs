//! What can happen to a wish about an approval without anything coming of it.

use serde::{Deserialize, Serialize};

use super::{RefusalCode, WishKind};
use crate::aggregate::event_shapes;
use crate::approval::{OperationKind, Person};
use crate::ids::CustomerId;
use crate::record::Micros;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RefusedWishEvent {
    /// Somebody wished something of this approval, and was refused.
    ApprovalWishRefused {
        by: Person,
        wish: WishKind,
        code: RefusalCode,
        /// What was to be changed, as far as that is known.
        operation: Option<OperationKind>,
        /// For whom, where this MSP knows such a customer.
        customer_id: Option<CustomerId>,
        at: Micros,
    },
}

event_shapes! {
    RefusedWishEvent {
        ApprovalWishRefused = "1",
    }
    upcasts {}
}
