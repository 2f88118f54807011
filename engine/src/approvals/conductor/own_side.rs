//! Commands of our own, in the name of the approval.

use tenantry_domain::approval::{ApprovalEvent, Operation};
use uuid::Uuid;

use super::{Desk, Outcome, fact};
use crate::approvals::ApprovalError;
use crate::mapping::MappingError;
use crate::sagas::Trouble;

use ApprovalEvent as E;

impl Desk<'_> {
    /// The key follows from the approval, so the command is carried out once.
    pub(super) async fn carry_out(&self) -> Outcome {
        let key = Uuid::new_v5(&self.id.as_uuid(), b"carry out");
        let context = self.context().with_key(key.to_string());
        let context = context.because(self.request.reason.as_str());
        let carried = self
            .approvals
            .carry_out(self.msp, self.request, context, self.now);
        match carried.await {
            Ok(()) => fact(E::CarriedOut { at: self.now }),
            Err(error) if self.is_begun(&error) => fact(E::CarriedOut { at: self.now }),
            Err(error) => Err(error.into()),
        }
    }

    /// Some of what was shown is linked by now, so it is not what was shown any more. What is left is for
    /// another look.
    fn is_begun(&self, error: &ApprovalError) -> bool {
        let stale = matches!(error, ApprovalError::Mapping(MappingError::PreviewStale));
        stale && self.is_in_doubt()
    }

    pub(super) async fn carried_out(&self) -> Result<Option<E>, Trouble> {
        let operation = &self.request.operation;
        let plan = self.approvals.plan(self.msp, operation).await?;
        let is_list = matches!(operation, Operation::AcceptMatches { .. });
        let is_begun = is_list && plan.digest != self.request.plan.digest;
        let is_done = plan.is_empty() || is_begun;
        Ok(is_done.then_some(E::CarriedOut { at: self.now }))
    }
}
