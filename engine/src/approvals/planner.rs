//! What an operation would change, from how all stands now.

use tenantry_domain::approval::{ChangePlan, Operation, PlannedChange, Product, Products};
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::cloud::administration::AccountWrite;
use tenantry_domain::ids::{CustomerId, MspId, TenantId};

use super::reach::Reach;
use super::{ApprovalError, Approvals};

/// Says in a fault that nothing was sent: what was seen makes it impossible.
pub(super) const API: &str = "plan";

impl Approvals {
    pub(super) async fn plan(
        &self,
        msp: MspId,
        operation: &Operation,
    ) -> Result<ChangePlan, ApprovalError> {
        let about_account = operation.account().is_some() || operation.new_user().is_some();
        let changes = match (operation.customer(), operation.tenant()) {
            (Some(customer), Some(tenant)) if about_account => {
                self.on_account(msp, customer, tenant, operation).await?
            }
            _ => self.on_own_side(msp, operation).await?,
        };
        Ok(ChangePlan::of(operation, changes))
    }

    async fn on_account(
        &self,
        msp: MspId,
        customer: CustomerId,
        tenant: TenantId,
        operation: &Operation,
    ) -> Result<Vec<PlannedChange>, ApprovalError> {
        let reach = self.reach(msp, customer, tenant).await?;
        let administration = &reach.administration;
        let account = match (operation.new_user(), operation.account()) {
            (Some(new), _) => {
                let name = self.opened_name(msp, customer, &new.name).await?;
                administration.named(tenant, &name).await?
            }
            (None, Some(about)) => administration.account(tenant, about.user.id).await?,
            (None, None) => None,
        };
        let products = if operation.needs().contains(&AccountWrite::Licences) {
            products(&reach, tenant).await?
        } else {
            Products::new()
        };
        let changes = operation.changes(account.as_ref(), &products);
        Ok(changes.map_err(|cause| CloudFault::new(cause, API, ""))?)
    }
}

async fn products(reach: &Reach, tenant: TenantId) -> Result<Products, CloudFault> {
    let licences = reach.directory.licences(tenant).await?;
    let people = licences.into_iter().filter(|it| it.for_users);
    let products = people.map(|it| {
        let seats = it.enabled.saturating_add(it.warning);
        let product = Product {
            part_number: it.part_number,
            free: seats.saturating_sub(it.consumed),
        };
        (it.sku, product)
    });
    Ok(products.collect())
}
