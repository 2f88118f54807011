//! A customer as Microsoft's sales side knows it.

use crate::cloud::TenantId;
use crate::cloud::name::names;
use crate::cloud::partner::AppId;
use crate::cloud::vendor::Term;
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

impl ResellerRelation {
    /// Partner Center's own word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Reseller => "reseller",
            Self::Advisor => "advisor",
            Self::Syndication => "syndication",
            Self::MicrosoftSupport => "microsoft_support",
            Self::None => "none",
            Self::Unknown(word) => word,
        }
    }

    /// Whether the customer buys through the partner, as far as the word tells.
    pub fn sells(&self) -> bool {
        matches!(self, Self::Reseller | Self::Syndication | Self::Unknown(_))
    }
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

impl SubscriptionStatus {
    /// Partner Center's own word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Deleted => "deleted",
            Self::Expired => "expired",
            Self::Pending => "pending",
            Self::Unknown(word) => word,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    pub id: String,
    /// In the new commerce `product:sku:availability`, in the old one a GUID.
    pub offer: String,
    pub offer_name: String,
    /// As the MSP calls it; often the offer's name.
    pub friendly_name: Option<String>,
    pub quantity: u64,
    pub status: SubscriptionStatus,
    pub auto_renews: Option<bool>,
    pub trial: bool,
    /// Whether Microsoft makes it. What others make is sold there as well.
    pub of_microsoft: bool,
    /// How long it is bound.
    pub term: Option<Term>,
    /// How often it is paid.
    pub billing: Option<Term>,
    /// When the term that runs now began.
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
