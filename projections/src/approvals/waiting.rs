//! Which approvals wait for permissions in a tenant.

use async_trait::async_trait;
use tenantry_domain::ids::{ApprovalId, CustomerId, MspId, TenantId};
use tenantry_engine::consents::WaitingApprovals;
use tenantry_engine::discovery::KnownUnreadable;

use super::query::{ApprovalFilter, ApprovalOrder, list};
use super::row::{ApprovalRow, ApprovalWait};
use crate::projections::Projections;

const ROWS: u32 = 100;

#[async_trait]
impl WaitingApprovals for Projections {
    async fn for_permissions(
        &self,
        msp: MspId,
        customer: CustomerId,
        tenant: TenantId,
    ) -> Result<Vec<ApprovalId>, KnownUnreadable> {
        let filter = ApprovalFilter {
            live: Some(true),
            customer: Some(customer),
            ..ApprovalFilter::default()
        };
        let (mut waiting, mut after) = (Vec::new(), None);
        loop {
            let order = ApprovalOrder::Newest;
            let page = list(self, msp, &filter, order, after.as_ref(), ROWS).await?;
            let theirs = page.rows.iter().filter(|row| waits(row, tenant));
            waiting.extend(theirs.map(|row| ApprovalId::new(row.id)));
            after = page.next;
            if after.is_none() {
                return Ok(waiting);
            }
        }
    }
}

fn waits(row: &ApprovalRow, tenant: TenantId) -> bool {
    row.tenant_id == Some(tenant) && row.waits_for == Some(ApprovalWait::Somebody)
}
