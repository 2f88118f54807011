//! Conditional Access: who gets in from where, on what, with which proof.

use super::Licensed;
use crate::cloud::name::objects;
use crate::cloud::{CloudFault, TenantId};
use async_trait::async_trait;
use serde_json::Value;
use std::fmt::Debug;

objects! {
    /// A policy or a named location of a tenant.
    PolicyId;
}

/// Whether a policy acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyState {
    Enabled,
    Disabled,
    /// It only says what it would have done.
    ReportOnly,
}

/// A policy as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessPolicy {
    pub id: PolicyId,
    pub name: String,
    pub state: PolicyState,
    /// Conditions and controls, as the cloud writes them: they are compared and moved, not decided on.
    pub conditions: Value,
    pub grant: Value,
    pub session: Value,
}

/// A policy to be made. It begins by reporting only.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAccessPolicy {
    pub name: String,
    pub conditions: Value,
    pub grant: Value,
    pub session: Value,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedLocation {
    pub id: PolicyId,
    pub name: String,
    pub trusted: bool,
}

/// The interface allows one request a second for a whole tenant: calls take their time.
#[async_trait]
pub trait AccessPolicies: Send + Sync + Debug {
    async fn policies(&self, tenant: TenantId) -> Result<Licensed<Vec<AccessPolicy>>, CloudFault>;

    async fn locations(&self, tenant: TenantId)
    -> Result<Licensed<Vec<NamedLocation>>, CloudFault>;

    /// Names are not unique: look before making.
    async fn create(
        &self,
        tenant: TenantId,
        new: &NewAccessPolicy,
    ) -> Result<AccessPolicy, CloudFault>;

    async fn set_state(
        &self,
        tenant: TenantId,
        id: PolicyId,
        state: PolicyState,
    ) -> Result<(), CloudFault>;

    /// That it was gone before is no fault.
    async fn delete(&self, tenant: TenantId, id: PolicyId) -> Result<(), CloudFault>;
}
