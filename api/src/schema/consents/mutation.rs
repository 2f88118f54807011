//! Asking for consent, and giving it up.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use tenantry_domain::approval::{Operation, OperationKind};
use tenantry_domain::cloud::{Cause, MalformedTenantName, TenantName};
use tenantry_domain::ids::{CustomerId, TenantId};
use tenantry_engine::commands::Done;
use tenantry_engine::consents::{ConsentError, ConsentWish};
use tenantry_engine::holdings::HoldingError;
use tenantry_projections::tenant_consents;

use super::object::Consent;
use super::query::TABLES;
use crate::schema::approvals::{Approval, ChangeUserError, Wishing, ask, is_asked};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::Kind;
use crate::schema::told::{
    Receipt, Refused, Unmet, UserError as _, given, payload, unmet, user_errors, why,
};

user_errors! {
    /// Why a wish about a consent was turned down.
    ConsentUserError, ConsentErrorCode {
        /// Nobody was asked for consent in this tenant.
        ConsentNotFound,
        /// Consent in this tenant is asked for, or was given, for another customer.
        ConsentExists,
        /// The administrator came back already.
        ConsentBeingVerified,
        /// Consent was given and verified.
        ConsentInPlace,
        /// The tenant is not connected by consent, so nothing more can be asked for.
        ConsentNotInPlace,
        /// No change needs such a permission, or none was named.
        ConsentPermissionUnknown,
        /// It is neither for an approval, nor for a tenant and permissions.
        ConsentWishUnclear,
        /// No such approval was asked for.
        ApprovalNotFound,
        /// The consent has ended already.
        ConsentMovedOn,
        /// An invitation is not good for that long.
        ConsentValidityOutOfRange,
        /// It is not known under which address administrators come back.
        ConsentNotConfigured,
        /// The MSP is not connected, so there is no app to consent to.
        PartnerNotConnected,
        /// Somebody else holds the tenant.
        TenantHeld,
        /// There is no such tenant at Microsoft.
        TenantNotFound,
        /// This names no tenant: it is neither an id nor a domain.
        MalformedTenantName,
        /// No such customer is registered at this MSP.
        CustomerNotFound,
        /// The customer is archived.
        CustomerArchived,
        /// The customer is part of another one.
        CustomerMerged,
    }
}

/// A tenant to connect by the consent of its administrator.
#[derive(Debug, InputObject)]
pub(crate) struct TenantConnectInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The customer.
    customer: ID,
    /// The tenant: its id at Microsoft, or one of its domains.
    tenant: String,
    /// For how many days the invitation is good, 1 to 30; 7 when not given.
    valid_days: Option<u16>,
}

/// A consent, and why it is given up.
#[derive(Debug, InputObject)]
pub(crate) struct ConsentWithdrawInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record and for whoever decides about it.
    reason: String,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
}

payload! {
    /// What came of asking for consent.
    TenantConnectPayload {
        /// The consent as it stands now, with the address to send the administrator to.
        consent: Consent, ConsentUserError
    }
}

/// What came of giving a consent up.
#[derive(Debug, Default, SimpleObject)]
pub(crate) struct ConsentWithdrawPayload {
    /// What was asked for, as it stands now. Nothing where an invitation was taken back that nobody used.
    approval: Option<Approval>,
    /// The consent as it stands now.
    consent: Option<Consent>,
    /// Where it is on record. Nothing when it was turned down.
    receipt: Option<Receipt>,
    /// Why it was turned down. Empty when it was not.
    user_errors: Vec<ChangeUserError>,
}

impl ConsentWithdrawPayload {
    fn told(
        outcome: Result<(Receipt, Option<Approval>, Option<Consent>), Unmet>,
    ) -> Result<Self, Fault> {
        Ok(match outcome {
            Ok((receipt, approval, consent)) => Self {
                approval,
                consent,
                receipt: Some(receipt),
                user_errors: Vec::new(),
            },
            Err(unmet) => Self {
                user_errors: vec![ChangeUserError::of(unmet)?],
                ..Self::default()
            },
        })
    }
}

pub(crate) fn unmet_by(error: ConsentError) -> Unmet {
    match error {
        ConsentError::Consent(error) => unmet(error),
        ConsentError::Holding(HoldingError::Customer(error)) => unmet(error),
        ConsentError::Holding(HoldingError::Holding(error)) => unmet(error),
        ConsentError::Partner(error) => unmet(error),
        ConsentError::Onboarding(error) => unmet(error),
        ConsentError::Cloud(fault) if fault.cause == Cause::TenantNotFound => {
            Unmet::Refused(Refused::new(fault.code(), fault.to_string()).at("tenant"))
        }
        ConsentError::Cloud(fault) => Unmet::Fault(fault.into()),
        ConsentError::Browser(fault) => Unmet::Fault(Fault::server(fault.code(), &fault)),
        ConsentError::NotConfigured | ConsentError::WishUnclear => {
            Unmet::Refused(Refused::new(error.code(), error.to_string()))
        }
    }
}

