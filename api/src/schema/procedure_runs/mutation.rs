//! Starting, stopping and undoing runs.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::ids::ProcedureRunId;
use tenantry_engine::commands::Done;
use tenantry_projections::procedure_runs;

use super::input::ProcedureRunStartInput;
use super::object::ProcedureRun;
use super::query::TABLES;
use super::refusal::{ProcedureRunUserError, unmet_by};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::Kind;
use crate::schema::told::{Receipt, Unmet, given, payload, why};

/// Which run is to be stopped, and why.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureRunStopInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: String,
    /// The run.
    id: ID,
}

/// Which run is to be undone, and why.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureRunUndoInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for whoever decides about it.
    reason: String,
    /// The run.
    id: ID,
}

payload! {
    /// What came of starting a run.
    ProcedureRunStartPayload {
        /// The run as it stands now.
        run: ProcedureRun, ProcedureRunUserError
    }
}
payload! {
    /// What came of stopping a run.
    ProcedureRunStopPayload {
        /// The run as it stands now.
        run: ProcedureRun, ProcedureRunUserError
    }
}
payload! {
    /// What came of undoing a run.
    ProcedureRunUndoPayload {
        /// The run as it stands now, with the approvals that are asked for.
        run: ProcedureRun, ProcedureRunUserError
    }
}

/// The run after what was done to it.
async fn after(
    desk: Desk<'_>,
    id: ProcedureRunId,
    done: Done,
) -> Result<(Receipt, Option<ProcedureRun>), Unmet> {
    let found = if desk.shows(done.receipt.position, TABLES).await? {
        procedure_runs::get(desk.projections(), desk.msp(), id)
            .await
            .map_err(Fault::from)?
    } else {
        None
    };
    Ok((done.into(), found.map(ProcedureRun)))
}

fn run(id: &ID) -> Result<ProcedureRunId, Unmet> {
    Ok(ProcedureRunId::new(given(Kind::ProcedureRun, id, "id")?))
}

#[derive(Debug, Default)]
pub(crate) struct ProcedureRunMutation;

#[Object]
impl ProcedureRunMutation {
    /// Follows the newest version of a procedure for a customer. Each step is asked for as an approval, in the
    /// name of whoever starts it, once all that it comes after is done. Roles: Tech, Admin. Events:
    /// `ProcedureRunStarted`, `RunStepAsked` and `ApprovalRequested` for each step, then what comes of them. Asked
    /// again with the same idempotency key it answers as it did then.
    #[graphql(complexity = "50 + child_complexity")]
    async fn procedure_run_start(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be followed, for whom, and with what.")]
        input: ProcedureRunStartInput,
    ) -> Result<ProcedureRunStartPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let key = input.idempotency_key.clone();
            let asked = desk.asked(&key, Some(&input.reason))?;
            let wish = input.read()?;
            let name = format!("procedure run {key}");
            let id = ProcedureRunId::new(desk.id_of(&name));
            let done = desk.parts.runs.start(desk.msp(), id, wish, asked).await;
            after(desk, id, done.map_err(unmet_by)?).await
        };
        Ok(ProcedureRunStartPayload::told(outcome.await)?)
    }

    /// Asks for no more steps of a run. What was asked for already goes on by itself, and what is done stays.
    /// Roles: Tech, Admin. Event: `ProcedureRunStopped`. Asked again with the same idempotency key it answers as it
    /// did then.
    async fn procedure_run_stop(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: ProcedureRunStopInput,
    ) -> Result<ProcedureRunStopPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let id = run(&input.id)?;
            let reason = why(&input.reason)?;
            let asked = desk.asked(&input.idempotency_key, Some(&input.reason))?;
            let done = desk.parts.runs.stop(desk.msp(), id, reason, asked).await;
            after(desk, id, done.map_err(unmet_by)?).await
        };
        Ok(ProcedureRunStopPayload::told(outcome.await)?)
    }

    /// Asks for the reverse of what a run did, the last step first: each is decided about like anything else. The
    /// run is over before. Roles: Tech, Admin. Events: `ApprovalRequested` for each part, `RunUndoingAsked`. Asked
    /// again with the same idempotency key it answers as it did then.
    #[graphql(complexity = "50 + child_complexity")]
    async fn procedure_run_undo(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: ProcedureRunUndoInput,
    ) -> Result<ProcedureRunUndoPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let id = run(&input.id)?;
            let reason = why(&input.reason)?;
            let asked = desk.asked(&input.idempotency_key, Some(&input.reason))?;
            let undone = desk.parts.runs.undo(desk.msp(), id, reason, asked).await;
            let (_, done) = undone.map_err(unmet_by)?;
            after(desk, id, done).await
        };
        Ok(ProcedureRunUndoPayload::told(outcome.await)?)
    }
}
