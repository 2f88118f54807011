//! What stands between an account or an app and a tenant: set by tests and demos, as the tenant's
//! administrators would.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A Conditional Access policy, or the tenant itself, keeps partners out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Barrier {
    /// 53003
    ConditionalAccess,
    /// 53000
    DeviceCompliance,
    /// 530003
    ManagedDevice,
    /// 50177: a control that guests and partners cannot meet.
    ExternalControl,
    /// 500213
    CrossTenantInbound,
    /// 5000224
    TenantUnavailable,
    /// 90055
    TenantThrottled,
    /// 90002: it is not there, as far as anybody can see.
    TenantDeleted,
}

/// What is the matter with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountTrouble {
    /// 530034, in the tenants of others.
    AtRisk,
    /// 50053
    LockedOut,
    /// 50055
    PasswordExpired,
    /// 50076: from now on a second factor is demanded.
    MfaDemanded,
    /// 50078: the second factor was too long ago.
    MfaExpired,
    /// 50079
    MfaNotRegistered,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Switches {
    pub barriers: BTreeMap<Uuid, Barrier>,
    pub troubles: BTreeMap<Uuid, BTreeSet<AccountTrouble>>,
    /// Guests of this account's name are in these tenants, in the account's way.
    pub guest_copies: BTreeSet<(Uuid, Uuid)>,
    /// Tokens for these tenants that are older than this count as expired.
    pub tokens_ended: BTreeMap<Uuid, Timestamp>,
    /// Consent pages that do all and still send an error back, by app.
    pub misleading_consents: BTreeSet<Uuid>,
}
