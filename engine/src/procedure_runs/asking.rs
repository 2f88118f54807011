//! Asking for a step, in the name of whoever started the run, as long as they may ask.

use std::collections::BTreeMap;

use tenantry_domain::approval::{Person, PersonKind};
use tenantry_domain::ids::{MemberId, MspId, ProcedureRunId, ServiceTokenId};
use tenantry_domain::procedure::Key;
use tenantry_domain::procedure_run::{Run, approval_of};
use tenantry_domain::record::{Actor, ActorKind, Source};
use tenantry_domain::role::Right;

use super::{ProcedureRunError, ProcedureRuns};
use crate::access::{AccessError, Pass};
use crate::approvals::{ApprovalWish, Asked, FollowedStep};
use crate::commands::Context;

impl ProcedureRuns {
    /// Asks for it. However often, it is one request: its id and its key follow from run and step.
    pub(super) async fn ask(
        &self,
        msp: MspId,
        id: ProcedureRunId,
        run: &Run,
        step: &Key,
    ) -> Result<(), ProcedureRunError> {
        self.must_have_right(msp, &run.by).await?;
        let approval = approval_of(id, step);
        let wish = ApprovalWish {
            what: Asked::Followed(followed(id, run, step)),
            reason: run.reason.clone(),
        };
        let actor = Actor {
            kind: kind_of(&run.by),
            id: run.by.id.clone(),
        };
        let mut context = Context::new(actor, Source::Engine)
            .with_key(approval.to_string())
            .because(run.reason.as_str());
        context.correlation_id = run.correlation_id;
        let approvals = &self.parts.approvals;
        approvals.request(msp, approval, wish, context).await?;
        Ok(())
    }

    /// The role is that of this moment, as the ledger has it. An operator has none there: whoever is at
    /// the machine's own command line may do everything.
    async fn must_have_right(&self, msp: MspId, by: &Person) -> Result<(), ProcedureRunError> {
        let pass = match by.kind {
            PersonKind::Operator => return Ok(()),
            PersonKind::User => by.id.parse().map(|id: MemberId| Pass::Member(id)),
            PersonKind::Service => by.id.parse().map(|id: ServiceTokenId| Pass::Token(id)),
        };
        let Ok(pass) = pass else {
            return Err(ProcedureRunError::RightGone);
        };
        match self.parts.access.role_by(msp, pass).await {
            Ok(role) if role.has(Right::Operate) => Ok(()),
            Ok(_) | Err(AccessError::NotSignedIn) => Err(ProcedureRunError::RightGone),
            Err(error) => Err(error.into()),
        }
    }
}

/// A step with all that was given, and with whom the steps before it made.
pub(super) fn followed(id: ProcedureRunId, run: &Run, step: &Key) -> FollowedStep {
    let done = run.steps.iter().filter(|it| run.is_done(&it.key));
    let made: BTreeMap<_, _> = done
        .map(|it| (it.key.clone(), approval_of(id, &it.key)))
        .collect();
    FollowedStep {
        procedure: run.procedure_id,
        version: run.version,
        step: step.clone(),
        customer: run.customer_id,
        tenant: run.tenant_id,
        values: run.inputs.clone(),
        made,
    }
}

fn kind_of(person: &Person) -> ActorKind {
    match person.kind {
        PersonKind::User => ActorKind::User,
        PersonKind::Service => ActorKind::Service,
        PersonKind::Operator => ActorKind::Operator,
    }
}
