//! Who holds a tenant, as this MSP may see it.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use tenantry_domain::ids::TenantId;
use tenantry_domain::tenant_holding::{
    Party, SeenEnding, SeenHolding, SeenTransfer, TransferEnding,
};
use tenantry_engine::commands::Done;

use crate::schema::customers::Customer;
use crate::schema::loaders::{CustomerKey, Shelf, shared};
use crate::schema::scalars::DateTime;
use crate::schema::told::Outcome;

/// What became of a request for a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "TransferEnding")]
pub(crate) enum TenantTransferEnding {
    /// The tenant was handed over.
    Approved,
    /// The holder keeps the tenant.
    Refused,
    /// Who asked took the request back.
    Withdrawn,
    /// The holder let go of the tenant.
    Released,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct TenantParty(Party);

/// One side of the matter.
#[Object]
impl TenantParty {
    /// Whether it is this MSP. Of another one no more is told than that there is one.
    async fn is_ours(&self) -> bool {
        matches!(self.0, Party::Customer(_))
    }

    /// The customer that holds or wants it. Nothing where that is another MSP's.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        let Party::Customer(customer) = self.0 else {
            return Ok(None);
        };
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let row = shelves.load_one(CustomerKey(customer.as_uuid())).await;
        Ok(row.map_err(shared)?.map(Customer))
    }
}

/// A request for a tenant that waits for an answer.
#[derive(Debug, SimpleObject)]
pub(crate) struct TenantTransfer {
    /// Its number among the requests for this tenant: answers name it.
    number: u32,
    /// Who wants the tenant.
    wanted_by: TenantParty,
    /// Why, in the words of who asked.
    reason: String,
    /// When it was asked for.
    requested_at: DateTime,
    /// Whether this MSP may approve and refuse it.
    may_approve: bool,
    /// Whether this MSP may withdraw it.
    may_withdraw: bool,
}

impl From<SeenTransfer> for TenantTransfer {
    fn from(seen: SeenTransfer) -> Self {
        Self {
            number: seen.transfer,
            wanted_by: TenantParty(seen.wanted_by),
            reason: seen.reason.to_string(),
            requested_at: DateTime(seen.requested_at),
            may_approve: seen.may_approve,
            may_withdraw: seen.may_withdraw,
        }
    }
}

/// A request for a tenant that has its answer.
#[derive(Debug, SimpleObject)]
pub(crate) struct EndedTenantTransfer {
    /// Its number among the requests for this tenant.
    number: u32,
    /// What became of it.
    ending: TenantTransferEnding,
    /// Why it was refused.
    reason: Option<String>,
}

impl From<SeenEnding> for EndedTenantTransfer {
    fn from(seen: SeenEnding) -> Self {
        Self {
            number: seen.transfer,
            ending: seen.ending.into(),
            reason: seen.reason.map(|it| it.to_string()),
        }
    }
}

/// Who holds a tenant in this installation, as far as this MSP may know.
#[derive(Debug, SimpleObject)]
pub(crate) struct TenantHolding {
    /// The tenant, as Microsoft names it.
    tenant_id: String,
    /// Who holds it. Nothing when nobody does.
    held_by: Option<TenantParty>,
    /// The request that waits for an answer, where this MSP is one of its sides.
    transfer: Option<TenantTransfer>,
    /// The request before, where this MSP was one of its sides.
    last_transfer: Option<EndedTenantTransfer>,
}

impl TenantHolding {
    pub(super) fn of(tenant: TenantId, seen: SeenHolding) -> Self {
        Self {
            tenant_id: tenant.to_string(),
            held_by: seen.holder.map(TenantParty),
            transfer: seen.transfer.map(TenantTransfer::from),
            last_transfer: seen.last.map(EndedTenantTransfer::from),
        }
    }
}

/// That a wish about who holds a tenant is on record: in the installation's ledger, which has no
/// positions to be told here.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct TenantTransferReceipt {
    /// What was recorded.
    outcome: Outcome,
    /// When it was recorded; for what was already so, when that was found.
    recorded_at: DateTime,
}

impl From<Done> for TenantTransferReceipt {
    fn from(done: Done) -> Self {
        Self {
            outcome: Outcome::of(&done),
            recorded_at: DateTime(done.receipt.recorded_at),
        }
    }
}
