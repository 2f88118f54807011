//! Beginning onboardings, and what can be done to one that is under way.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::approval::{Operation, OperationKind};
use tenantry_domain::ids::{CustomerId, OnboardingId, TemplateId, TenantId};
use tenantry_domain::onboarding::OnboardingRefusal;
use tenantry_engine::commands::{CommandError, Done};
use tenantry_engine::holdings::HoldingError;
use tenantry_engine::onboardings::{OnboardingError, Onboardings, Wish};
use tenantry_projections::onboardings;

use super::object::Onboarding;
use crate::schema::approvals::{Approval, ChangeUserError, Wishing, ask};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::Kind;
use crate::schema::told::{Receipt, Refused, Unmet, given, payload, unmet, user_errors, why};

user_errors! {
    /// Why a wish about an onboarding was turned down.
    OnboardingUserError, OnboardingErrorCode {
        /// No onboarding of this tenant was started.
        OnboardingNotFound,
        /// The tenant is being onboarded for another customer.
        OnboardingExists,
        /// The onboarding has ended.
        OnboardingEnded,
        /// What was done is being undone already.
        OnboardingUnwinding,
        /// Only what cannot be undone, and needs attention, can be abandoned.
        OnboardingNotStuck,
        /// Access to this tenant is not in place by an onboarding.
        OnboardingNotInPlace,
        /// Somebody else holds the tenant.
        TenantHeld,
        /// No such customer is registered at this MSP.
        CustomerNotFound,
        /// The customer is archived.
        CustomerArchived,
        /// The customer is part of another one.
        CustomerMerged,
        /// There is no such template.
        TemplateNotFound,
        /// The template is retired.
        TemplateRetired,
        /// The template has no such version.
        TemplateVersionUnknown,
    }
}

/// Who is to be onboarded with what.
#[derive(Debug, InputObject)]
pub(crate) struct OnboardingWishInput {
    /// The customer.
    customer: ID,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
    /// What the customer is asked for.
    template: ID,
    /// Which version of the template; the newest when not given.
    template_version: Option<u32>,
}

/// An onboarding to begin.
#[derive(Debug, InputObject)]
pub(crate) struct OnboardingStartInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// Who is to be onboarded with what.
    wish: OnboardingWishInput,
}

/// An onboarding to put right again.
#[derive(Debug, InputObject)]
pub(crate) struct OnboardingRepairInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: String,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
    /// Another template than the one on record.
    template: Option<ID>,
    /// Another version than the one on record.
    template_version: Option<u32>,
}

/// An onboarding to call off, and why.
#[derive(Debug, InputObject)]
pub(crate) struct OnboardingCancelInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: String,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
}

/// An onboarding to give up, and why.
#[derive(Debug, InputObject)]
pub(crate) struct OnboardingAbandonInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: String,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
}

/// An access to end, and why.
#[derive(Debug, InputObject)]
pub(crate) struct OnboardingEndAccessInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record and for whoever decides about it.
    reason: String,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
}

/// One onboarding.
#[derive(Debug, InputObject)]
pub(crate) struct OnboardingRetryInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
}

payload! {
    /// What came of starting an onboarding.
    OnboardingStartPayload {
        /// The onboarding as it stands now.
        onboarding: Onboarding, OnboardingUserError
    }
}
payload! {
    /// What came of repairing an onboarding.
    OnboardingRepairPayload {
        /// The onboarding as it stands now.
        onboarding: Onboarding, OnboardingUserError
    }
}
payload! {
    /// What came of calling an onboarding off.
    OnboardingCancelPayload {
        /// The onboarding as it stands now.
        onboarding: Onboarding, OnboardingUserError
    }
}
payload! {
    /// What came of trying an onboarding's step again.
    OnboardingRetryPayload {
        /// The onboarding as it stands now.
        onboarding: Onboarding, OnboardingUserError
    }
}
payload! {
    /// What came of abandoning an onboarding.
    OnboardingAbandonPayload {
        /// The onboarding as it stands now.
        onboarding: Onboarding, OnboardingUserError
    }
}

payload! {
    /// What came of asking for an access to be ended.
    OnboardingEndAccessPayload {
        /// What was asked for. The access stays as it is until somebody else approves.
        approval: Approval, ChangeUserError
    }
}

pub(super) fn wish_of(input: &OnboardingWishInput) -> Result<Wish, Refused> {
    Ok(Wish {
        customer: CustomerId::new(given(Kind::Customer, &input.customer, "customer")?),
        tenant: TenantId::new(given(Kind::Tenant, &input.tenant, "tenant")?),
        template: TemplateId::new(given(Kind::GdapTemplate, &input.template, "template")?),
        version: input.template_version,
        repair: false,
    })
}

pub(super) fn unmet_by(error: OnboardingError) -> Unmet {
    match error {
        OnboardingError::Onboarding(error) => unmet(error),
        OnboardingError::Customer(error)
        | OnboardingError::Holding(HoldingError::Customer(error)) => unmet(error),
        OnboardingError::Template(error) => unmet(error),
        OnboardingError::Holding(HoldingError::Holding(error)) => unmet(error),
        unknown @ OnboardingError::VersionUnknown { .. } => {
            Unmet::Refused(Refused::new(unknown.code(), unknown.to_string()).at("templateVersion"))
        }
    }
}

fn tenant(id: &ID) -> Result<TenantId, Unmet> {
    Ok(TenantId::new(given(Kind::Tenant, id, "tenant")?))
}

fn service(desk: Desk<'_>) -> Onboardings {
    Onboardings::new(desk.parts.engine.clone(), desk.parts.clock.clone())
}

