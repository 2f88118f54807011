//! The tenant itself, and what it pays for.

use super::SkuId;
use crate::cloud::TenantId;
use jiff::Timestamp;
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    pub tenant: TenantId,
    pub name: String,
    pub domains: Vec<Domain>,
    /// Two letters.
    pub country: Option<String>,
    /// Whether people come from a directory on the customer's own machines.
    pub synchronized: bool,
    /// The services that are there and running.
    pub plans: Vec<Uuid>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    pub name: String,
    pub is_default: bool,
    /// The `….onmicrosoft.com` one that the tenant began with.
    pub is_initial: bool,
    pub is_verified: bool,
}

/// How it stands with a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LicenceState {
    Enabled,
    /// Paid until recently.
    Warning,
    Suspended,
    Deleted,
    LockedOut,
    /// A word that is newer than this program.
    Unknown,
}

/// A product with its seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Licence {
    pub sku: SkuId,
    /// Such as `SPB`.
    pub part_number: String,
    pub state: LicenceState,
    /// Whether it is for people, and not for the company as a whole.
    pub for_users: bool,
    pub consumed: u32,
    pub enabled: u32,
    pub suspended: u32,
    pub warning: u32,
    pub plans: Vec<Plan>,
}

/// A service within a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub id: Uuid,
    pub name: String,
    pub ready: bool,
}

/// What was bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    pub id: String,
    pub sku: SkuId,
    pub part_number: String,
    pub seats: u32,
    pub trial: bool,
    pub status: String,
    /// When it renews, ends or changes otherwise.
    pub next_change: Option<Timestamp>,
}

/// What may be known of a tenant from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantSummary {
    pub tenant: TenantId,
    pub name: String,
    pub default_domain: String,
}
