//! Carries runs on: asks for what comes next, and notes what became of what was asked for.

use async_trait::async_trait;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::{Approval, ApprovalRefusal};
use tenantry_domain::ids::{ApprovalId, MspId, ProcedureRunId};
use tenantry_domain::procedure::Key;
use tenantry_domain::procedure_run::{
    AskStep, CameTo, NoteDelayed, NoteDone, NoteEnded, NoteNotAsked, ProcedureRun,
    ProcedureRunCommand as Command, Run, Standing, approval_of,
};
use tenantry_domain::record::{Actor, ActorKind, Micros, RecordedEvent, Source};
use tenantry_domain::saga::{FaultClass, Patience, days, minutes, seconds};

use super::watched::Watched;
use super::{ProcedureRunError, ProcedureRuns};
use crate::approvals::ApprovalError;
use crate::commands::{CommandError, Context};
use crate::leases::Fence;
use crate::sagas::{Carrier, Trouble, Visit};

/// How long a run is left alone that could not be read or written.
const AFTER_TROUBLE: Micros = seconds(5);

/// A step that cannot be asked for: a cloud that is away for a moment, or a permission that somebody has
/// to give. After that the run stops.
const PATIENCE: Patience = Patience {
    first: seconds(5),
    slowest: minutes(15),
    limit: days(7),
};

/// Carries the runs of all MSPs on.
#[derive(Debug)]
pub struct RunCarrier {
    runs: ProcedureRuns,
    watched: Watched,
    /// What this worker is called on record.
    worker: String,
}

/// What became of one look.
enum Moved {
    /// Something was recorded: there may be more to do.
    On,
    /// Until something is recorded about an approval.
    Waits,
    Again(Micros),
    StandStill(Trouble),
}

/// The run that is visited, as it was when it was last read.
struct Place<'a> {
    msp: MspId,
    id: ProcedureRunId,
    run: &'a Run,
    /// It goes on: it was not stopped, and is not done.
    goes_on: bool,
}

impl RunCarrier {
    pub fn new(runs: ProcedureRuns, worker: impl Into<String>) -> Self {
        Self {
            runs,
            watched: Watched::default(),
            worker: worker.into(),
        }
    }

    async fn carry_on(&self, msp: MspId, id: ProcedureRunId) -> Result<Visit, ProcedureRunError> {
        // Each step is recorded a few times at most, so this comes to its end.
        loop {
            match self.advance(msp, id).await? {
                Moved::On => {}
                Moved::Waits => return Ok(Visit::Rest),
                Moved::Again(due) => return Ok(Visit::Again(due)),
                Moved::StandStill(trouble) => return Ok(Visit::StandStill(*trouble.fault)),
            }
        }
    }

    async fn advance(&self, msp: MspId, id: ProcedureRunId) -> Result<Moved, ProcedureRunError> {
        let stands = self.runs.of(msp, id).await?;
        let Some(run) = stands.run() else {
            return Ok(Moved::Waits);
        };
        let at = Place {
            msp,
            id,
            run,
            goes_on: matches!(stands, ProcedureRun::Running(_)),
        };
        if at.goes_on
            && let Some(step) = run.ready().next()
        {
            let command = Command::Ask(AskStep {
                step: step.key.clone(),
                approval: approval_of(id, &step.key),
                at: self.runs.parts.clock.now(),
            });
            return self.record(&at, command).await;
        }
        let mut due: Option<Micros> = None;
        for (step, approval) in run.open() {
            match self.follow(&at, step, approval).await? {
                Moved::Waits => {}
                Moved::Again(at) => due = Some(due.map_or(at, |due| due.min(at))),
                moved @ (Moved::On | Moved::StandStill(_)) => return Ok(moved),
            }
        }
        Ok(due.map_or(Moved::Waits, Moved::Again))
    }

    /// Looks how what was asked for stands, and asks for it where nobody did.
    async fn follow(
        &self,
        at: &Place<'_>,
        step: &Key,
        approval: ApprovalId,
    ) -> Result<Moved, ProcedureRunError> {
        // Before it is read: what is recorded after that is heard of.
        self.watched.watch(at.msp, approval, at.id);
        let (step, now) = (step.clone(), self.runs.parts.clock.now());
        let command = match self.runs.parts.approvals.of(at.msp, approval).await? {
            Approval::Unknown if at.goes_on => return self.ask(at, &step, approval).await,
            Approval::Unknown => Command::NoteNotAsked(NoteNotAsked {
                step,
                fault: None,
                at: now,
            }),
            Approval::Waiting(_) | Approval::UnderWay(_) | Approval::Unwinding(..) => {
                return Ok(Moved::Waits);
            }
            Approval::Ended(_, ending) => match CameTo::of(&ending) {
                Some(came_to) => Command::NoteEnded(NoteEnded {
                    step,
                    came_to,
                    at: now,
                }),
                None => Command::NoteDone(NoteDone {
                    step,
                    found_made: false,
                    at: now,
                }),
            },
        };
        self.settle(at, approval, command).await
    }