/// The onboarding after what was done to it.
async fn after(
    desk: Desk<'_>,
    tenant: TenantId,
    done: Result<Done, OnboardingError>,
) -> Result<(Receipt, Option<Onboarding>), Unmet> {
    let done = done.map_err(unmet_by)?;
    let found = if desk
        .shows(done.receipt.position, &["onboardings", "tenants"])
        .await?
    {
        let id = OnboardingId::new(tenant.as_uuid());
        onboardings::get(desk.projections(), desk.msp(), id)
            .await
            .map_err(Fault::from)?
    } else {
        None
    };
    Ok((done.into(), found.map(Onboarding)))
}

#[derive(Debug, Default)]
pub(crate) struct OnboardingMutation;

#[Object]
impl OnboardingMutation {
    /// Starts the onboarding of a tenant; a second start of the same is the first. Roles: Tech,
    /// Admin. Events: `TenantClaimed`, `OnboardingStarted`, then those of its steps. Asked again with
    /// the same idempotency key it answers as it did then.
    async fn onboarding_start(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and with what.")] input: OnboardingStartInput,
    ) -> Result<OnboardingStartPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let wish = wish_of(&input.wish)?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let done = service(desk).start(desk.msp(), wish, asked).await;
            after(desk, wish.tenant, done).await
        };
        Ok(OnboardingStartPayload::told(outcome.await)?)
    }

    /// Puts access right again that is in place, by an onboarding of its own. Roles: Tech, Admin.
    /// Events: `OnboardingStarted`, then those of its steps. Asked again with the same idempotency
    /// key it answers as it did then.
    async fn onboarding_repair(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which tenant's, and why.")] input: OnboardingRepairInput,
    ) -> Result<OnboardingRepairPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let tenant = tenant(&input.tenant)?;
            let template = input.template.as_ref();
            let template = template
                .map(|id| given(Kind::GdapTemplate, id, "template"))
                .transpose()?;
            let asked = desk.asked(&input.idempotency_key, Some(&input.reason))?;
            let service = service(desk);
            let template = template.map(TemplateId::new);
            let wish = service
                .repair(desk.msp(), tenant, template, input.template_version)
                .await;
            let wish = wish.map_err(unmet_by)?;
            let done = service.start(desk.msp(), wish, asked).await;
            after(desk, tenant, done).await
        };
        Ok(OnboardingRepairPayload::told(outcome.await)?)
    }

    /// Calls an onboarding off; what was done is undone. Roles: Tech, Admin. Event:
    /// `CancellationRequested`, then those of the undoing. Asked again with the same idempotency key
    /// it answers as it did then.
    async fn onboarding_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which tenant's, and why.")] input: OnboardingCancelInput,
    ) -> Result<OnboardingCancelPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let (tenant, reason) = (tenant(&input.tenant)?, why(&input.reason)?);
            let asked = desk.asked(&input.idempotency_key, Some(&input.reason))?;
            let done = service(desk)
                .cancel(desk.msp(), tenant, reason, asked)
                .await;
            after(desk, tenant, done).await
        };
        Ok(OnboardingCancelPayload::told(outcome.await)?)
    }

    /// Tries the step at hand now instead of later. Roles: Tech, Admin. Event:
    /// `RetryRequested`; none when nothing waits. Asked again with the same idempotency key it
    /// answers as it did then.
    async fn onboarding_retry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which tenant's.")] input: OnboardingRetryInput,
    ) -> Result<OnboardingRetryPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let tenant = tenant(&input.tenant)?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let done = service(desk).retry(desk.msp(), tenant, asked).await;
            after(desk, tenant, done).await
        };
        Ok(OnboardingRetryPayload::told(outcome.await)?)
    }

    /// Gives up what cannot be undone; whoever asks answers for what is left. Roles: Tech, Admin.
    /// Event: `OnboardingAbandoned`. Asked again with the same idempotency key it answers as it did
    /// then.
    async fn onboarding_abandon(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which tenant's, and why.")] input: OnboardingAbandonInput,
    ) -> Result<OnboardingAbandonPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let (tenant, reason) = (tenant(&input.tenant)?, why(&input.reason)?);
            let asked = desk.asked(&input.idempotency_key, Some(&input.reason))?;
            let done = service(desk)
                .abandon(desk.msp(), tenant, reason, asked)
                .await;
            after(desk, tenant, done).await
        };
        Ok(OnboardingAbandonPayload::told(outcome.await)?)
    }

    /// Asks for the access to a tenant to be ended: our app is taken out, roles that we gave are taken away,
    /// groups that we made and nobody else uses are deleted, the relationship is terminated, and the tenant is
    /// let go. Nothing changes until another admin approves. Roles: Tech, Admin. Event: `ApprovalRequested`;
    /// once it is approved, `AccessEndRequested`, those of the undoing, `AccessEnded`, and what the approval's
    /// story tells. Asked again with the same idempotency key it answers as it did then.
    async fn onboarding_end_access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "To which tenant, and why.")] input: OnboardingEndAccessInput,
    ) -> Result<OnboardingEndAccessPayload> {
        let kind = OperationKind::EndAccess;
        let wish = Wishing::asking(kind, &input.idempotency_key, &input.reason);
        let at = wish.operating(ctx).await?;
        let desk = at.desk;
        let operation = async {
            let tenant_id = tenant(&input.tenant)?;
            let stands = service(desk).of(desk.msp(), tenant_id).await;
            let stands = stands.map_err(unmet_by)?;
            let unknown = || unmet(CommandError::Refused(OnboardingRefusal::OnboardingNotFound));
            Ok(Operation::EndAccess {
                customer_id: stands.attempt().ok_or_else(unknown)?.customer_id,
                tenant_id,
            })
        };
        let operation = operation.await;
        Ok(OnboardingEndAccessPayload::told(ask(at, operation).await)?)
    }
}
