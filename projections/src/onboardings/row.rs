//! An onboarding as people look it up.

use tenantry_domain::ids::{CustomerId, TenantId};
use tenantry_domain::record::{Micros, Position};

crate::row! {
    pub struct OnboardingRow {
        customer_id: CustomerId,
        tenant_id: TenantId,
        status: OnboardingStatus,
        error_code: Option<String>,
        error_detail: Option<String>,
        started_at: Micros,
        ended_at: Option<Micros>,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    pub enum OnboardingStatus {
        Onboarding = "onboarding",
        Active = "active",
        Error = "error",
        Cancelled = "cancelled",
    }
}
