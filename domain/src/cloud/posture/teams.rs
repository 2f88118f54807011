//! An organization's own apps in Teams, and for whom they are installed.

use super::Licensed;
use crate::cloud::apps::Made;
use crate::cloud::directory::UserId;
use crate::cloud::name::{names, objects};
use crate::cloud::{CloudFault, TenantId};
use async_trait::async_trait;
use std::fmt::Debug;
use uuid::Uuid;

objects! {
    /// An app in a tenant's catalogue: not the id in its manifest.
    TeamsAppId;
}

names! {
    /// An app that is installed for somebody.
    InstallationId => "installation id";
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamsApp {
    pub id: TeamsAppId,
    /// As in its manifest.
    pub manifest: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    pub id: InstallationId,
}

#[async_trait]
pub trait TeamsApps: Send + Sync + Debug {
    /// The app of this manifest in the catalogue.
    async fn find(&self, tenant: TenantId, manifest: Uuid) -> Result<Option<TeamsApp>, CloudFault>;

    /// Puts a package (a zip file) into the catalogue. `CLOUD_CONFLICT`: its manifest is there already.
    async fn publish(&self, tenant: TenantId, package: Vec<u8>) -> Result<TeamsApp, CloudFault>;

    /// Somebody without Teams cannot have it.
    async fn install(
        &self,
        tenant: TenantId,
        user: UserId,
        app: TeamsAppId,
    ) -> Result<Licensed<Made<()>>, CloudFault>;

    async fn installed(
        &self,
        tenant: TenantId,
        user: UserId,
        manifest: Uuid,
    ) -> Result<Option<Installed>, CloudFault>;

    async fn upgrade(
        &self,
        tenant: TenantId,
        user: UserId,
        id: &InstallationId,
    ) -> Result<(), CloudFault>;

    /// That it was gone before is no fault.
    async fn remove(
        &self,
        tenant: TenantId,
        user: UserId,
        id: &InstallationId,
    ) -> Result<(), CloudFault>;
}