    async fn ask(
        &self,
        at: &Place<'_>,
        step: &Key,
        approval: ApprovalId,
    ) -> Result<Moved, ProcedureRunError> {
        let error = match self.runs.ask(at.msp, at.id, at.run, step).await {
            // How it stands is looked at once more: a rule may have granted it.
            Ok(()) => return Ok(Moved::Waits),
            Err(error) => error,
        };
        let (step, now) = (step.clone(), self.runs.parts.clock.now());
        if is_empty(&error) {
            let found_made = true;
            let command = Command::NoteDone(NoteDone {
                step,
                found_made,
                at: now,
            });
            return self.settle(at, approval, command).await;
        }
        let trouble = Trouble::from(error);
        let since = at.since(&step, now);
        match trouble.fault.class {
            FaultClass::AccountWide => return Ok(Moved::StandStill(trouble)),
            FaultClass::Transient | FaultClass::Waiting if !PATIENCE.is_over(since, now) => {
                let command = Command::NoteDelayed(NoteDelayed {
                    step,
                    fault: *trouble.fault,
                    at: now,
                });
                self.record(at, command).await?;
                let pause = trouble.asked.unwrap_or_default();
                let look = PATIENCE.next_look(since, now);
                return Ok(Moved::Again(look.max(now.saturating_add(pause))));
            }
            FaultClass::Transient | FaultClass::Waiting | FaultClass::Permanent => {}
        }
        let command = Command::NoteNotAsked(NoteNotAsked {
            step,
            fault: Some(*trouble.fault),
            at: now,
        });
        self.settle(at, approval, command).await
    }

    /// Records how a step ended.
    async fn settle(
        &self,
        at: &Place<'_>,
        approval: ApprovalId,
        command: Command,
    ) -> Result<Moved, ProcedureRunError> {
        let moved = self.record(at, command).await?;
        self.watched.forget(at.msp, approval);
        Ok(moved)
    }

    /// Somebody else may have been faster: then it is looked at anew when that is heard of.
    async fn record(&self, at: &Place<'_>, command: Command) -> Result<Moved, ProcedureRunError> {
        let actor = Actor {
            kind: ActorKind::Service,
            id: self.worker.clone(),
        };
        let mut context = Context::new(actor, Source::Engine);
        context.correlation_id = at.run.correlation_id;
        match self.runs.tell(at.msp, at.id, command, context).await {
            Ok(_) => Ok(Moved::On),
            Err(CommandError::Refused(_)) => Ok(Moved::Waits),
            Err(error) => Err(error.into()),
        }
    }
}

impl Place<'_> {
    /// From when on a step is tried to be asked for.
    fn since(&self, step: &Key, now: Micros) -> Micros {
        match self.run.standing.get(step) {
            Some(Standing::Asked { since, .. }) => *since,
            Some(_) | None => now,
        }
    }
}

/// All is already as the step was to make it.
fn is_empty(error: &ProcedureRunError) -> bool {
    let ProcedureRunError::Approval(ApprovalError::Approval(CommandError::Refused(refusal))) =
        error
    else {
        return false;
    };
    matches!(refusal, ApprovalRefusal::OperationEmpty)
}

#[async_trait]
impl Carrier for RunCarrier {
    fn aggregate_type(&self) -> &'static str {
        ProcedureRun::TYPE
    }

    /// What is recorded about an approval that a run waits for.
    fn concerned(&self, event: &RecordedEvent) -> Option<String> {
        self.watched.concerned(event)
    }

    async fn visit(&self, msp: MspId, id: &str, _fence: Fence) -> Visit {
        let Ok(run) = id.parse() else {
            return Visit::Rest;
        };
        match self.carry_on(msp, run).await {
            Ok(visit) => visit,
            Err(error) => {
                tracing::warn!(%msp, %run, code = error.code(), %error, "a run cannot be carried on");
                Visit::Again(self.runs.parts.clock.now() + AFTER_TROUBLE)
            }
        }
    }

    /// Whether the MSP's own account works is for onboardings to say.
    async fn account_works(&self, _msp: MspId) -> Result<(), Trouble> {
        Ok(())
    }
}
