//! Changes to people on Graph, behind the domain's port.
//!
//! Nothing here has a guard against being done twice but what it is in itself, so a change without an
//! answer is never repeated: its fault says that the effect is unknown. A person is addressed by id alone,
//! and looked for by name in a filter, so that no refusal of Graph's repeats who somebody is.

mod accounts;
mod licences;
mod reading;
mod refusals;
mod rows;
mod switches;

use crate::entra::Access;
use crate::graph::client::{At, GraphClient};
use async_trait::async_trait;
use std::collections::BTreeSet;
use tenantry_domain::cloud::administration::{
    Account, AccountName, Deletion, LicenceChange, NewAccount, Seen, UserAdministration,
};
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::vault::SecretValue;
use tenantry_domain::cloud::{CloudFault, TenantId};
use tenantry_domain::country::Country;
use tenantry_domain::text::PermissionName;

/// The adapter of `UserAdministration`.
#[derive(Debug, Clone)]
pub struct Administration {
    graph: GraphClient,
    access: Access,
}

impl Administration {
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
impl UserAdministration for Administration {
    async fn permitted(
        &self,
        tenant: TenantId,
        seen: Seen,
    ) -> Result<BTreeSet<PermissionName>, CloudFault> {
        self.graph.permitted(self.at(tenant), seen).await
    }

    async fn named(
        &self,
        tenant: TenantId,
        name: &AccountName,
    ) -> Result<Option<Account>, CloudFault> {
        reading::named(self, tenant, name).await
    }

    async fn account(&self, tenant: TenantId, id: UserId) -> Result<Option<Account>, CloudFault> {
        reading::anywhere(self, tenant, id).await
    }

    async fn create(
        &self,
        tenant: TenantId,
        new: &NewAccount,
        password: &SecretValue,
    ) -> Result<UserId, CloudFault> {
        accounts::create(self, tenant, new, password).await
    }

    async fn delete(&self, tenant: TenantId, id: UserId) -> Result<Deletion, CloudFault> {
        accounts::delete(self, tenant, id).await
    }

    async fn restore(&self, tenant: TenantId, id: UserId) -> Result<(), CloudFault> {
        accounts::restore(self, tenant, id).await
    }

    async fn block_sign_in(&self, tenant: TenantId, id: UserId) -> Result<(), CloudFault> {
        switches::set_sign_in(self, tenant, id, false).await
    }

    async fn allow_sign_in(&self, tenant: TenantId, id: UserId) -> Result<(), CloudFault> {
        switches::set_sign_in(self, tenant, id, true).await
    }

    async fn revoke_sessions(&self, tenant: TenantId, id: UserId) -> Result<(), CloudFault> {
        switches::revoke_sessions(self, tenant, id).await
    }

    async fn set_usage_location(
        &self,
        tenant: TenantId,
        id: UserId,
        location: Country,
    ) -> Result<(), CloudFault> {
        switches::set_usage_location(self, tenant, id, location).await
    }

    async fn change_licences(
        &self,
        tenant: TenantId,
        id: UserId,
        change: &LicenceChange,
    ) -> Result<(), CloudFault> {
        licences::change(self, tenant, id, change).await
    }
}
