//! Where a run stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ProcedureRunCommand, ProcedureRunEvent, ProcedureRunRefusal, Run, Standing, decide};
use crate::aggregate::{Aggregate, Decision};
use crate::procedure::Key;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProcedureRun {
    /// Nobody started it yet.
    #[default]
    Unknown,
    Running(Box<Run>),
    Done(Box<Run>),
    /// Nothing more is asked for. Steps that were asked for may still go on.
    Stopped(Box<Run>),
}

impl Aggregate for ProcedureRun {
    const TYPE: &'static str = "procedure_run";

    type Command = ProcedureRunCommand;
    type Event = ProcedureRunEvent;
    type Refusal = ProcedureRunRefusal;

    fn decide(
        &self,
        command: &ProcedureRunCommand,
    ) -> Result<Decision<ProcedureRunEvent>, ProcedureRunRefusal> {
        match command {
            ProcedureRunCommand::Start(c) => decide::start(self, c),
            ProcedureRunCommand::Stop(c) => decide::stop(self, c),
            ProcedureRunCommand::NoteUndoing(c) => decide::note_undoing(self, c),
            ProcedureRunCommand::Ask(c) => decide::ask(self, c),
            ProcedureRunCommand::NoteDelayed(c) => decide::note_delayed(self, c),
            ProcedureRunCommand::NoteDone(c) => decide::note_done(self, c),
            ProcedureRunCommand::NoteEnded(c) => decide::note_ended(self, c),
            ProcedureRunCommand::NoteNotAsked(c) => decide::note_not_asked(self, c),
        }
    }

    fn evolve(&mut self, event: &ProcedureRunEvent) {
        match event {
            ProcedureRunEvent::ProcedureRunStarted { .. } => self.begin(event),
            ProcedureRunEvent::RunStepAsked {
                step,
                approval_id,
                at,
            } => {
                let (approval, since) = (*approval_id, *at);
                let asked = Standing::Asked {
                    approval,
                    since,
                    fault: None,
                };
                self.put(step, asked);
            }
            ProcedureRunEvent::RunStepDelayed { step, fault, .. } => {
                let known = self.run_mut().and_then(|run| run.standing.get_mut(step));
                if let Some(Standing::Asked { fault: last, .. }) = known {
                    *last = Some(fault.clone());
                }
            }
            ProcedureRunEvent::RunStepDone { step, .. } => self.put(step, Standing::Done),
            ProcedureRunEvent::RunStepFoundMade { step, .. } => {
                self.put(step, Standing::FoundMade);
            }
            ProcedureRunEvent::RunStepEnded { step, came_to, .. } => {
                self.put(step, Standing::Ended(*came_to));
            }
            ProcedureRunEvent::RunStepNotAsked { step, .. } => self.put(step, Standing::NotAsked),
            ProcedureRunEvent::ProcedureRunDone { .. } => self.turn(Self::Done),
            ProcedureRunEvent::ProcedureRunStopped { .. } => self.turn(Self::Stopped),
            ProcedureRunEvent::RunUndoingAsked { .. } => {}
        }
    }
}

impl ProcedureRun {
    /// What is followed, whatever became of it.
    pub fn run(&self) -> Option<&Run> {
        match self {
            Self::Unknown => None,
            Self::Running(run) | Self::Done(run) | Self::Stopped(run) => Some(run),
        }
    }

    fn run_mut(&mut self) -> Option<&mut Run> {
        match self {
            Self::Unknown => None,
            Self::Running(run) | Self::Done(run) | Self::Stopped(run) => Some(run),
        }
    }

    fn begin(&mut self, event: &ProcedureRunEvent) {
        if let ProcedureRunEvent::ProcedureRunStarted {
            procedure_id,
            version,
            customer_id,
            tenant_id,
            inputs,
            steps,
            by,
            reason,
            correlation_id,
            at,
        } = event
        {
            *self = Self::Running(Box::new(Run {
                procedure_id: *procedure_id,
                version: *version,
                customer_id: *customer_id,
                tenant_id: *tenant_id,
                inputs: inputs.clone(),
                steps: steps.clone(),
                standing: BTreeMap::new(),
                by: by.clone(),
                reason: reason.clone(),
                correlation_id: *correlation_id,
                started_at: *at,
            }));
        }
    }

    fn put(&mut self, step: &Key, standing: Standing) {
        if let Some(run) = self.run_mut() {
            run.standing.insert(step.clone(), standing);
        }
    }

    fn turn(&mut self, into: impl FnOnce(Box<Run>) -> Self) {
        *self = match std::mem::take(self) {
            Self::Unknown => Self::Unknown,
            Self::Running(run) | Self::Done(run) | Self::Stopped(run) => into(run),
        };
    }
}
