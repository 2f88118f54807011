//! What can happen to an MSP's connection.

use serde::{Deserialize, Serialize};

use crate::aggregate::event_shapes;
use crate::cloud::directory::UserId;
use crate::cloud::gdap::Partner;
use crate::cloud::partner::AppId;
use crate::record::Micros;
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PartnerConnectionEvent {
    /// The MSP's tenant is connected by this app, whose secret was found to be good.
    PartnerConnected {
        tenant: Partner,
        app: AppId,
        access: PartnerAccess,
        at: Micros,
    },
    /// Another app of the same tenant acts from now on. The sign-in of the one before is void.
    PartnerAppChanged { from: AppId, to: AppId, at: Micros },
    /// Delegated administration is asked for in another way from now on.
    PartnerAccessChanged { access: PartnerAccess, at: Micros },
    /// A service account of the MSP signed in, so that the app can act in its name.
    PartnerSignedIn {
        app: AppId,
        account: UserId,
        at: Micros,
    },
    /// The MSP's tenant is no longer connected.
    PartnerDisconnected { reason: Reason, at: Micros },
}

/// As whom delegated administration is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PartnerAccess {
    /// As the service account, which signed in with a second factor.
    Delegated,
    /// As the app itself, in a tenant that is prepared for it.
    App,
}

event_shapes! {
    PartnerConnectionEvent {
        PartnerConnected = "1",
        PartnerAppChanged = "1",
        PartnerAccessChanged = "1",
        PartnerSignedIn = "1",
        PartnerDisconnected = "1",
    }
    upcasts {}
}
