//! What can happen to a consent.

use serde::{Deserialize, Serialize};

use crate::aggregate::event_shapes;
use crate::cloud::partner::AppId;
use crate::ids::{CorrelationId, CustomerId, InvitationId, TenantId};
use crate::record::Micros;
use crate::saga::Fault;
use crate::text::{DomainName, OrganizationName, PermissionName, Reason};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum TenantConsentEvent {
    /// A customer's administrator is asked to consent. An invitation that was open is void.
    ConsentAsked {
        customer_id: CustomerId,
        tenant_id: TenantId,
        app: AppId,
        /// What the administrator is asked for.
        permissions: Vec<PermissionName>,
        invitation: InvitationId,
        valid_until: Micros,
        correlation_id: Option<CorrelationId>,
        at: Micros,
    },
    /// Somebody came back from the invitation and says that consent was given. It is used up.
    ConsentReturned {
        invitation: InvitationId,
        at: Micros,
    },
    /// Somebody came back from the invitation without consent. It is used up.
    ConsentRefused {
        invitation: InvitationId,
        fault: Fault,
        at: Micros,
    },
    /// The tenant could not be read so far, for a reason that was not on record yet.
    VerificationDelayed { fault: Fault, at: Micros },
    /// The tenant was read through the consent.
    ConsentVerified {
        organization: OrganizationName,
        /// The domains that are the organization's own, the first hundred.
        domains: Vec<DomainName>,
        /// How many there are.
        domain_count: u32,
        at: Micros,
    },
    /// The tenant could not be read through the consent, and is not tried any more.
    ConsentNotVerified { fault: Fault, at: Micros },
    /// Nobody came back in time.
    ConsentLapsed { at: Micros },
    /// The MSP no longer wants it.
    ConsentWithdrawn { reason: Reason, at: Micros },

    /// The administrator of a connected tenant is asked for more than reading. An invitation for more
    /// that was open is void, and what it was for is in this one.
    MorePermissionsAsked {
        app: AppId,
        permissions: Vec<PermissionName>,
        /// Whether the app's registration was seen to list them.
        listed: bool,
        invitation: InvitationId,
        valid_until: Micros,
        correlation_id: Option<CorrelationId>,
        at: Micros,
    },
    /// Somebody came back from it and says that consent was given. It is used up.
    MorePermissionsReturned {
        invitation: InvitationId,
        at: Micros,
    },
    /// Somebody came back from it without consent. It is used up, and the tenant stays connected.
    MorePermissionsRefused {
        invitation: InvitationId,
        fault: Fault,
        at: Micros,
    },
    /// The cloud does not say so far that the app may do it, for a reason that was not on record yet.
    MorePermissionsDelayed { fault: Fault, at: Micros },
    /// The cloud says that the app may do all of this.
    MorePermissionsVerified {
        permissions: Vec<PermissionName>,
        at: Micros,
    },
    /// The cloud does not say so, and is not asked any more.
    MorePermissionsNotVerified { fault: Fault, at: Micros },
    /// Nobody came back in time.
    MorePermissionsLapsed { at: Micros },
}

event_shapes! {
    TenantConsentEvent {
        ConsentAsked = "1",
        ConsentReturned = "1",
        ConsentRefused = "1",
        VerificationDelayed = "1",
        ConsentVerified = "1",
        ConsentNotVerified = "1",
        ConsentLapsed = "1",
        ConsentWithdrawn = "1",
        MorePermissionsAsked = "1",
        MorePermissionsReturned = "1",
        MorePermissionsRefused = "1",
        MorePermissionsDelayed = "1",
        MorePermissionsVerified = "1",
        MorePermissionsNotVerified = "1",
        MorePermissionsLapsed = "1",
    }
    upcasts {}
}
