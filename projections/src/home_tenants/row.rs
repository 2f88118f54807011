//! A home tenant as people look it up.

use tenantry_domain::record::{Micros, Position};
use uuid::Uuid;

crate::row! {
    pub struct HomeTenantRow {
        /// The MSP that its people sign in for, or did last.
        of_msp: Uuid,
        status: HomeTenantStatus,
        admitted_at: Micros,
        /// The last event that is in this row, in the installation's ledger.
        position: Position,
    }
}

crate::words! {
    pub enum HomeTenantStatus {
        Admitted = "admitted",
        Removed = "removed",
    }
}
