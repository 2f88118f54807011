//! How safe a tenant is set up, and what is used in it.
//!
//! Much of this depends on what the tenant pays for. A missing licence is an answer, not a fault:
//! [`Licensed::Not`].

mod access;
mod devices;
mod mailboxes;
mod teams;

pub use access::{
    AccessPolicies, AccessPolicy, NamedLocation, NewAccessPolicy, PolicyId, PolicyState,
};
pub use devices::{Compliance, DeviceId, ManagedDevice, ManagedDevices};
pub use mailboxes::{MailboxReports, MailboxUsage, MailboxUsageReport, Period};
pub use teams::{InstallationId, Installed, TeamsApp, TeamsAppId, TeamsApps};

use crate::cloud::directory::UserId;
use crate::cloud::{Bookmark, CloudFault, Portion, TenantId};
use async_trait::async_trait;
use jiff::Timestamp;
use std::fmt::Debug;

/// What the tenant may have no licence for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Licensed<T> {
    Yes(T),
    /// The cloud has nothing to tell.
    Not,
}

impl<T> Licensed<T> {
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Yes(thing) => Some(thing),
            Self::Not => None,
        }
    }
}

/// A day's score, with what each control brought.
#[derive(Debug, Clone, PartialEq)]
pub struct SecureScore {
    pub taken_at: Timestamp,
    pub current: f64,
    pub max: f64,
    pub active_users: u32,
    pub licensed_users: u32,
    pub controls: Vec<ControlScore>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ControlScore {
    pub name: String,
    pub category: String,
    pub score: f64,
}

/// What a control is about.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlProfile {
    pub name: String,
    pub title: String,
    pub category: String,
    pub max: f64,
}

/// How a person can prove who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    pub user: UserId,
    pub second_factor: bool,
    pub passwordless: bool,
    /// As the cloud calls them.
    pub methods: Vec<String>,
}

/// Scores, security defaults, second factors.
#[async_trait]
pub trait Posture: Send + Sync + Debug {
    /// The newest one; nothing where none was taken yet.
    async fn secure_score(&self, tenant: TenantId) -> Result<Option<SecureScore>, CloudFault>;

    async fn control_profiles(&self, tenant: TenantId) -> Result<Vec<ControlProfile>, CloudFault>;

    async fn security_defaults(&self, tenant: TenantId) -> Result<bool, CloudFault>;

    /// Which ways of signing in are switched on, as the cloud calls them.
    async fn sign_in_methods(&self, tenant: TenantId) -> Result<Vec<String>, CloudFault>;

    async fn registrations(
        &self,
        tenant: TenantId,
        from: Option<&Bookmark>,
    ) -> Result<Licensed<Portion<Registration>>, CloudFault>;
}
