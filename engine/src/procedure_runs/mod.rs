//! Whole procedures, followed for a customer: each step becomes an approval when its turn comes.
//!
//! [`ProcedureRuns`] starts, stops, foresees and undoes them. [`RunCarrier`] asks for the steps, and notes
//! what became of them: the runner of sagas visits it as it visits them, with the same leases and the same
//! looking up after a start. It is no saga: nothing is made in a cloud but by the approvals, which are.

mod asking;
mod carrier;
mod error;
mod foresight;
mod start;
mod undo;
mod watched;

use std::sync::Arc;

use tenantry_domain::approval::Person;
use tenantry_domain::ids::{MspId, ProcedureRunId};
use tenantry_domain::procedure_run::{
    ProcedureRun, ProcedureRunCommand, ProcedureRunRefusal, StopRun,
};
use tenantry_domain::text::Reason;

use crate::access::Access;
use crate::approvals::{ApprovalError, Approvals};
use crate::commands::{CommandError, Context, Done, Engine, Request};
use crate::time::Clock;

pub use carrier::RunCarrier;
pub use error::ProcedureRunError;
pub use foresight::{Foreseen, Foresight};
pub use start::RunWish;

/// What runs stand on.
#[derive(Debug, Clone)]
pub struct ProcedureRunParts {
    pub engine: Arc<Engine>,
    pub approvals: Approvals,
    /// Whoever started one asks for its steps, as long as they may.
    pub access: Access,
    pub clock: Arc<dyn Clock>,
}

/// The runs of all MSPs.
#[derive(Debug, Clone)]
pub struct ProcedureRuns {
    parts: ProcedureRunParts,
}

impl ProcedureRuns {
    pub fn new(parts: ProcedureRunParts) -> Self {
        Self { parts }
    }

    /// How it stands.
    pub async fn of(
        &self,
        msp: MspId,
        id: ProcedureRunId,
    ) -> Result<ProcedureRun, ProcedureRunError> {
        Ok(self.parts.engine.load(msp, &id.to_string()).await?)
    }

    /// Asks for no more of its steps. What was asked for already goes on by itself.
    pub async fn stop(
        &self,
        msp: MspId,
        id: ProcedureRunId,
        reason: Reason,
        context: Context,
    ) -> Result<Done, ProcedureRunError> {
        let command = ProcedureRunCommand::Stop(StopRun {
            by: person(&context)?,
            reason,
            at: self.parts.clock.now(),
        });
        Ok(self.tell(msp, id, command, context).await?)
    }

    async fn tell(
        &self,
        msp: MspId,
        id: ProcedureRunId,
        command: ProcedureRunCommand,
        context: Context,
    ) -> Result<Done, CommandError<ProcedureRunRefusal>> {
        let request = Request::<ProcedureRun> {
            msp,
            id: id.to_string(),
            command,
            context,
        };
        self.parts.engine.execute(request).await
    }
}

/// Whoever starts or stops a run is somebody.
fn person(context: &Context) -> Result<Person, ProcedureRunError> {
    let person = Person::of(&context.actor);
    Ok(person.ok_or(ApprovalError::Nobody)?)
}
