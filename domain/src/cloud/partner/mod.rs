//! Partner Center: the partner's customers as Microsoft's sales side knows them, consents given in
//! their name, and being told when something changes.
//!
//! All of it is asked as the partner. What Partner Center says about a customer is one source among
//! others: a customer with delegated administration alone may be missing there.

mod consent;
mod customer;
mod delivery;
mod webhook;

use crate::cloud::gdap::Partner;
use crate::cloud::{Bookmark, CloudFault, Portion, TenantId};
use async_trait::async_trait;
use std::fmt::Debug;

pub use consent::{AppId, Consent, Granted, NoScopes, Revoked, ScopeList};
pub use customer::{
    MfaAdoption, MfaSignal, PartnerCustomer, PartnerCustomerId, ResellerRelation, Subscription,
    SubscriptionStatus,
};
pub use delivery::{AuditRecord, Delivery, DeliveryRefused, Notice, NoticeId, VerifiedNotice};
pub use webhook::{
    Attempt, InvalidRegistration, Registration, Subject, TestEvent, TestId, TestStatus, Topic,
};

/// The customers that the partner sells to.
#[async_trait]
pub trait PartnerCustomers: Send + Sync + Debug {
    async fn list(
        &self,
        partner: Partner,
        from: Option<&Bookmark>,
    ) -> Result<Portion<PartnerCustomer>, CloudFault>;

    async fn get(
        &self,
        partner: Partner,
        customer: &PartnerCustomerId,
    ) -> Result<PartnerCustomer, CloudFault>;

    /// The partner no longer sells to the customer. Relationships of delegated administration are
    /// not ended by this.
    async fn end_reseller_relation(
        &self,
        partner: Partner,
        customer: &PartnerCustomerId,
    ) -> Result<(), CloudFault>;

    /// Where a customer's administrator makes the partner its reseller.
    async fn reseller_invitation_link(&self, partner: Partner) -> Result<String, CloudFault>;
}

/// Consents that a partner gives to its own app in a customer's tenant, without the customer's
/// administrator: delegated permissions only.
#[async_trait]
pub trait ApplicationConsents: Send + Sync + Debug {
    /// [`Granted::WasThere`] says nothing of the permissions: there may be fewer than asked for
    /// now. They cannot be added to: revoke, then grant again.
    async fn grant(
        &self,
        partner: Partner,
        customer: TenantId,
        consent: &Consent,
    ) -> Result<Granted, CloudFault>;

    /// Takes the app and all its permissions out of the customer's tenant.
    async fn revoke(
        &self,
        partner: Partner,
        customer: TenantId,
        app: AppId,
    ) -> Result<Revoked, CloudFault>;
}

/// What a customer bought through the partner.
#[async_trait]
pub trait Subscriptions: Send + Sync + Debug {
    async fn of_customer(
        &self,
        partner: Partner,
        customer: &PartnerCustomerId,
    ) -> Result<Vec<Subscription>, CloudFault>;
}

/// Whether the partner's sign-ins have a second factor. Without it Partner Center refuses all.
#[async_trait]
pub trait MfaSignals: Send + Sync + Debug {
    /// What Partner Center said on the last answer to this partner; nothing before the first.
    fn last(&self, partner: Partner) -> Option<MfaSignal>;

    /// Partner Center's own count, app by app and day by day.
    async fn adoption(&self, partner: Partner) -> Result<Vec<MfaAdoption>, CloudFault>;
}

/// Being told by Partner Center instead of asking again and again.
#[async_trait]
pub trait PartnerWebhooks: Send + Sync + Debug {
    /// The names of all that Partner Center can tell of.
    async fn topics(&self, partner: Partner) -> Result<Vec<Topic>, CloudFault>;

    /// Where and of what this partner is told now.
    async fn current(&self, partner: Partner) -> Result<Option<Registration>, CloudFault>;

    /// From now on the partner is told so; an earlier registration is replaced.
    async fn register(
        &self,
        partner: Partner,
        registration: &Registration,
    ) -> Result<Registration, CloudFault>;

    /// Asks for a delivery to try the way.
    async fn send_test(&self, partner: Partner) -> Result<TestId, CloudFault>;

    /// What became of a test: also which answers Partner Center got from us.
    async fn test(&self, partner: Partner, test: &TestId) -> Result<TestEvent, CloudFault>;

    /// What Partner Center noted about the change; nothing when the notice names no record.
    async fn audit(
        &self,
        partner: Partner,
        notice: &VerifiedNotice,
    ) -> Result<Option<AuditRecord>, CloudFault>;
}

/// What arrives in Partner Center's name. Whether it is Partner Center's is the same question for
/// every partner, and takes nobody's credentials.
#[async_trait]
pub trait Deliveries: Send + Sync + Debug {
    /// Whether a delivery really comes from Partner Center, and what it says. A delivery may come
    /// more than once: its [`NoticeId`] is the same then. It is a hint, no proof: whoever acts on it
    /// reads the thing itself before.
    async fn verify(&self, delivery: &Delivery) -> Result<VerifiedNotice, DeliveryRefused>;
}
