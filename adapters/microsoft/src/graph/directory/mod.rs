//! A tenant's directory on Graph, behind the domain's ports: one file for each kind of thing.
//!
//! Every read names the properties it wants. Lists are read page by page and never as a whole; what
//! is asked for many things at once goes in batches of twenty.

mod changes;
mod groups;
mod licences;
mod lookup;
mod photos;
mod rows;
mod tenant;
mod users;

use crate::entra::Access;
use crate::graph::client::{At, GraphClient};
use async_trait::async_trait;
use tenantry_domain::cloud::directory::{
    Changes, Domain, Group, GroupId, Licence, Member, Organization, Photo, Since, Subscription,
    TenantDirectory, User, UserId,
};
use tenantry_domain::cloud::{Bookmark, CloudFault, Portion, TenantId};

/// More than a tenant has of any short list.
const MANY: usize = 5000;

/// The adapter of `TenantDirectory` and `TenantLookup`.
#[derive(Debug, Clone)]
pub struct Directory {
    graph: GraphClient,
    access: Access,
}

impl Directory {
    /// As the app itself, or as the service account.
    pub fn new(graph: GraphClient, access: Access) -> Self {
        Self { graph, access }
    }

    fn at(&self, tenant: TenantId) -> At {
        At {
            tenant,
            access: self.access,
        }
    }
}

#[async_trait]
impl TenantDirectory for Directory {
    async fn organization(&self, tenant: TenantId) -> Result<Organization, CloudFault> {
        tenant::organization(self, tenant).await
    }

    async fn domains(&self, tenant: TenantId) -> Result<Vec<Domain>, CloudFault> {
        tenant::domains(self, tenant).await
    }

    async fn users(
        &self,
        tenant: TenantId,
        from: Option<&Bookmark>,
    ) -> Result<Portion<User>, CloudFault> {
        users::list(self, tenant, from).await
    }

    async fn user(&self, tenant: TenantId, id: UserId) -> Result<User, CloudFault> {
        users::one(self, tenant, id).await
    }

    async fn user_count(&self, tenant: TenantId) -> Result<u64, CloudFault> {
        users::count(self, tenant).await
    }

    async fn user_changes(
        &self,
        tenant: TenantId,
        since: &Since,
    ) -> Result<Changes<User>, CloudFault> {
        changes::of_users(self, tenant, since).await
    }

    async fn managers(
        &self,
        tenant: TenantId,
        users: &[UserId],
    ) -> Result<Vec<Option<UserId>>, CloudFault> {
        users::managers(self, tenant, users).await
    }

    async fn groups(
        &self,
        tenant: TenantId,
        from: Option<&Bookmark>,
    ) -> Result<Portion<Group>, CloudFault> {
        groups::list(self, tenant, from).await
    }

    async fn members(
        &self,
        tenant: TenantId,
        group: GroupId,
        from: Option<&Bookmark>,
    ) -> Result<Portion<Member>, CloudFault> {
        groups::members(self, tenant, group, from).await
    }

    async fn photo(
        &self,
        tenant: TenantId,
        user: UserId,
        known: Option<&str>,
    ) -> Result<Photo, CloudFault> {
        photos::photo(self, tenant, user, known).await
    }

    async fn licences(&self, tenant: TenantId) -> Result<Vec<Licence>, CloudFault> {
        licences::licences(self, tenant).await
    }

    async fn subscriptions(&self, tenant: TenantId) -> Result<Vec<Subscription>, CloudFault> {
        licences::subscriptions(self, tenant).await
    }
}
