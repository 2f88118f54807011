//! An agreement as people look it up.

use tenantry_domain::ids::CustomerId;
use tenantry_domain::record::{Micros, Position};

crate::row! {
    pub struct AgreementRow {
        customer_id: CustomerId,
        plan: String,
        status: AgreementStatus,
        signed_at: Micros,
        ended_at: Option<Micros>,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    pub enum AgreementStatus {
        Signed = "signed",
        Ended = "ended",
    }
}
