//! What each event does to a run's row.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use tenantry_domain::ids::ApprovalId;
use tenantry_domain::procedure::Key;
use tenantry_domain::procedure_run::{ProcedureRunEvent as E, StopCause};
use tenantry_domain::record::Micros;
use tenantry_domain::saga::Fault;

use super::row::{RunRow, RunStatus, RunStepStatus as S, StepShown};
use crate::declaration::Fact;

pub(super) fn fold(row: Option<RunRow>, fact: &Fact<E>) -> Option<RunRow> {
    if let E::ProcedureRunStarted { .. } = &fact.event {
        return started(fact);
    }
    // Without its start, skipped by an operator, a run has nothing to show.
    let mut row = row?;
    row.position = fact.position;
    match &fact.event {
        E::ProcedureRunStarted { .. } => {}
        E::RunStepAsked {
            step,
            approval_id,
            at,
        } => row.asked(step, *approval_id, *at),
        E::RunStepDelayed { step, fault, .. } => row.blamed(step, fault),
        E::RunStepDone { step, at } => row.came(step, S::Done, *at),
        E::RunStepFoundMade { step, at } => row.came(step, S::FoundMade, *at),
        E::RunStepEnded { step, came_to, at } => row.came(step, (*came_to).into(), *at),
        E::RunStepNotAsked { step, fault, at } => {
            row.came(step, S::NotAsked, *at);
            if let Some(fault) = fault {
                row.blamed(step, fault);
            }
        }
        E::ProcedureRunDone { at } => {
            (row.error_code, row.error_detail) = (None, None);
            row.ended(RunStatus::Done, *at);
        }
        E::ProcedureRunStopped { cause, at } => {
            row.stopped_for(cause);
            row.ended(RunStatus::Stopped, *at);
        }
        E::RunUndoingAsked { approvals, .. } => {
            let asked = approvals.iter().map(ToString::to_string);
            // The same request, asked for again, is there once.
            let new: Vec<String> = asked.filter(|it| !row.undoing.contains(it)).collect();
            row.undoing.extend(new);
        }
    }
    Some(row)
}

fn started(fact: &Fact<E>) -> Option<RunRow> {
    let E::ProcedureRunStarted {
        procedure_id,
        version,
        customer_id,
        tenant_id,
        inputs: _,
        steps,
        by,
        reason,
        correlation_id: _,
        at,
    } = &fact.event
    else {
        return None;
    };
    let mut row = RunRow {
        id: fact.stream,
        procedure_id: *procedure_id,
        version: (*version).into(),
        customer_id: *customer_id,
        tenant_id: *tenant_id,
        status: RunStatus::Running,
        live: true,
        steps: String::new(),
        steps_done: 0,
        steps_all: 0,
        started_by: by.to_string(),
        reason: reason.as_str().to_owned(),
        stopped_step: None,
        stopped_by: None,
        stop_reason: None,
        error_code: None,
        error_detail: None,
        undoing: Vec::new(),
        started_at: *at,
        ended_at: None,
        position: fact.position,
    };
    let shown = steps.iter().map(|step| StepShown {
        key: step.key.clone(),
        title: step.title.clone(),
        after: step.after.clone(),
        status: S::Later,
        approval: None,
        error_code: None,
        at: None,
    });
    row.say(&shown.collect::<Vec<_>>());
    Some(row)
}

impl RunRow {
    fn asked(&mut self, step: &Key, approval: ApprovalId, at: Micros) {
        self.change(step, |shown| {
            shown.approval = Some(approval);
            shown.status = S::Asked;
            shown.at = Some(at);
        });
    }

    fn came(&mut self, step: &Key, status: S, at: Micros) {
        self.change(step, |shown| {
            shown.status = status;
            shown.error_code = None;
            shown.at = Some(at);
        });
        if status.is_done() {
            (self.error_code, self.error_detail) = (None, None);
        }
    }

    fn blamed(&mut self, step: &Key, fault: &Fault) {
        self.change(step, |shown| shown.error_code = Some(fault.code.clone()));
        self.error_code = Some(fault.code.clone());
        self.error_detail = Some(fault.detail.clone());
    }

    fn stopped_for(&mut self, cause: &StopCause) {
        match cause {
            StopCause::Step { step, came_to: _ } | StopCause::NotAsked { step, fault: _ } => {
                self.stopped_step = Some(step.to_string());
            }
            StopCause::Person { by, reason } => {
                self.stopped_by = Some(by.to_string());
                self.stop_reason = Some(reason.as_str().to_owned());
            }
        }
    }

    fn ended(&mut self, status: RunStatus, at: Micros) {
        self.status = status;
        self.ended_at = Some(at);
        self.say(&self.steps());
    }

    fn change(&mut self, step: &Key, with: impl FnOnce(&mut StepShown)) {
        let mut steps = self.steps();
        if let Some(shown) = steps.iter_mut().find(|it| it.key == *step) {
            with(shown);
        }
        self.say(&steps);
    }
}
