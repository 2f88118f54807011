//! What the steps of an approval do.
//!
//! - Needs: what approvals stand on, and the tenant that the operation is about.
//! - Steps: accounts and licences in a file each; what makes something is followed by what takes it back.
//! - Plan: `tenantry_domain::approval::plan`.
//! - Proofs: `tests/simulation`, by the same macro for every saga.
//!
//! Every step looks before it changes anything, and changes what the approved plan shows and nothing
//! else. What a try came to whose answer was lost is found out by looking.

mod accounts;
mod licences;
mod own_side;
mod permissions;
mod permitting;
mod signing_in;
mod vault;

use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::approval::{Approval, ApprovalEvent, Request, Step};
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::cloud::administration::{Account, UserAdministration};
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::ids::{ApprovalId, CustomerId, MspId, TenantId};
use tenantry_domain::record::{Actor, ActorKind, Micros, Source};
use tenantry_domain::saga::{Fault, FaultClass, minutes};

use super::{ApprovalError, Approvals};
use crate::commands::Context;
use crate::sagas::{Conductor, Told, Trouble};

type Outcome = Result<Told<ApprovalEvent>, Trouble>;

/// What was sent cannot arrive any more after so long, and what arrived is known everywhere.
const SETTLED: Micros = minutes(5);

/// Does the steps of all approvals.
#[derive(Debug)]
pub struct ApprovalSteps {
    approvals: Approvals,
    /// What this worker is called on record.
    worker: String,
}

impl ApprovalSteps {
    pub fn new(approvals: Approvals, worker: impl Into<String>) -> Self {
        Self {
            approvals,
            worker: worker.into(),
        }
    }

    fn desk<'a>(
        &'a self,
        msp: MspId,
        id: &str,
        approval: &'a Approval,
        now: Micros,
    ) -> Option<Desk<'a>> {
        Some(Desk {
            approvals: &self.approvals,
            worker: &self.worker,
            msp,
            id: id.parse().ok()?,
            request: approval.request()?,
            now,
        })
    }
}

/// One visit to one approval.
struct Desk<'a> {
    approvals: &'a Approvals,
    worker: &'a str,
    msp: MspId,
    id: ApprovalId,
    request: &'a Request,
    now: Micros,
}

/// The tenant that an operation is about, within reach.
struct There {
    customer: CustomerId,
    tenant: TenantId,
    administration: Arc<dyn UserAdministration>,
}

#[async_trait]
impl Conductor<Approval> for ApprovalSteps {
    async fn act(
        &self,
        msp: MspId,
        id: &str,
        saga: &Approval,
        step: &Step,
        now: Micros,
    ) -> Outcome {
        let Some(desk) = self.desk(msp, id, saga, now) else {
            return Ok(Told::NotYet);
        };
        let at = now;
        let told = match step {
            Step::Remind => fact(ApprovalEvent::ApprovalReminded { at }),
            Step::Expire => fact(ApprovalEvent::ApprovalExpired { at }),
            Step::ConfirmPlan => desk.confirm_plan().await,
            Step::KeepPassword => desk.keep_password().await,
            Step::CreateUser => desk.create_user().await,
            Step::SetUsageLocation => desk.set_usage_location().await,
            Step::ChangeLicences => desk.change_licences().await,
            Step::BlockSignIn => desk.block_sign_in().await,
            Step::AllowSignIn => desk.allow_sign_in().await,
            Step::RevokeSessions => desk.revoke_sessions().await,
            Step::WaitForGrace => fact(ApprovalEvent::GraceEnded { at }),
            Step::FreeLicences => desk.free_licences().await,
            Step::DeleteUser => desk.delete_user().await,
            Step::CarryOut => desk.carry_out().await,
            Step::TakeBackSignIn => desk.take_back_sign_in().await,
            Step::TakeBackLicences => desk.take_back_licences().await,
            Step::TakeBackUsageLocation => desk.take_back_usage_location().await,
            Step::TakeBackUser => desk.take_back_user().await,
            Step::DropPassword => desk.drop_password().await,
        };
        match told {
            Err(trouble) => Err(desk.named(*step, trouble).await),
            told => told,
        }
    }

