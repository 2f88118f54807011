//! What can happen to an agreement.

use serde::{Deserialize, Serialize};

use crate::aggregate::event_shapes;
use crate::ids::CustomerId;
use crate::text::{Reason, Tag};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum AgreementEvent {
    /// The customer signed.
    AgreementSigned { customer_id: CustomerId, plan: Tag },
    /// The agreement no longer holds.
    AgreementEnded { reason: Reason },
}

event_shapes! {
    AgreementEvent {
        AgreementSigned = "1",
        AgreementEnded = "1",
    }
    upcasts {}
}
