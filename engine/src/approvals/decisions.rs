//! Decisions about requests, and what people do with those that are under way.

use tenantry_domain::approval::{
    AbandonChange, ApprovalCommand, Decider, GiveApproval, PlanDigest, RejectRequest, RetryChange,
    WithdrawRequest,
};
use tenantry_domain::approval_refusal::WishKind;
use tenantry_domain::ids::{ApprovalId, MspId};
use tenantry_domain::record::Micros;
use tenantry_domain::role::Role;
use tenantry_domain::text::Reason;

use super::{ApprovalError, Approvals, Wished, decider, person};
use crate::commands::{Context, Done};

/// `role` is that of this moment, as the ledger has it: whoever lets people in says it.
impl Approvals {
    /// Approves this plan and no other.
    pub async fn approve(
        &self,
        msp: MspId,
        id: ApprovalId,
        digest: PlanDigest,
        role: Role,
        context: Context,
    ) -> Result<Done, ApprovalError> {
        let wished = Wished::of(WishKind::Approve, id);
        let command = |by, at| ApprovalCommand::Approve(GiveApproval { by, digest, at });
        self.decide(msp, wished, role, context, command).await
    }

    pub async fn reject(
        &self,
        msp: MspId,
        id: ApprovalId,
        reason: Reason,
        role: Role,
        context: Context,
    ) -> Result<Done, ApprovalError> {
        let wished = Wished::of(WishKind::Reject, id);
        let command = |by, at| ApprovalCommand::Reject(RejectRequest { by, reason, at });
        self.decide(msp, wished, role, context, command).await
    }

    /// Takes back what was asked for.
    pub async fn withdraw(
        &self,
        msp: MspId,
        id: ApprovalId,
        reason: Option<Reason>,
        role: Role,
        context: Context,
    ) -> Result<Done, ApprovalError> {
        let wished = Wished::of(WishKind::Withdraw, id);
        let command = |by, at| ApprovalCommand::Withdraw(WithdrawRequest { by, reason, at });
        self.decide(msp, wished, role, context, command).await
    }

    /// The step at hand is tried now.
    pub async fn retry(
        &self,
        msp: MspId,
        id: ApprovalId,
        context: Context,
    ) -> Result<Done, ApprovalError> {
        let outcome = async {
            person(&context)?;
            let at = self.parts.clock.now();
            let command = ApprovalCommand::Retry(RetryChange { at });
            Ok(self.tell(msp, id, command, context.clone()).await?)
        };
        let wished = Wished::of(WishKind::Retry, id);
        self.witnessed(msp, wished, &context, outcome).await
    }

    /// Gives up what is left to do. Whoever does so answers for it.
    pub async fn abandon(
        &self,
        msp: MspId,
        id: ApprovalId,
        reason: Reason,
        role: Role,
        context: Context,
    ) -> Result<Done, ApprovalError> {
        let wished = Wished::of(WishKind::Abandon, id);
        let command = |by, at| ApprovalCommand::Abandon(AbandonChange { by, reason, at });
        self.decide(msp, wished, role, context, command).await
    }

    /// One command of somebody's in the role of this moment.
    async fn decide(
        &self,
        msp: MspId,
        wished: Wished,
        role: Role,
        context: Context,
        command: impl FnOnce(Decider, Micros) -> ApprovalCommand,
    ) -> Result<Done, ApprovalError> {
        let outcome = async {
            let command = command(decider(&context, role)?, self.parts.clock.now());
            let told = self.tell(msp, wished.id(), command, context.clone());
            Ok(told.await?)
        };
        self.witnessed(msp, wished, &context, outcome).await
    }
}
