//! A customer's tenant as it can be read: the organization, its people and groups, what it pays for.
//!
//! Lists come part by part; a part's bookmark may be kept, and the list read on from there by another
//! process. [`Changes`] is read once to its end, which says from where to ask the next time.

use crate::cloud::name::objects;
use crate::cloud::{Bookmark, CloudFault, Portion, TenantId};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::fmt::{self, Debug};

mod people;
mod tenant;

pub use people::{
    AccountKind, Change, Changes, Departure, Group, GroupKind, Member, Photo, Then, User,
};
pub use tenant::{Domain, Licence, LicenceState, Organization, Plan, Subscription, TenantSummary};

objects! {
    /// A user of a tenant, for good: names change, this does not.
    UserId;
    /// A group of a tenant.
    GroupId;
    /// A product that is paid for, the same in every tenant.
    SkuId;
}

/// From where to ask what changed. Kept between visits, until the cloud no longer knows it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChangeToken(String);

impl ChangeToken {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

// The cloud's token is long, and nobody's business.
impl Debug for ChangeToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChangeToken(…)")
    }
}

/// Where reading of changes begins or goes on.
#[derive(Debug, Clone)]
pub enum Since {
    /// Everybody that is there, once, and from then on what changes.
    Beginning,
    /// Only what changes from now on.
    Now,
    /// What changed since the last round ended.
    Last(ChangeToken),
    /// In the middle of a round.
    Middle(Bookmark),
}

/// Reads a tenant. Every call is made in the tenant itself.
#[async_trait]
pub trait TenantDirectory: Send + Sync + Debug {
    async fn organization(&self, tenant: TenantId) -> Result<Organization, CloudFault>;

    async fn domains(&self, tenant: TenantId) -> Result<Vec<Domain>, CloudFault>;

    async fn users(
        &self,
        tenant: TenantId,
        from: Option<&Bookmark>,
    ) -> Result<Portion<User>, CloudFault>;

    async fn user(&self, tenant: TenantId, id: UserId) -> Result<User, CloudFault>;

    /// How many users there are, by a count of the cloud's own: a cheap proof that reading works.
    async fn user_count(&self, tenant: TenantId) -> Result<u64, CloudFault>;

    /// Joiners, movers and leavers. A user may come more than once in a round; the last counts.
    /// `CLOUD_CURSOR_EXPIRED`: the round is begun anew, from the beginning.
    async fn user_changes(
        &self,
        tenant: TenantId,
        since: &Since,
    ) -> Result<Changes<User>, CloudFault>;

    /// To whom each of these reports, if to anybody, in their order.
    async fn managers(
        &self,
        tenant: TenantId,
        users: &[UserId],
    ) -> Result<Vec<Option<UserId>>, CloudFault>;

    async fn groups(
        &self,
        tenant: TenantId,
        from: Option<&Bookmark>,
    ) -> Result<Portion<Group>, CloudFault>;

    async fn members(
        &self,
        tenant: TenantId,
        group: GroupId,
        from: Option<&Bookmark>,
    ) -> Result<Portion<Member>, CloudFault>;

    /// The user's picture; nothing when there is none. `known` is the tag of the one at hand: if it
    /// is still the same, none is sent.
    async fn photo(
        &self,
        tenant: TenantId,
        user: UserId,
        known: Option<&str>,
    ) -> Result<Photo, CloudFault>;

    async fn licences(&self, tenant: TenantId) -> Result<Vec<Licence>, CloudFault>;

    async fn subscriptions(&self, tenant: TenantId) -> Result<Vec<Subscription>, CloudFault>;
}

/// What may be known of a tenant from outside. Every call is made in one's own tenant.
#[async_trait]
pub trait TenantLookup: Send + Sync + Debug {
    /// Nothing when there is no such tenant.
    async fn by_domain(
        &self,
        own: TenantId,
        domain: &str,
    ) -> Result<Option<TenantSummary>, CloudFault>;

    async fn by_id(
        &self,
        own: TenantId,
        tenant: TenantId,
    ) -> Result<Option<TenantSummary>, CloudFault>;
}
