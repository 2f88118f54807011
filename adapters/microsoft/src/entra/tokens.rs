//! What everything that asks Microsoft needs first: a token.

use async_trait::async_trait;
use secrecy::SecretString;
use std::fmt::Debug;
use tenantry_domain::cloud::{CloudFault, TenantId};

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Resource {
    Graph,
    PartnerCenter,
}

/// As whom we come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// The app itself, with permissions that an administrator consented to.
    App,
    /// The MSP's service account, with what its roles allow.
    Delegated,
}

/// Gives tokens, from memory where they last.
#[async_trait]
pub trait Tokens: Send + Sync + Debug {
    async fn bearer(
        &self,
        tenant: TenantId,
        resource: Resource,
        access: Access,
    ) -> Result<SecretString, CloudFault>;

    /// The cloud refused this token although its time is not over: the next call gets a new one.
    async fn forget(&self, tenant: TenantId, resource: Resource, access: Access);
}
