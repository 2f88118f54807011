//! What can happen to a tenant.

use serde::{Deserialize, Serialize};

use super::Sighting;
use crate::aggregate::event_shapes;
use crate::ids::CustomerId;
use crate::record::Micros;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum TenantEvent {
    /// The clouds named this tenant for the first time.
    TenantDiscovered { sighting: Sighting, at: Micros },
    /// The clouds say something else of it than before.
    TenantSightingChanged { sighting: Sighting, at: Micros },
    /// No source names it any more, although all answered.
    TenantMissed { at: Micros },
    /// It had been missed, and is named again.
    TenantSeenAgain { at: Micros },
    /// It is this customer's.
    TenantLinked { customer_id: CustomerId },
    /// It is not this customer's any more.
    TenantUnlinked { customer_id: CustomerId },
}

event_shapes! {
    TenantEvent {
        TenantDiscovered = "1",
        TenantSightingChanged = "1",
        TenantMissed = "1",
        TenantSeenAgain = "1",
        TenantLinked = "1",
        TenantUnlinked = "1",
    }
    upcasts {}
}