    async fn clarify(
        &self,
        msp: MspId,
        id: &str,
        saga: &Approval,
        step: &Step,
        since: Micros,
        now: Micros,
    ) -> Outcome {
        let Some(desk) = self.desk(msp, id, saga, now) else {
            return Ok(Told::NotYet);
        };
        let found = match step {
            Step::KeepPassword => desk.kept_password().await?,
            Step::CreateUser => desk.created_user().await?,
            Step::SetUsageLocation => desk.usage_location_set().await?,
            Step::ChangeLicences => desk.licences_changed().await?,
            Step::BlockSignIn => desk.sign_in_blocked().await?,
            Step::AllowSignIn => desk.sign_in_allowed().await?,
            Step::RevokeSessions => desk.sessions_revoked(since).await?,
            Step::DeleteUser => desk.user_deleted().await?,
            Step::CarryOut => desk.carried_out().await?,
            // The others make nothing.
            Step::Remind
            | Step::Expire
            | Step::ConfirmPlan
            | Step::WaitForGrace
            | Step::FreeLicences
            | Step::TakeBackSignIn
            | Step::TakeBackLicences
            | Step::TakeBackUsageLocation
            | Step::TakeBackUser
            | Step::DropPassword => None,
        };
        match found {
            Some(event) => fact(event),
            None if now - since < SETTLED => Ok(Told::NotYet),
            None => fact(ApprovalEvent::EffectNotFound {
                step: *step,
                at: now,
            }),
        }
    }

    async fn account_works(&self, msp: MspId) -> Result<(), Trouble> {
        let clouds = self.approvals.parts.clouds.of(msp).await?;
        clouds.gdap_customers.list(clouds.partner, None).await?;
        Ok(())
    }
}

impl Desk<'_> {
    /// The tenant, as long as it is held for the customer and connected.
    async fn there(&self) -> Result<There, Trouble> {
        let operation = &self.request.operation;
        let (Some(customer), Some(tenant)) = (operation.customer(), operation.tenant()) else {
            return Err(ApprovalError::TenantOfAnother.into());
        };
        let reach = self.approvals.reach(self.msp, customer, tenant).await?;
        Ok(There {
            customer,
            tenant,
            administration: reach.administration,
        })
    }

    /// Whom the operation is about, or whom it made.
    fn user(&self) -> Option<UserId> {
        let about = self.request.operation.account().map(|it| it.user.id);
        about.or(self.request.execution.user)
    }

    /// The account that is changed. One that was made a moment ago is not known everywhere.
    async fn account(&self, there: &There) -> Result<Account, Trouble> {
        match self.found(there).await? {
            Some(account) => Ok(account),
            None => Err(unseen().into()),
        }
    }

    async fn found(&self, there: &There) -> Result<Option<Account>, CloudFault> {
        match self.user() {
            Some(id) => there.administration.account(there.tenant, id).await,
            None => Ok(None),
        }
    }

    /// What is to be taken back is looked for where it was. Nothing is left to take back of an account
    /// that lies in the bin, or is gone for good.
    async fn left(&self, there: &There) -> Result<Option<Account>, Trouble> {
        match self.found(there).await? {
            Some(account) => Ok(Some(account).filter(|it| it.deleted.is_none())),
            None if self.is_settled() => Ok(None),
            None => Err(unseen().into()),
        }
    }

    /// The step is at hand for so long that what was done before it is known everywhere.
    fn is_settled(&self) -> bool {
        self.now - self.request.pace.since >= SETTLED
    }

    /// An earlier try of the step at hand has no outcome on record.
    fn is_in_doubt(&self) -> bool {
        self.request.pace.open.is_some()
    }

    /// As this worker, for what was asked for.
    fn context(&self) -> Context {
        let actor = Actor {
            kind: ActorKind::Saga,
            id: self.worker.to_owned(),
        };
        let mut context = Context::new(actor, Source::Engine);
        context.correlation_id = self.request.correlation_id;
        context
    }
}

fn unseen() -> Fault {
    Fault::own(
        "ACCOUNT_NOT_SEEN",
        FaultClass::Transient,
        "the cloud does not know the account, or not yet",
    )
}

// As all steps end.
#[allow(clippy::unnecessary_wraps)]
fn fact(event: ApprovalEvent) -> Outcome {
    Ok(Told::Fact(event))
}

/// A step without that which it is about is never begun.
fn nobody() -> Trouble {
    ApprovalError::NothingToUndo.into()
}
