//! Asking for changes, and asking for them to be undone.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::approval_refusal::WishKind;
use tenantry_domain::ids::ApprovalId;
use tenantry_engine::approvals::ApprovalError;
use tenantry_engine::commands::Done;
use tenantry_projections::approvals;

use super::input::ApprovalWishInput;
use super::object::Approval;
use super::query::TABLES;
use super::refusal::{ApprovalUserError, unmet_by};
use super::wished::Wishing;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::Kind;
use crate::schema::told::{Receipt, Refused, Unmet, given, payload, why};

/// What is asked for, and why.
#[derive(Debug, InputObject)]
pub(crate) struct ApprovalRequestInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for whoever decides.
    reason: String,
    /// What is to be done.
    what: ApprovalWishInput,
    /// Its UUID, where one is given from outside. Otherwise it follows from the idempotency key.
    approval_id: Option<String>,
}

/// A change to be undone, and why.
#[derive(Debug, InputObject)]
pub(crate) struct ApprovalUndoInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for whoever decides.
    reason: String,
    /// The approval by which it was made.
    id: ID,
}

payload! {
    /// What came of asking for a change.
    ApprovalRequestPayload {
        /// The approval as it stands now.
        approval: Approval, ApprovalUserError
    }
}
payload! {
    /// What came of asking for a change to be undone.
    ApprovalUndoPayload {
        /// What was asked for: one approval for each part, in the order in which they are to be approved.
        approvals: Vec<Approval>, ApprovalUserError
    }
}

pub(super) fn approval(id: &ID) -> Result<ApprovalId, Unmet> {
    Ok(ApprovalId::new(given(Kind::Approval, id, "id")?))
}

/// The approval after what was done to it.
pub(super) async fn after(
    desk: Desk<'_>,
    id: ApprovalId,
    done: Result<Done, ApprovalError>,
) -> Result<(Receipt, Option<Approval>), Unmet> {
    let done = done.map_err(unmet_by)?;
    let found = found(desk, id, &done).await?;
    Ok((done.into(), found))
}

/// The approval as lists show it, if they have come as far.
pub(super) async fn found(
    desk: Desk<'_>,
    id: ApprovalId,
    done: &Done,
) -> Result<Option<Approval>, Fault> {
    if !desk.shows(done.receipt.position, TABLES).await? {
        return Ok(None);
    }
    let row = approvals::get(desk.projections(), desk.msp(), id).await;
    Ok(row?.map(Approval))
}

#[derive(Debug, Default)]
pub(crate) struct ApprovalAskingMutation;

#[Object]
impl ApprovalAskingMutation {
    /// Asks for a change; it is carried out once others approved what it would change, as `plan` shows it.
    /// `approvalPreview` shows the same and asks nobody. Roles: Tech, Admin. Events: `ApprovalRequested`, and
    /// `ApprovalGranted` where the step of a procedure is marked as low risk and the mark covers it. Asked again
    /// with the same idempotency key it answers as it did then.
    async fn approval_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What, and why.")] input: ApprovalRequestInput,
    ) -> Result<ApprovalRequestPayload> {
        let what = &input.what;
        let wish = Wishing::of(
            WishKind::Request,
            &input.idempotency_key,
            Some(&input.reason),
        );
        let wish = wish.about(what.kind(), what.customer());
        let wish = wish.of_approval(input.approval_id.as_deref().unwrap_or_default());
        let at = wish.operating(ctx).await?;
        let outcome = async {
            let read = async {
                let reason = why(&input.reason)?;
                let id = input.approval_id.as_deref().map(str::parse).transpose();
                let id = id.map_err(|error: tenantry_domain::ids::MalformedId| {
                    Refused::from(error).at("approvalId")
                })?;
                let asked = at.asked()?;
                let wish = input.what.read(at.desk, reason).await?;
                Ok((id.unwrap_or_else(|| at.id()), wish, asked))
            };
            let (id, wish, asked) = at.read(read).await?;
            let approvals = &at.desk.parts.approvals;
            let done = approvals.request(at.desk.msp(), id, wish, asked).await;
            after(at.desk, id, done).await
        };
        Ok(ApprovalRequestPayload::told(outcome.await)?)
    }

    /// Asks for what was done to be taken back: as changes of their own, which others decide about. `reversal` of
    /// an approval shows them before. Roles: Tech, Admin. Events: `ApprovalRequested`, once for each part. Asked
    /// again with the same idempotency key it asks for nothing else.
    #[graphql(complexity = "50 + 3 * child_complexity")]
    async fn approval_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which change, and why.")] input: ApprovalUndoInput,
    ) -> Result<ApprovalUndoPayload> {
        let wish = Wishing::of(WishKind::Undo, &input.idempotency_key, Some(&input.reason));
        let at = wish.of_approval(&input.id).operating(ctx).await?;
        let outcome = async {
            let desk = at.desk;
            let read = async { Ok((approval(&input.id)?, why(&input.reason)?, at.asked()?)) };
            let (id, reason, asked) = at.read(read).await?;
            let parts = desk.parts.approvals.undo(desk.msp(), id, reason, asked);
            let parts = parts.await.map_err(unmet_by)?;
            let mut approvals = Vec::with_capacity(parts.len());
            for (id, done) in &parts {
                approvals.extend(found(desk, *id, done).await?);
            }
            let last = parts.into_iter().map(|(_, done)| done);
            let last = last.max_by_key(|done| done.receipt.position);
            let last = last.ok_or_else(|| unmet_by(ApprovalError::NothingToUndo))?;
            Ok((last.into(), Some(approvals)))
        };
        Ok(ApprovalUndoPayload::told(outcome.await)?)
    }
}
