//! What an MSP's sagas, discoveries and probes reach: its clouds, as ports.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::cloud::administration::UserAdministration;
use tenantry_domain::cloud::apps::{SecurityGroup, SecurityGroups};
use tenantry_domain::cloud::directory::{GroupId, TenantDirectory};
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
    /// Changes people there through the same.
    pub administration: Arc<dyn UserAdministration>,
    /// Tenants whose own administrators consented let the app in by itself.
    pub consented: ConsentedAccess,
}

/// What an app does by itself where somebody consented to it.
#[derive(Debug, Clone)]
pub struct ConsentedAccess {
    pub directory: Arc<dyn TenantDirectory>,
    pub administration: Arc<dyn UserAdministration>,
}

impl PartnerClouds {
    /// A group of the MSP's own, whatever its name is by now.
    pub async fn group_by_id(&self, id: GroupId) -> Result<Option<SecurityGroup>, CloudFault> {
        let mut from = None;
        loop {
            let portion = self.groups.list(self.partner.0, from.as_ref()).await?;
            let found = portion.rows.into_iter().find(|it| it.id == id);
            match (found, portion.next) {
                (None, Some(next)) => from = Some(next),
                (found, _) => return Ok(found),
            }
        }
    }
}

/// Where the clouds of each MSP come from.
#[async_trait]
pub trait Clouds: Send + Sync + Debug {
    /// The MSP's clouds. A fault says what its connection lacks.
    async fn of(&self, msp: MspId) -> Result<Arc<PartnerClouds>, CloudFault>;
}
