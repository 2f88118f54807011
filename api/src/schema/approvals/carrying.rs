//! What people do with changes that are under way, and the first password of a user who was created.

use std::fmt;

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::approval_refusal::WishKind;
use tenantry_domain::cloud::vault::SecretValue;

use super::asking::{after, approval, found};
use super::object::Approval;
use super::refusal::{ApprovalUserError, unmet_by};
use super::wished::Wishing;
use crate::schema::told::{Receipt, payload, why};

/// A change that is under way.
#[derive(Debug, InputObject)]
pub(crate) struct ApprovalRetryInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The approval.
    id: ID,
}

/// A change to give up, and why.
#[derive(Debug, InputObject)]
pub(crate) struct ApprovalAbandonInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: String,
    /// The approval.
    id: ID,
}

/// The approval by which a user was created.
#[derive(Debug, InputObject)]
pub(crate) struct ApprovalHandOutInput {
    /// A password is handed out once: it cannot be shown again.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The approval.
    id: ID,
}

payload! {
    /// What came of trying a change's step again.
    ApprovalRetryPayload {
        /// The approval as it stands now.
        approval: Approval, ApprovalUserError
    }
}
payload! {
    /// What came of giving up a change.
    ApprovalAbandonPayload {
        /// The approval as it stands now.
        approval: Approval, ApprovalUserError
    }
}
payload! {
    /// What came of asking for a first password.
    ApprovalHandOutPayload {
        /// The password, which is told only here.
        handed_out: HandedOutPassword, ApprovalUserError
    }
}

/// Whatever it is part of can be logged.
pub(crate) struct HandedOutPassword {
    password: SecretValue,
    approval: Option<Approval>,
}

impl fmt::Debug for HandedOutPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HandedOutPassword")
    }
}

/// What a user who was created signs in with for the first time.
#[Object]
impl HandedOutPassword {
    /// The password. It is kept nowhere from now on: whoever loses it has it reset.
    async fn password(&self) -> &str {
        self.password.expose()
    }

    /// The approval by which the user was created, as it stands now.
    async fn approval(&self) -> Option<&Approval> {
        self.approval.as_ref()
    }
}

#[derive(Debug, Default)]
pub(crate) struct ApprovalCarryingMutation;

#[Object]
impl ApprovalCarryingMutation {
    /// Tries the step at hand now instead of later. Roles: Tech, Admin. Event: `RetryRequested`; none when nothing
    /// waits. Asked again with the same idempotency key it answers as it did then.
    async fn approval_retry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which change.")] input: ApprovalRetryInput,
    ) -> Result<ApprovalRetryPayload> {
        let wish = Wishing::of(
            WishKind::Retry,
            &input.idempotency_key,
            input.reason.as_deref(),
        );
        let at = wish.of_approval(&input.id).operating(ctx).await?;
        let outcome = async {
            let desk = at.desk;
            let read = async { Ok((approval(&input.id)?, at.asked()?)) };
            let (id, asked) = at.read(read).await?;
            let done = desk.parts.approvals.retry(desk.msp(), id, asked).await;
            after(desk, id, done).await
        };
        Ok(ApprovalRetryPayload::told(outcome.await)?)
    }

    /// Gives up what is left to do: where it needs attention, or waits until a grace is over. Whoever asks answers
    /// for what is left. Roles: Tech, Admin. Event: `ChangeAbandoned`. Asked again with the same idempotency key it
    /// answers as it did then.
    async fn approval_abandon(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which change, and why.")] input: ApprovalAbandonInput,
    ) -> Result<ApprovalAbandonPayload> {
        let wish = Wishing::of(
            WishKind::Abandon,
            &input.idempotency_key,
            Some(&input.reason),
        );
        let at = wish.of_approval(&input.id).operating(ctx).await?;
        let outcome = async {
            let desk = at.desk;
            let read = async { Ok((approval(&input.id)?, why(&input.reason)?, at.asked()?)) };
            let (id, reason, asked) = at.read(read).await?;
            let (approvals, role) = (&desk.parts.approvals, desk.errand.principal.role);
            let done = approvals.abandon(desk.msp(), id, reason, role, asked).await;
            after(desk, id, done).await
        };
        Ok(ApprovalAbandonPayload::told(outcome.await)?)
    }

    /// Hands the first password of a user out, to whoever asked for the user or approved it. It is in this answer
    /// and nowhere else. Roles: Tech, Admin. Event: `PasswordHandedOut`. Asked again with the same idempotency key
    /// it answers `PASSWORD_HANDED_OUT`.
    async fn approval_hand_out(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "By which approval the user was created.")] input: ApprovalHandOutInput,
    ) -> Result<ApprovalHandOutPayload> {
        let wish = Wishing::of(
            WishKind::HandOut,
            &input.idempotency_key,
            input.reason.as_deref(),
        );
        let at = wish.of_approval(&input.id).operating(ctx).await?;
        let outcome = async {
            let desk = at.desk;
            let read = async { Ok((approval(&input.id)?, at.asked()?)) };
            let (id, asked) = at.read(read).await?;
            let (approvals, role) = (&desk.parts.approvals, desk.errand.principal.role);
            let handed = approvals.hand_out(desk.msp(), id, role, asked).await;
            let (password, done) = handed.map_err(unmet_by)?;
            // The password is told whatever can be read: there is no second time.
            let approval = found(desk, id, &done).await.unwrap_or_else(|fault| {
                tracing::warn!(code = fault.code, approval = %id, "an approval cannot be read");
                None
            });
            let handed = HandedOutPassword { password, approval };
            Ok((Receipt::from(done), Some(handed)))
        };
        Ok(ApprovalHandOutPayload::told(outcome.await)?)
    }
}
