//! Apps: their registrations at home, what stands for them in a tenant, what they may do there, and the
//! groups whose members act through them.
//!
//! Whatever is made here can be lost on the way back: a fault of unknown effect means that it may be
//! there, and is looked for by its name before it is made again. What is there already is an outcome,
//! not a fault.

use crate::cloud::directory::{GroupId, UserId};
use crate::cloud::name::{names, objects};
use crate::cloud::vault::SecretValue;
use crate::cloud::{Bookmark, CloudFault, Portion, TenantId};
use crate::text::PermissionName;
use async_trait::async_trait;
use jiff::Timestamp;
use std::fmt::Debug;

objects! {
    /// An app, the same in every tenant (the client id).
    AppId;
    /// An app's registration in its home tenant.
    RegistrationId;
    /// What stands for an app in one tenant.
    PrincipalId;
    /// One of an app's secrets.
    SecretId;
    /// A permission that an interface offers.
    PermissionId;
}

names! {
    /// A permission given to an app by itself.
    RoleGrantId => "role grant id";
    /// Permissions given to an app on behalf of people.
    ScopeGrantId => "scope grant id";
}

/// What an app says that it needs of one interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredAccess {
    pub interface: AppId,
    /// By itself.
    pub roles: Vec<PermissionId>,
    /// On behalf of people.
    pub scopes: Vec<PermissionId>,
}

/// An app to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRegistration {
    pub name: String,
    /// Whether other tenants may use it.
    pub multi_tenant: bool,
    pub redirect_addresses: Vec<String>,
    pub required: Vec<RequiredAccess>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    pub id: RegistrationId,
    pub app: AppId,
    pub name: String,
    pub multi_tenant: bool,
    pub secrets: Vec<SecretNote>,
}

/// What is known of a secret after it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretNote {
    pub id: SecretId,
    pub name: Option<String>,
    pub ends: Option<Timestamp>,
}

/// A secret, shown this once. It takes a while until every server knows it.
#[derive(Debug)]
pub struct NewSecret {
    pub note: SecretNote,
    pub value: SecretValue,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    pub id: PrincipalId,
    pub app: AppId,
    pub name: String,
    pub enabled: bool,
}

/// A permission that an interface offers, by the name that people use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedPermission {
    pub id: PermissionId,
    pub name: String,
}

/// What an interface offers to apps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub principal: PrincipalId,
    pub roles: Vec<OfferedPermission>,
    pub scopes: Vec<OfferedPermission>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleGrant {
    pub id: RoleGrantId,
    pub interface: PrincipalId,
    pub role: PermissionId,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeGrant {
    pub id: ScopeGrantId,
    pub interface: PrincipalId,
    /// By name.
    pub scopes: Vec<String>,
}

/// Whether something had to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Made<T> {
    New(T),
    /// It was there before: undoing must not remove it.
    Already(T),
}

impl<T> Made<T> {
    pub fn into_inner(self) -> T {
        match self {
            Self::New(thing) | Self::Already(thing) => thing,
        }
    }

    pub fn is_new(&self) -> bool {
        matches!(self, Self::New(_))
    }
}

/// Registrations in a tenant that owns apps.
#[async_trait]
pub trait AppRegistrations: Send + Sync + Debug {
    /// Those of this name: names are not unique.
    async fn of_name(&self, home: TenantId, name: &str) -> Result<Vec<Registration>, CloudFault>;

    async fn of_app(&self, home: TenantId, app: AppId) -> Result<Option<Registration>, CloudFault>;

    async fn register(
        &self,
        home: TenantId,
        new: &NewRegistration,
    ) -> Result<Registration, CloudFault>;

    /// Adds permissions that an interface offers to apps by themselves to what the registration says that
    /// the app needs. What is there already is left as it is.
    async fn require(
        &self,
        home: TenantId,
        app: AppId,
        interface: AppId,
        roles: &[PermissionName],
    ) -> Result<(), CloudFault>;

    async fn delete(&self, home: TenantId, id: RegistrationId) -> Result<(), CloudFault>;

    async fn add_secret(
        &self,
        home: TenantId,
        id: RegistrationId,
        name: &str,
        ends: Timestamp,
    ) -> Result<NewSecret, CloudFault>;

    /// That it was gone before is no fault.
    async fn remove_secret(
        &self,
        home: TenantId,
        id: RegistrationId,
        secret: SecretId,
    ) -> Result<(), CloudFault>;
}

/// What stands for apps in a tenant.
#[async_trait]
pub trait AppPrincipals: Send + Sync + Debug {
    async fn find(&self, tenant: TenantId, app: AppId) -> Result<Option<Principal>, CloudFault>;

    /// Makes it when there is none, and waits until it can be seen.
    async fn ensure(&self, tenant: TenantId, app: AppId) -> Result<Made<Principal>, CloudFault>;

    /// With all that it was given. That it was gone before is no fault. An app that does this to
    /// itself is a stranger in the tenant from then on.
    async fn delete(&self, tenant: TenantId, id: PrincipalId) -> Result<(), CloudFault>;

    /// What the interface behind this app offers, as the tenant knows it.
    async fn offer(&self, tenant: TenantId, interface: AppId) -> Result<Offer, CloudFault>;
}

/// What apps may do in a tenant.
#[async_trait]
pub trait PermissionGrants: Send + Sync + Debug {
    async fn roles(&self, tenant: TenantId, app: PrincipalId)
    -> Result<Vec<RoleGrant>, CloudFault>;

    async fn grant_role(
        &self,
        tenant: TenantId,
        app: PrincipalId,
        interface: PrincipalId,
        role: PermissionId,
    ) -> Result<Made<RoleGrant>, CloudFault>;

    async fn revoke_role(
        &self,
        tenant: TenantId,
        app: PrincipalId,
        id: &RoleGrantId,
    ) -> Result<(), CloudFault>;

    async fn scopes(
        &self,
        tenant: TenantId,
        app: PrincipalId,
    ) -> Result<Vec<ScopeGrant>, CloudFault>;

    /// On behalf of all users. What was granted before stays granted.
    async fn grant_scopes(
        &self,
        tenant: TenantId,
        app: PrincipalId,
        interface: PrincipalId,
        scopes: &[String],
    ) -> Result<Made<ScopeGrant>, CloudFault>;

    async fn revoke_scopes(&self, tenant: TenantId, id: &ScopeGrantId) -> Result<(), CloudFault>;
}

/// A group that roles are given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityGroup {
    pub id: GroupId,
    pub name: String,
}

/// Groups of an MSP's own people.
#[async_trait]
pub trait SecurityGroups: Send + Sync + Debug {
    async fn list(
        &self,
        tenant: TenantId,
        from: Option<&Bookmark>,
    ) -> Result<Portion<SecurityGroup>, CloudFault>;

    /// Those of this name: names are not unique.
    async fn named(&self, tenant: TenantId, name: &str) -> Result<Vec<SecurityGroup>, CloudFault>;

    async fn create(
        &self,
        tenant: TenantId,
        name: &str,
        description: &str,
    ) -> Result<SecurityGroup, CloudFault>;

    /// That it was gone before is no fault.
    async fn delete(&self, tenant: TenantId, id: GroupId) -> Result<(), CloudFault>;

    async fn add_member(
        &self,
        tenant: TenantId,
        id: GroupId,
        user: UserId,
    ) -> Result<Made<()>, CloudFault>;

    /// That it was no member before is no fault.
    async fn remove_member(
        &self,
        tenant: TenantId,
        id: GroupId,
        user: UserId,
    ) -> Result<(), CloudFault>;
}
