//! What a change must have been permitted, and what of it was not so far.

use tenantry_domain::approval::{ApprovalRefusal, Operation};
use tenantry_domain::cloud::administration::{AccountWrite, Seen, UserAdministration};
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_domain::ids::{ApprovalId, MspId, TenantId};
use tenantry_domain::tenant_consent::TenantConsentRefusal;
use tenantry_domain::text::PermissionName;

use super::{ApprovalError, Approvals};
use crate::commands::CommandError;

impl Approvals {
    /// Which permissions are still missing in the tenant for this operation, each the least that is
    /// enough. Asking for the change is not refused for that: whoever may give them is asked.
    pub async fn missing_permissions(
        &self,
        msp: MspId,
        operation: &Operation,
    ) -> Result<Vec<PermissionName>, ApprovalError> {
        let needs = operation.needs();
        let (Some(customer), Some(tenant)) = (operation.customer(), operation.tenant()) else {
            return Ok(Vec::new());
        };
        if needs.is_empty() {
            return Ok(Vec::new());
        }
        let reach = self.reach(msp, customer, tenant).await?;
        Ok(missing(&*reach.administration, tenant, needs).await?)
    }
}

impl Approvals {
    /// In which tenant a request changes something, and all that this takes.
    pub async fn permissions_of(
        &self,
        msp: MspId,
        id: ApprovalId,
    ) -> Result<(TenantId, Vec<PermissionName>), ApprovalError> {
        let approval = self.of(msp, id).await?;
        let Some(request) = approval.request() else {
            let unknown = CommandError::Refused(ApprovalRefusal::ApprovalNotFound);
            return Err(ApprovalError::Approval(unknown));
        };
        let operation = &request.operation;
        match operation.tenant() {
            Some(tenant) if !operation.needs().is_empty() => {
                Ok((tenant, least(operation.needs().iter())))
            }
            // It changes nothing in a customer's tenant, so nobody there has to permit it.
            _ => {
                let none = CommandError::Refused(TenantConsentRefusal::ConsentPermissionUnknown);
                Err(ApprovalError::TenantConsent(none))
            }
        }
    }
}

/// What an older token lacks is asked of the cloud once more: it may have been given since.
pub(super) async fn missing(
    administration: &dyn UserAdministration,
    tenant: TenantId,
    needs: &[AccountWrite],
) -> Result<Vec<PermissionName>, CloudFault> {
    for seen in [Seen::Lately, Seen::Now] {
        let held = match administration.permitted(tenant, seen).await {
            Ok(held) => held,
            // Then it shows when the change is made.
            Err(fault) if fault.cause == Cause::AnswerUnreadable => return Ok(Vec::new()),
            Err(fault) => return Err(fault),
        };
        let covers = |write: &AccountWrite| held.iter().any(|it| write.is_covered_by(it.as_str()));
        if needs.iter().all(covers) {
            return Ok(Vec::new());
        }
        if seen == Seen::Now {
            let lacking = needs.iter().filter(|it| !covers(it));
            return Ok(least(lacking));
        }
    }
    Ok(Vec::new())
}

fn least<'a>(writes: impl Iterator<Item = &'a AccountWrite>) -> Vec<PermissionName> {
    let mut names: Vec<PermissionName> = writes
        .map(|it| PermissionName::clipped(it.needs().name, "?"))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
