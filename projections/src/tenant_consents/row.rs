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
        /// What was asked for beside reading, since the tenant is connected.
        more_status: Option<MoreStatus>,
        more_permissions: Vec<String>,
        more_app: Option<Uuid>,
        /// Whether the app's registration was seen to list them.
        more_listed: bool,
        more_invitation: Option<Uuid>,
        more_valid_until: Option<Micros>,
        more_asked_at: Option<Micros>,
        more_returned_at: Option<Micros>,
        /// When it was verified, or ended otherwise.
        more_ended_at: Option<Micros>,
        more_error_code: Option<String>,
        more_error_detail: Option<String>,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    /// How the wish for further permissions stands.
    pub enum MoreStatus {
        /// An invitation is open.
        Asked = "asked",
        /// The administrator came back; whether it is so is being looked at.
        Verifying = "verifying",
        /// The cloud says that the app may do all of it.
        Given = "given",
        /// The administrator came back without consent.
        Refused = "refused",
        /// The administrator consented, they say, and the cloud does not say so.
        NotGiven = "not given",
        /// Nobody came back in time.
        Lapsed = "lapsed",
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
