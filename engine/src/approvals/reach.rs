//! Into which tenants changes are made, and by which way.

use std::sync::Arc;

use tenantry_domain::cloud::administration::UserAdministration;
use tenantry_domain::cloud::directory::TenantDirectory;
use tenantry_domain::ids::{CustomerId, MspId, TenantId};
use tenantry_domain::onboarding::Onboarding;
use tenantry_domain::tenant_consent::TenantConsent;
use tenantry_domain::tenant_holding::Holder;

use super::{ApprovalError, Approvals};

/// A tenant that is within reach.
pub(super) struct Reach {
    pub(super) way: Way,
    pub(super) directory: Arc<dyn TenantDirectory>,
    pub(super) administration: Arc<dyn UserAdministration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Through the relationship of the MSP with the customer.
    Delegated,
    /// As the app that the tenant's administrator let in.
    Consented,
}

impl Approvals {
    /// Only a tenant that is held for this very customer now, and connected.
    pub(super) async fn reach(
        &self,
        msp: MspId,
        customer: CustomerId,
        tenant: TenantId,
    ) -> Result<Reach, ApprovalError> {
        let way = self.way(msp, customer, tenant).await?;
        let clouds = self.parts.clouds.of(msp).await?;
        Ok(match way {
            Way::Delegated => Reach {
                way,
                directory: clouds.directory.clone(),
                administration: clouds.administration.clone(),
            },
            Way::Consented => Reach {
                way,
                directory: clouds.consented.directory.clone(),
                administration: clouds.consented.administration.clone(),
            },
        })
    }

    /// Only a tenant that is held for this very customer now, whether or not it is connected yet.
    pub(crate) async fn must_be_of(
        &self,
        msp: MspId,
        customer: CustomerId,
        tenant: TenantId,
    ) -> Result<(), ApprovalError> {
        match self.way(msp, customer, tenant).await {
            Ok(_) | Err(ApprovalError::TenantNotConnected) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn way(
        &self,
        msp: MspId,
        customer: CustomerId,
        tenant: TenantId,
    ) -> Result<Way, ApprovalError> {
        self.holdings.must_have(msp, customer).await?;
        if self.holdings.holder(tenant).await? != Some(Holder::new(msp, customer)) {
            return Err(ApprovalError::TenantOfAnother);
        }
        let (engine, id) = (&self.parts.engine, tenant.to_string());
        let consent: TenantConsent = engine.load(msp, &id).await?;
        if matches!(consent, TenantConsent::Verified(_)) {
            return Ok(Way::Consented);
        }
        let onboarding: Onboarding = engine.load(msp, &id).await?;
        if onboarding.has_access() {
            Ok(Way::Delegated)
        } else {
            Err(ApprovalError::TenantNotConnected)
        }
    }
}
