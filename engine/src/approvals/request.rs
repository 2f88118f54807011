//! Asking for a change.

use tenantry_domain::approval::{
    Approval, ApprovalCommand, ChangePlan, Operation, RequestApproval,
};
use tenantry_domain::ids::{ApprovalId, CorrelationId, MspId};
use tenantry_domain::procedure::LowRiskGround;
use tenantry_domain::settings::Settings;
use tenantry_domain::text::Reason;

use super::{ApprovalError, ApprovalWish, Approvals, Asked, Wished, person};
use crate::commands::{Context, Done};

/// What a wish comes down to.
#[derive(Debug, Clone)]
pub(super) struct Meant {
    pub(super) operation: Operation,
    /// The rule by which nobody has to decide, where the step is marked.
    pub(super) ground: Option<LowRiskGround>,
    pub(super) reason: Reason,
}

impl Approvals {
    /// Asks for a change under this id. To ask for the same again is the same request.
    pub async fn request(
        &self,
        msp: MspId,
        id: ApprovalId,
        wish: ApprovalWish,
        context: Context,
    ) -> Result<Done, ApprovalError> {
        let wished = Wished::request(id, &wish);
        let outcome = async {
            person(&context)?;
            let meant = self.meant(msp, wish).await?;
            self.ask(msp, id, meant, context.clone()).await
        };
        self.witnessed(msp, wished, &context, outcome).await
    }

    /// What a wish would change now. Nothing is recorded, and nobody is asked.
    pub async fn preview(
        &self,
        msp: MspId,
        wish: ApprovalWish,
    ) -> Result<(Operation, ChangePlan), ApprovalError> {
        let operation = self.meant(msp, wish).await?.operation;
        self.must_be_undoing(msp, &operation).await?;
        let plan = self.plan_as_shown(msp, &operation).await?;
        Ok((operation, plan))
    }

    async fn meant(&self, msp: MspId, wish: ApprovalWish) -> Result<Meant, ApprovalError> {
        let reason = wish.reason;
        let (operation, ground) = match wish.what {
            Asked::Operation(operation) => (self.sealed(msp, operation).await?, None),
            Asked::Step(step) => self.filled(msp, step).await?,
            Asked::Followed(step) => self.followed(msp, &step).await?,
        };
        Ok(Meant {
            operation,
            ground,
            reason,
        })
    }

    pub(super) async fn ask(
        &self,
        msp: MspId,
        id: ApprovalId,
        meant: Meant,
        mut context: Context,
    ) -> Result<Done, ApprovalError> {
        let requester = person(&context)?;
        let Meant {
            operation,
            ground,
            reason,
        } = meant;
        let plan = if let Some(known) = self.of(msp, id).await?.request() {
            // It was asked for before. How things stand by now makes no other request of it.
            known.plan.clone()
        } else {
            self.must_be_undoing(msp, &operation).await?;
            self.plan_as_shown(msp, &operation).await?
        };
        let engine = &self.parts.engine;
        let settings: Settings = engine.load(msp, &msp.to_string()).await?;
        let drawn = || CorrelationId::new(engine.new_id());
        let correlation = context.correlation_id.unwrap_or_else(drawn);
        context.correlation_id = Some(correlation);
        let _turn = match &ground {
            Some(_) => Some(self.counting.lock().await),
            None => None,
        };
        let command = RequestApproval {
            requester,
            reason,
            decisions_needed: settings.approvals.decisions_for(operation.risk()),
            valid_days: settings.approvals.valid_days,
            precedent: self.precedent(msp, &operation, ground).await?,
            correlation_id: Some(correlation),
            at: self.parts.clock.now(),
            operation,
            plan,
        };
        let command = ApprovalCommand::Request(Box::new(command));
        Ok(self.tell(msp, id, command, context).await?)
    }

    /// Only who was created here is deleted from here.
    async fn must_be_undoing(
        &self,
        msp: MspId,
        operation: &Operation,
    ) -> Result<(), ApprovalError> {
        let Operation::DeleteUser { account, made_by } = operation else {
            return Ok(());
        };
        let made: Approval = self.of(msp, *made_by).await?;
        let is_theirs = made.request().is_some_and(|it| {
            let new = it.operation.new_user();
            let there = new.is_some_and(|new| new.tenant_id == account.tenant_id);
            there && it.execution.user == Some(account.user.id)
        });
        if is_theirs {
            Ok(())
        } else {
            Err(ApprovalError::UserNotMadeHere)
        }
    }
}
