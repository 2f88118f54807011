//! A customer as Microsoft's sales side knows it.

use crate::cloud::TenantId;
use crate::cloud::name::names;
use crate::cloud::partner::AppId;
use jiff::Timestamp;

names! {
    /// Partner Center's own name for a customer: usually, not always, that of the tenant.
    PartnerCustomerId => "customer id at Partner Center";
}

/// How the customer is bound to the partner in sales.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResellerRelation {
    Reseller,
    Advisor,
    Syndication,
    MicrosoftSupport,
    None,
    Unknown(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerCustomer {
    pub id: PartnerCustomerId,
    pub tenant: TenantId,
    pub name: String,
    pub domain: Option<String>,
    pub relation: Option<ResellerRelation>,
    /// Whether the old kind of delegated administration is allowed.
    pub old_delegation: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubscriptionStatus {
    Active,
    Suspended,
    Deleted,
    Expired,
    Pending,
    Unknown(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    pub id: String,
    pub offer: String,
    pub offer_name: String,
    pub quantity: u64,
    pub status: SubscriptionStatus,
    pub auto_renews: Option<bool>,
    pub begun: Option<Timestamp>,
    pub committed_until: Option<Timestamp>,
}

/// What an answer of Partner Center said about the sign-in behind the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MfaSignal {
    pub compliant: bool,
    pub at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MfaAdoption {
    pub day: Option<Timestamp>,
    pub app: Option<AppId>,
    pub app_name: Option<String>,
    pub requests: u64,
    pub compliant_requests: u64,
}
