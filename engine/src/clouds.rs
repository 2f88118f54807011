//! What an MSP's sagas, discoveries and probes reach: its clouds, as ports.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::cloud::apps::SecurityGroups;
use tenantry_domain::cloud::directory::TenantDirectory;
use tenantry_domain::cloud::gdap::{
    Contracts, GdapCustomers, GdapRelationships, Partner, RoleAssignments,
};
use tenantry_domain::cloud::partner::{AppId, ApplicationConsents, PartnerCustomers};
use tenantry_domain::ids::MspId;

/// One MSP's clouds, with its own credentials behind them.
#[derive(Debug, Clone)]
pub struct PartnerClouds {
    /// The MSP's own tenant.
    pub partner: Partner,
    /// The app that we are in the customers' tenants.
    pub app: AppId,
    pub relationships: Arc<dyn GdapRelationships>,
    pub assignments: Arc<dyn RoleAssignments>,
    pub gdap_customers: Arc<dyn GdapCustomers>,
    pub contracts: Arc<dyn Contracts>,
    pub customers: Arc<dyn PartnerCustomers>,
    pub consents: Arc<dyn ApplicationConsents>,
    pub groups: Arc<dyn SecurityGroups>,
    /// Reads customers' tenants through the delegated access.
    pub directory: Arc<dyn TenantDirectory>,
}

/// Where the clouds of each MSP come from.
#[async_trait]
pub trait Clouds: Send + Sync + Debug {
    /// The MSP's clouds. A fault says what its connection lacks.
    async fn of(&self, msp: MspId) -> Result<Arc<PartnerClouds>, CloudFault>;
}
