//! A consent as people look it up.

use tenantry_domain::ids::{CustomerId, TenantId};
use tenantry_domain::record::{Micros, Position};
use uuid::Uuid;

crate::row! {
    pub struct ConsentRow {
        customer_id: CustomerId,
        tenant_id: TenantId,
        status: ConsentStatus,
        /// There is something to be waited for or looked at.
        live: bool,
        /// The app that the administrator is asked to consent to.
        app: Uuid,
        permissions: Vec<String>,
        /// The invitation that was sent last.
        invitation: Uuid,
        valid_until: Micros,
        asked_at: Micros,
        /// When somebody came back from the invitation.
        returned_at: Option<Micros>,
        /// What was read in the tenant.
        organization: Option<String>,
        /// The first hundred.
        domains: Vec<String>,
        domain_count: i64,
        verified_at: Option<Micros>,
        /// What the matter is, or was last.
        error_code: Option<String>,
        error_detail: Option<String>,
        ended_at: Option<Micros>,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    pub enum ConsentStatus {
        /// An invitation is open.
        AwaitingConsent = "awaiting consent",
        /// The administrator came back; whether it is so is being looked at.
        Verifying = "verifying",
        /// The tenant was read through the consent.
        Connected = "connected",
        /// The administrator came back without consent.
        Refused = "refused",
        /// The tenant could not be read through the consent.
        Failed = "failed",
        /// Nobody came back in time.
        Lapsed = "lapsed",
        /// The MSP no longer wants it.
        Withdrawn = "withdrawn",
    }
}
