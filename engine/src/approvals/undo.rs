//! Undoing what was done, later: by asking for the reverse, which is decided about like anything else.

use tenantry_domain::approval::{Approval, ApprovalRefusal, Ending};
use tenantry_domain::approval_refusal::WishKind;
use tenantry_domain::ids::{ApprovalId, MspId};
use tenantry_domain::text::Reason;
use uuid::Uuid;

use super::request::Meant;
use super::{ApprovalError, Approvals, Wished, person};
use crate::commands::{CommandError, Context, Done, is_valid_key};

/// What was asked for, part by part.
type Parts = Vec<(ApprovalId, Done)>;

impl Approvals {
    /// One request for each part, in the order in which they are to be approved.
    pub async fn undo(
        &self,
        msp: MspId,
        id: ApprovalId,
        reason: Reason,
        context: Context,
    ) -> Result<Parts, ApprovalError> {
        let outcome = async {
            let parts = self.undone(msp, id, reason, &context).await?;
            parts.ok_or(ApprovalError::NothingToUndo)
        };
        let wished = Wished::of(WishKind::Undo, id);
        self.witnessed(msp, wished, &context, outcome).await
    }

    /// The same for one of several that are undone together. Nothing where nothing of it can be undone: that
    /// refuses nobody.
    pub(crate) async fn undo_among(
        &self,
        msp: MspId,
        id: ApprovalId,
        reason: Reason,
        context: Context,
    ) -> Result<Option<Parts>, ApprovalError> {
        let outcome = self.undone(msp, id, reason, &context);
        let wished = Wished::of(WishKind::Undo, id);
        self.witnessed(msp, wished, &context, outcome).await
    }

    async fn undone(
        &self,
        msp: MspId,
        id: ApprovalId,
        reason: Reason,
        context: &Context,
    ) -> Result<Option<Parts>, ApprovalError> {
        person(context)?;
        // Each part has a key of its own, so nothing else would look at this one.
        let key = context.idempotency_key.as_deref();
        if key.is_some_and(|key| !is_valid_key(key)) {
            return Err(ApprovalError::Approval(CommandError::KeyMalformed));
        }
        let stands = self.of(msp, id).await?;
        let Approval::Ended(request, Ending::Done | Ending::Abandoned) = &stands else {
            return Ok(None);
        };
        let reversal = request.reversal(id);
        let mut asked = Vec::with_capacity(reversal.len());
        for (place, operation) in reversal.into_iter().enumerate() {
            let (its_id, context) = self.part(id, place, context);
            let meant = Meant {
                operation,
                ground: None,
                reason: reason.clone(),
            };
            match self.ask(msp, its_id, meant, context).await {
                Ok(done) => asked.push((its_id, done)),
                // Somebody undid this part already.
                Err(ApprovalError::Approval(CommandError::Refused(
                    ApprovalRefusal::OperationEmpty,
                ))) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Some(asked).filter(|it| !it.is_empty()))
    }

    /// With a key that was given, the same parts come of it each time.
    fn part(&self, id: ApprovalId, place: usize, context: &Context) -> (ApprovalId, Context) {
        let mut context = context.clone();
        let Some(key) = context.idempotency_key.take() else {
            return (ApprovalId::new(self.parts.engine.new_id()), context);
        };
        let of = Uuid::new_v5(&id.as_uuid(), format!("undo {place} {key}").as_bytes());
        (ApprovalId::new(of), context.with_key(of.to_string()))
    }
}
