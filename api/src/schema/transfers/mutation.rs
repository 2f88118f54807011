//! Asking for tenants, and answering who asks.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::approval::{Operation, OperationKind};
use tenantry_domain::ids::{CustomerId, TenantId};
use tenantry_engine::commands::Done;
use tenantry_engine::holdings::HoldingError;

use super::object::{TenantHolding, TenantTransferReceipt};
use super::query::{seen, service};
use crate::schema::approvals::{Approval, ChangeUserError, Wishing, ask};
use crate::schema::desk::Desk;
use crate::schema::ids::Kind;
use crate::schema::told::{Unmet, given, payload, unmet, user_errors, why};

user_errors! {
    /// Why a wish about who holds a tenant was turned down.
    TenantTransferUserError, TenantTransferErrorCode {
        /// Nobody holds the tenant: it can be onboarded without being handed over.
        TenantNotHeld,
        /// A request for this tenant is open already.
        TransferOpen,
        /// No such request for this tenant is open, or it concerns others.
        TransferNotFound,
        /// This is for the other side to do.
        TransferNotYours,
        /// No such customer is registered at this MSP.
        CustomerNotFound,
        /// The customer is archived.
        CustomerArchived,
        /// The customer is part of another one.
        CustomerMerged,
    }
}

/// A tenant that is wanted, and for whom.
#[derive(Debug, InputObject)]
pub(crate) struct TenantTransferRequestInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why. The holder is told this.
    reason: String,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
    /// The customer that is to hold it.
    customer: ID,
}

/// A request that is to be granted.
#[derive(Debug, InputObject)]
pub(crate) struct TenantTransferApproveInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for whoever decides about it.
    reason: String,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
    /// The number of the request that was looked at: one that came later is not meant.
    number: u32,
}

/// A request that is not granted.
#[derive(Debug, InputObject)]
pub(crate) struct TenantTransferRefuseInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why. The side that asked is told this.
    reason: String,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
    /// The number of the request.
    number: u32,
}

/// A request that is taken back.
#[derive(Debug, InputObject)]
pub(crate) struct TenantTransferWithdrawInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
    /// The number of the request.
    number: u32,
}

payload! {
    /// What came of asking for a tenant.
    TenantTransferRequestPayload {
        /// Who holds it, and who asks, as it stands now.
        holding: TenantHolding, TenantTransferUserError, TenantTransferReceipt
    }
}
payload! {
    /// What came of asking for a tenant to be handed over.
    TenantTransferApprovePayload {
        /// What was asked for, as it stands now.
        approval: Approval, ChangeUserError
    }
}
payload! {
    /// What came of keeping a tenant.
    TenantTransferRefusePayload {
        /// Who holds it, and who asks, as it stands now.
        holding: TenantHolding, TenantTransferUserError, TenantTransferReceipt
    }
}
payload! {
    /// What came of taking a request back.
    TenantTransferWithdrawPayload {
        /// Who holds it, and who asks, as it stands now.
        holding: TenantHolding, TenantTransferUserError, TenantTransferReceipt
    }
}

fn tenant(id: &ID) -> Result<TenantId, Unmet> {
    Ok(TenantId::new(given(Kind::Tenant, id, "tenant")?))
}

/// The holding after what was done to it.
async fn after(
    desk: Desk<'_>,
    tenant: TenantId,
    done: Result<Done, HoldingError>,
) -> Result<(TenantTransferReceipt, Option<TenantHolding>), Unmet> {
    let done = done.map_err(|error| match error {
        HoldingError::Holding(error) => unmet(error),
        HoldingError::Customer(error) => unmet(error),
    })?;
    let holding = seen(desk, tenant).await?;
    Ok((done.into(), Some(holding)))
}

#[derive(Debug, Default)]
pub(crate) struct TransferMutation;

#[Object]
impl TransferMutation {
    /// Asks the holder of a tenant for it, for a customer of this MSP. Role: Admin. Event:
    /// `TransferRequested`, in the installation's ledger; none when it was asked for already. Asked
    /// again with the same idempotency key it answers as it did then.
    async fn tenant_transfer_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which tenant, for whom, and why.")] input: TenantTransferRequestInput,
    ) -> Result<TenantTransferRequestPayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let (tenant, reason) = (tenant(&input.tenant)?, why(&input.reason)?);
            let customer = given(Kind::Customer, &input.customer, "customer")?;
            let customer = CustomerId::new(customer);
            let asked = desk.asked(&input.idempotency_key, Some(&input.reason))?;
            let done = service(desk)
                .request(desk.msp(), tenant, customer, reason, asked)
                .await;
            after(desk, tenant, done).await
        };
        Ok(TenantTransferRequestPayload::told(outcome.await)?)
    }

    /// Asks for a tenant to be given to the side that wants it. Nothing changes until another admin of this
    /// MSP approves. Role: Admin. Event: `ApprovalRequested`; once it is approved, `TransferApproved` in the
    /// installation's ledger, and what the approval's story tells. Asked again with the same idempotency key
    /// it answers as it did then.
    async fn tenant_transfer_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and why.")] input: TenantTransferApproveInput,
    ) -> Result<TenantTransferApprovePayload> {
        let kind = OperationKind::ApproveTransfer;
        let wish = Wishing::asking(kind, &input.idempotency_key, &input.reason);
        let at = wish.administering(ctx).await?;
        let operation = tenant(&input.tenant).map(|tenant_id| Operation::ApproveTransfer {
            tenant_id,
            transfer: input.number,
        });
        Ok(TenantTransferApprovePayload::told(
            ask(at, operation).await,
        )?)
    }

    /// Keeps a tenant; the side that asked is told why. Role: Admin. Event: `TransferRefused`, in the
    /// installation's ledger; none when that was refused already. Asked again with the same
    /// idempotency key it answers as it did then.
    async fn tenant_transfer_refuse(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and why.")] input: TenantTransferRefuseInput,
    ) -> Result<TenantTransferRefusePayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let (tenant, reason) = (tenant(&input.tenant)?, why(&input.reason)?);
            let asked = desk.asked(&input.idempotency_key, Some(&input.reason))?;
            let done = service(desk)
                .refuse(desk.msp(), tenant, input.number, reason, asked)
                .await;
            after(desk, tenant, done).await
        };
        Ok(TenantTransferRefusePayload::told(outcome.await)?)
    }

    /// Takes back a request for a tenant. Role: Admin. Event: `TransferWithdrawn`, in the
    /// installation's ledger; none when that was withdrawn already. Asked again with the same
    /// idempotency key it answers as it did then.
    async fn tenant_transfer_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request.")] input: TenantTransferWithdrawInput,
    ) -> Result<TenantTransferWithdrawPayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let tenant = tenant(&input.tenant)?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let done = service(desk)
                .withdraw(desk.msp(), tenant, input.number, asked)
                .await;
            after(desk, tenant, done).await
        };
        Ok(TenantTransferWithdrawPayload::told(outcome.await)?)
    }
}
