//! Undoing what a run did: the reverse of each step is asked for, the last first.

use tenantry_domain::approval::{Approval, Ending};
use tenantry_domain::ids::{ApprovalId, MspId, ProcedureRunId};
use tenantry_domain::procedure_run::{
    NoteUndoing, ProcedureRun, ProcedureRunCommand, ProcedureRunRefusal, approval_of,
};
use tenantry_domain::record::Micros;
use tenantry_domain::text::Reason;
use uuid::Uuid;

use super::{ProcedureRunError, ProcedureRuns, person};
use crate::approvals::ApprovalError;
use crate::commands::{CommandError, Context, Done};

impl ProcedureRuns {
    /// One request for each part, in the order in which they are to be approved. With the same key the
    /// same requests come of it.
    pub async fn undo(
        &self,
        msp: MspId,
        id: ProcedureRunId,
        reason: Reason,
        context: Context,
    ) -> Result<(Vec<ApprovalId>, Done), ProcedureRunError> {
        let by = person(&context)?;
        let mut asked = Vec::new();
        for approval in self.carried_out(msp, id).await? {
            let its_own = part(approval, &context);
            let approvals = &self.parts.approvals;
            let parts = approvals.undo_among(msp, approval, reason.clone(), its_own);
            // Of some there is nothing: nobody can undo them, or somebody did.
            let parts = parts.await?.into_iter().flatten();
            asked.extend(parts.map(|(id, _)| id));
        }
        if asked.is_empty() {
            return Err(ApprovalError::NothingToUndo.into());
        }
        let command = ProcedureRunCommand::NoteUndoing(NoteUndoing {
            by,
            reason,
            approvals: asked.clone(),
            at: self.parts.clock.now(),
        });
        let done = self.tell(msp, id, command, context).await?;
        Ok((asked, done))
    }

    /// What changed something, the last first. A run that goes on is stopped before it is undone.
    async fn carried_out(
        &self,
        msp: MspId,
        id: ProcedureRunId,
    ) -> Result<Vec<ApprovalId>, ProcedureRunError> {
        let refused = |refusal| ProcedureRunError::Run(CommandError::Refused(refusal));
        let stands = self.of(msp, id).await?;
        let run = match &stands {
            ProcedureRun::Unknown => {
                return Err(refused(ProcedureRunRefusal::ProcedureRunNotFound));
            }
            ProcedureRun::Running(_) => {
                return Err(refused(ProcedureRunRefusal::ProcedureRunUnderWay));
            }
            ProcedureRun::Done(run) | ProcedureRun::Stopped(run) => run,
        };
        let mut done: Vec<(Micros, usize, ApprovalId)> = Vec::new();
        for (place, step) in run.steps.iter().enumerate() {
            let approval = approval_of(id, &step.key);
            let stands = self.parts.approvals.of(msp, approval).await?;
            if let Approval::Ended(request, Ending::Done | Ending::Abandoned) = &stands {
                done.push((request.ended_at.unwrap_or_default(), place, approval));
            }
        }
        done.sort_unstable_by(|one, other| other.cmp(one));
        Ok(done.into_iter().map(|(_, _, approval)| approval).collect())
    }
}

/// A key of its own for each step: one key stands for one request.
fn part(approval: ApprovalId, context: &Context) -> Context {
    let mut context = context.clone();
    match context.idempotency_key.take() {
        None => context,
        Some(key) => {
            let of = Uuid::new_v5(&approval.as_uuid(), format!("run {key}").as_bytes());
            context.with_key(of.to_string())
        }
    }
}
