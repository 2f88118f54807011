//! What can happen to a home tenant.

use serde::{Deserialize, Serialize};

use crate::aggregate::event_shapes;
use crate::ids::MspId;
use crate::record::Micros;
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum HomeTenantEvent {
    /// Whoever signs in with an account of this tenant does so for this MSP.
    HomeTenantAdmitted { msp_id: MspId, at: Micros },
    /// Its people sign in for nobody any more.
    HomeTenantRemoved {
        msp_id: MspId,
        reason: Reason,
        at: Micros,
    },
}

event_shapes! {
    HomeTenantEvent {
        HomeTenantAdmitted = "1",
        HomeTenantRemoved = "1",
    }
    upcasts {}
}
