//! Deciding about what others asked for, and taking back what one asked for.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::approval::PlanDigest;
use tenantry_domain::approval_refusal::WishKind;

use super::asking::{after, approval};
use super::object::Approval;
use super::refusal::ApprovalUserError;
use super::wished::Wishing;
use crate::schema::told::{payload, why};

/// A request to approve, and the plan that was looked at.
#[derive(Debug, InputObject)]
pub(crate) struct ApprovalApproveInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The approval.
    id: ID,
    /// The `digest` of the plan that was looked at: no other is approved.
    digest: String,
}

/// A request to turn down, and why.
#[derive(Debug, InputObject)]
pub(crate) struct ApprovalRejectInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for whoever asked.
    reason: String,
    /// The approval.
    id: ID,
}

/// A request that is not wanted any more.
#[derive(Debug, InputObject)]
pub(crate) struct ApprovalWithdrawInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The approval.
    id: ID,
}

payload! {
    /// What came of approving a request.
    ApprovalApprovePayload {
        /// The approval as it stands now.
        approval: Approval, ApprovalUserError
    }
}
payload! {
    /// What came of turning a request down.
    ApprovalRejectPayload {
        /// The approval as it stands now.
        approval: Approval, ApprovalUserError
    }
}
payload! {
    /// What came of taking a request back.
    ApprovalWithdrawPayload {
        /// The approval as it stands now.
        approval: Approval, ApprovalUserError
    }
}

#[derive(Debug, Default)]
pub(crate) struct ApprovalDecidingMutation;

#[Object]
impl ApprovalDecidingMutation {
    /// Approves a request, with the plan that was looked at and no other. Nobody approves what they asked for, and
    /// what carries a high risk is approved by Admins. Roles: Tech, Admin. Events: `ApprovalGiven`, and
    /// `ApprovalGranted` where it takes no more decisions; then those of its steps. Asked again with the same
    /// idempotency key it answers as it did then.
    async fn approval_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and which plan of it.")] input: ApprovalApproveInput,
    ) -> Result<ApprovalApprovePayload> {
        let wish = Wishing::of(
            WishKind::Approve,
            &input.idempotency_key,
            input.reason.as_deref(),
        );
        let at = wish.of_approval(&input.id).operating(ctx).await?;
        let outcome = async {
            let desk = at.desk;
            let read = async { Ok((approval(&input.id)?, at.asked()?)) };
            let (id, asked) = at.read(read).await?;
            let digest = PlanDigest::named(&input.digest);
            let (approvals, role) = (&desk.parts.approvals, desk.errand.principal.role);
            let done = approvals.approve(desk.msp(), id, digest, role, asked).await;
            after(desk, id, done).await
        };
        Ok(ApprovalApprovePayload::told(outcome.await)?)
    }

    /// Turns a request down. Nobody decides about what they asked for. Roles: Tech, Admin. Event:
    /// `ApprovalRejected`; none when it was rejected already. Asked again with the same idempotency key it answers
    /// as it did then.
    async fn approval_reject(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request, and why.")] input: ApprovalRejectInput,
    ) -> Result<ApprovalRejectPayload> {
        let wish = Wishing::of(
            WishKind::Reject,
            &input.idempotency_key,
            Some(&input.reason),
        );
        let at = wish.of_approval(&input.id).operating(ctx).await?;
        let outcome = async {
            let desk = at.desk;
            let read = async { Ok((approval(&input.id)?, why(&input.reason)?, at.asked()?)) };
            let (id, reason, asked) = at.read(read).await?;
            let (approvals, role) = (&desk.parts.approvals, desk.errand.principal.role);
            let done = approvals.reject(desk.msp(), id, reason, role, asked).await;
            after(desk, id, done).await
        };
        Ok(ApprovalRejectPayload::told(outcome.await)?)
    }

    /// Takes a request back: whoever asked can, and an Admin. Roles: Tech, Admin. Event: `ApprovalWithdrawn`; none
    /// when it was withdrawn already. Asked again with the same idempotency key it answers as it did then.
    async fn approval_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request.")] input: ApprovalWithdrawInput,
    ) -> Result<ApprovalWithdrawPayload> {
        let wish = Wishing::of(
            WishKind::Withdraw,
            &input.idempotency_key,
            input.reason.as_deref(),
        );
        let at = wish.of_approval(&input.id).operating(ctx).await?;
        let outcome = async {
            let desk = at.desk;
            let read = async {
                let reason = input.reason.as_deref().map(why).transpose()?;
                Ok((approval(&input.id)?, reason, at.asked()?))
            };
            let (id, reason, asked) = at.read(read).await?;
            let (approvals, role) = (&desk.parts.approvals, desk.errand.principal.role);
            let done = approvals
                .withdraw(desk.msp(), id, reason, role, asked)
                .await;
            after(desk, id, done).await
        };
        Ok(ApprovalWithdrawPayload::told(outcome.await)?)
    }
}
