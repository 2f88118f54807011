//! What can happen to who holds a tenant.

use serde::{Deserialize, Serialize};

use crate::aggregate::event_shapes;
use crate::ids::{CustomerId, MspId};
use crate::record::Micros;
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum TenantHoldingEvent {
    /// A free tenant has a holder now.
    TenantClaimed {
        msp_id: MspId,
        customer_id: CustomerId,
        at: Micros,
    },
    /// Its holder let go of the tenant. An open request ended with that.
    TenantReleased {
        msp_id: MspId,
        customer_id: CustomerId,
        at: Micros,
    },
    /// Another customer or MSP asks the holder for the tenant.
    TransferRequested {
        /// Counts the requests for this tenant, from 1.
        transfer: u32,
        msp_id: MspId,
        customer_id: CustomerId,
        reason: Reason,
        at: Micros,
    },
    /// The holder agreed: the tenant is held by the side that asked.
    TransferApproved {
        transfer: u32,
        from_msp_id: MspId,
        from_customer_id: CustomerId,
        to_msp_id: MspId,
        to_customer_id: CustomerId,
        at: Micros,
    },
    /// The holder keeps the tenant.
    TransferRefused {
        transfer: u32,
        reason: Reason,
        at: Micros,
    },
    /// The side that asked no longer does.
    TransferWithdrawn { transfer: u32, at: Micros },
}

event_shapes! {
    TenantHoldingEvent {
        TenantClaimed = "1",
        TenantReleased = "1",
        TransferRequested = "1",
        TransferApproved = "1",
        TransferRefused = "1",
        TransferWithdrawn = "1",
    }
    upcasts {}
}
