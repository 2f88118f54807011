//! What a wish would change, before anybody is asked.

use async_graphql::{Context, Object, Result, SimpleObject};
use tenantry_domain::approval::{ChangePlan, Operation, UndoPlan};
use tenantry_domain::text::Reason;

use super::input::ApprovalWishInput;
use super::object::permissions_of;
use super::operation::{ApprovalKind, ApprovalOperation, ApprovalRisk};
use super::plan::{ApprovalChange, ApprovalUndo, changes_of, days_of};
use super::refusal::{ApprovalUserError, unmet_by};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::told::{Unmet, UserError as _};

#[derive(Debug)]
pub(crate) struct ApprovalPreview {
    operation: Operation,
    plan: ChangePlan,
    decisions_needed: u8,
}

/// What a wish would change as things stand now. Nothing is recorded of it.
#[Object]
impl ApprovalPreview {
    /// What would be done.
    async fn kind(&self) -> ApprovalKind {
        self.operation.kind().into()
    }

    /// The same in words.
    async fn sentence(&self) -> &'static str {
        self.operation.kind().sentence()
    }

    /// What would be done, with all that it says.
    async fn operation(&self) -> ApprovalOperation {
        ApprovalOperation::from(&self.operation)
    }

    /// How much there is to lose.
    async fn risk(&self) -> ApprovalRisk {
        self.operation.risk().into()
    }

    /// How many people would have to approve it, unless a rule does.
    async fn decisions_needed(&self) -> u8 {
        self.decisions_needed
    }

    /// What has to be permitted in the tenant for it, as Microsoft calls it.
    async fn permissions(&self) -> Vec<&'static str> {
        permissions_of(&self.operation)
    }

    /// What would become otherwise, in one order. Nothing where all is already as it was to become.
    #[graphql(complexity = "10 * child_complexity")]
    async fn changes(&self) -> Vec<ApprovalChange> {
        changes_of(&self.plan, self.operation.customer())
    }

    /// By this the plan would be named, as long as things stand like this.
    async fn digest(&self) -> &str {
        self.plan.digest.as_str()
    }

    /// Whether it can be taken back once it is made.
    async fn undo(&self) -> ApprovalUndo {
        self.plan.undo.into()
    }

    /// Within how many days, where there is an end to it.
    async fn undo_days(&self) -> Option<u16> {
        days_of(self.plan.undo)
    }

    /// The same in words.
    async fn undo_sentence(&self) -> String {
        match self.plan.undo {
            UndoPlan::Fully => "all of it can be taken back".to_owned(),
            UndoPlan::WithinDays(days) => format!("it can be taken back within {days} days"),
            UndoPlan::Not => "it cannot be taken back".to_owned(),
        }
    }
}

/// What would come of asking for a change.
#[derive(Debug, SimpleObject)]
pub(crate) struct ApprovalPreviewPayload {
    /// What it would change.
    preview: Option<ApprovalPreview>,
    /// Why it would be turned down. Empty when it would not.
    user_errors: Vec<ApprovalUserError>,
}

async fn foresee(desk: Desk<'_>, what: ApprovalWishInput) -> Result<ApprovalPreview, Unmet> {
    let reason = Reason::clipped("", "to be looked at");
    let wish = what.read(desk, reason).await?;
    let foreseen = desk.parts.approvals.preview(desk.msp(), wish).await;
    let (operation, plan) = foreseen.map_err(unmet_by)?;
    let settings = desk.parts.mapping.preferences.of(desk.msp()).await;
    let settings = settings.map_err(|error| Fault::from(error.0))?;
    Ok(ApprovalPreview {
        decisions_needed: settings.approvals.decisions_for(operation.risk()),
        operation,
        plan,
    })
}

#[derive(Debug, Default)]
pub(crate) struct ApprovalPreviewQuery;

#[Object]
impl ApprovalPreviewQuery {
    /// What a wish would change now, before anybody is asked: `approvalRequest` with the same wish asks. Roles:
    /// Tech, Admin.
    #[graphql(complexity = "50 + child_complexity")]
    async fn approval_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] what: ApprovalWishInput,
    ) -> Result<ApprovalPreviewPayload> {
        let desk = Desk::operating(ctx)?;
        Ok(match foresee(desk, what).await {
            Ok(preview) => ApprovalPreviewPayload {
                preview: Some(preview),
                user_errors: Vec::new(),
            },
            Err(unmet) => ApprovalPreviewPayload {
                preview: None,
                user_errors: vec![ApprovalUserError::of(unmet)?],
            },
        })
    }
}