fn named(text: &str) -> Result<TenantName, Unmet> {
    let refused = |error: MalformedTenantName| {
        Refused::new(MalformedTenantName::CODE, error.to_string()).at("tenant")
    };
    Ok(text.parse().map_err(refused)?)
}

/// The consent after what was done to it.
pub(super) async fn after(
    desk: Desk<'_>,
    tenant: TenantId,
    done: Done,
) -> Result<(Receipt, Option<Consent>), Unmet> {
    let position = done.receipt.position;
    let found = if desk.shows(position, TABLES).await? {
        shown(desk, tenant).await?
    } else {
        None
    };
    Ok((done.into(), found))
}

async fn shown(desk: Desk<'_>, tenant: TenantId) -> Result<Option<Consent>, Fault> {
    let row = tenant_consents::get(desk.projections(), desk.msp(), tenant).await;
    Ok(row.map_err(Fault::from)?.map(Consent))
}

#[derive(Debug, Default)]
pub(crate) struct ConsentMutation;

#[Object]
impl ConsentMutation {
    /// Asks the administrator of a customer's tenant to let our app read it, and tells the address to
    /// send them to. While that invitation is open, asking again tells the same one. Roles: Tech,
    /// Admin. Events: `TenantClaimed`, `ConsentAsked`, then what comes of it. Asked again with the
    /// same idempotency key it answers as it did then.
    #[graphql(complexity = "50 + child_complexity")]
    async fn tenant_connect(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose tenant, and which.")] input: TenantConnectInput,
    ) -> Result<TenantConnectPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let customer = given(Kind::Customer, &input.customer, "customer")?;
            let wish = ConsentWish {
                customer: CustomerId::new(customer),
                tenant: named(&input.tenant)?,
                valid_days: input.valid_days.unwrap_or(ConsentWish::USUAL_DAYS),
            };
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let done = desk.parts.consents.ask(desk.msp(), wish, asked).await;
            let (tenant, done) = done.map_err(unmet_by)?;
            after(desk, tenant, done).await
        };
        Ok(TenantConnectPayload::told(outcome.await)?)
    }

    /// Gives up an invitation that nobody used, at once; or asks for the connection of a tenant by consent to
    /// be given up, and then nothing changes until another admin approves. The tenant is let go. What the
    /// administrator gave stays in the customer's tenant until somebody removes it there. Roles: Tech, Admin.
    /// Events: `ConsentWithdrawn`, `TenantReleased` for an invitation; `ApprovalRequested` for a connection,
    /// and once it is approved the same and what the approval's story tells. Asked again with the same
    /// idempotency key it answers as it did then.
    async fn consent_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which tenant's, and why.")] input: ConsentWithdrawInput,
    ) -> Result<ConsentWithdrawPayload> {
        let (key, kind) = (&input.idempotency_key, OperationKind::WithdrawConsent);
        let at = Wishing::asking(kind, key, &input.reason)
            .operating(ctx)
            .await?;
        let outcome = async {
            let desk = at.desk;
            let tenant = async { Ok(given(Kind::Tenant, &input.tenant, "tenant")?) };
            let tenant = at.read(tenant).await?;
            let (tenant, consents) = (TenantId::new(tenant), &desk.parts.consents);
            let (msp, reason) = (desk.msp(), why(&input.reason)?);
            let stands = consents.of(msp, tenant).await.map_err(unmet_by)?;
            let customer = match (stands.used(), stands.asked()) {
                (Some(used), _) => Some(used.customer_id),
                // What was asked for stays what it was, whatever became of the consent since.
                (None, Some(ended)) if is_asked(desk, key).await? => Some(ended.customer_id),
                (None, _) => None,
            };
            let Some(customer_id) = customer else {
                let asked = desk.asked(key, Some(&input.reason))?;
                let done = consents.take_back(msp, tenant, reason, asked).await;
                let (receipt, consent) = after(desk, tenant, done.map_err(unmet_by)?).await?;
                return Ok((receipt, None, consent));
            };
            let operation = Operation::WithdrawConsent {
                customer_id,
                tenant_id: tenant,
            };
            let (receipt, approval) = ask(at, Ok(operation)).await?;
            Ok((receipt, approval, shown(desk, tenant).await?))
        };
        Ok(ConsentWithdrawPayload::told(outcome.await)?)
    }
}
