//! Which MSP the people of a tenant sign in for. Operators of the installation decide it, so it is in
//! the installation's ledger.

use tenantry_domain::home_tenant::{
    AdmitHomeTenant, HomeTenant, HomeTenantCommand, RemoveHomeTenant,
};
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_domain::text::Reason;

use super::{Access, AccessError};
use crate::commands::{Context, Done};

impl Access {
    /// Lets the people of a tenant sign in for an MSP.
    pub async fn admit_home_tenant(
        &self,
        msp: MspId,
        tenant: TenantId,
        context: Context,
    ) -> Result<Done, AccessError> {
        let at = self.clock.now();
        let command = HomeTenantCommand::Admit(AdmitHomeTenant { msp, at });
        self.ask_home(tenant, command, context).await
    }

    /// Lets them sign in no more. What they have signed in is over with that.
    pub async fn remove_home_tenant(
        &self,
        msp: MspId,
        tenant: TenantId,
        reason: Reason,
        context: Context,
    ) -> Result<Done, AccessError> {
        let at = self.clock.now();
        let command = HomeTenantCommand::Remove(RemoveHomeTenant { msp, reason, at });
        self.ask_home(tenant, command, context).await
    }

    /// The MSP that the people of a tenant sign in for: for operators and the engine itself.
    pub async fn home_of(&self, tenant: TenantId) -> Result<Option<MspId>, AccessError> {
        let found = self
            .engine
            .look_at::<HomeTenant>(MspId::INSTALLATION, &tenant.to_string())
            .await;
        Ok(found.map_err(AccessError::HomeTenant)?.msp())
    }

    async fn ask_home(
        &self,
        tenant: TenantId,
        command: HomeTenantCommand,
        context: Context,
    ) -> Result<Done, AccessError> {
        let id = tenant.to_string();
        self.tell::<HomeTenant>(MspId::INSTALLATION, id, command, context)
            .await
            .map_err(AccessError::HomeTenant)
    }
}
