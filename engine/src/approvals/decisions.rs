//! Decisions about requests, and what people do with those that are under way.

use tenantry_domain::approval::{
    AbandonChange, ApprovalCommand, GiveApproval, PlanDigest, RejectRequest, RetryChange,
    WithdrawRequest,
};
use tenantry_domain::ids::{ApprovalId, MspId};
use tenantry_domain::role::Role;
use tenantry_domain::text::Reason;

use super::{ApprovalError, Approvals, decider, person};
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
        let command = ApprovalCommand::Approve(GiveApproval {
            by: decider(&context, role)?,
            digest,
            at: self.parts.clock.now(),
        });
        Ok(self.tell(msp, id, command, context).await?)
    }

    pub async fn reject(
        &self,
        msp: MspId,
        id: ApprovalId,
        reason: Reason,
        role: Role,
        context: Context,
    ) -> Result<Done, ApprovalError> {
        let command = ApprovalCommand::Reject(RejectRequest {
            by: decider(&context, role)?,
            reason,
            at: self.parts.clock.now(),
        });
        Ok(self.tell(msp, id, command, context).await?)
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
        let command = ApprovalCommand::Withdraw(WithdrawRequest {
            by: decider(&context, role)?,
            reason,
            at: self.parts.clock.now(),
        });
        Ok(self.tell(msp, id, command, context).await?)
    }

    /// The step at hand is tried now.
    pub async fn retry(
        &self,
        msp: MspId,
        id: ApprovalId,
        context: Context,
    ) -> Result<Done, ApprovalError> {
        person(&context)?;
        let at = self.parts.clock.now();
        let command = ApprovalCommand::Retry(RetryChange { at });
        Ok(self.tell(msp, id, command, context).await?)
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
        let command = ApprovalCommand::Abandon(AbandonChange {
            by: decider(&context, role)?,
            reason,
            at: self.parts.clock.now(),
        });
        Ok(self.tell(msp, id, command, context).await?)
    }
}
