//! What each event does to an approval's row.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use tenantry_domain::approval::{
    ApprovalEvent as E, Grant, NOTICE, Operation, PASSWORD_DAYS, Person, READING,
};
use tenantry_domain::record::Micros;
use tenantry_domain::saga::{Fault, FaultClass, days};
use tenantry_domain::text::Reason;

use super::row::{ApprovalRow, ApprovalStatus as S, ApprovalWait, FirstPassword};
use crate::declaration::Fact;

pub(super) fn fold(row: Option<ApprovalRow>, fact: &Fact<E>) -> Option<ApprovalRow> {
    if let E::ApprovalRequested { .. } = &fact.event {
        return asked(fact);
    }
    // Without its request, skipped by an operator, an approval has nothing to show.
    let mut row = row?;
    row.position = fact.position;
    match &fact.event {
        // What was told above; and what the change does by itself before it goes on.
        E::ApprovalRequested { .. } | E::PermissionsSought { .. } | E::PermissionsGiven { .. } => {}
        E::ApprovalGiven { by, .. } => row.deciders.push(by.to_string()),
        E::ApprovalGranted { grant, at, .. } => row.granted(grant, *at),
        E::ApprovalRejected { by, reason, at } => {
            row.turned_down(S::Rejected, by, Some(reason), *at);
        }
        E::ApprovalWithdrawn { by, reason, at } => {
            row.turned_down(S::Withdrawn, by, reason.as_ref(), *at);
        }
        E::ChangeAbandoned { by, reason, at } => {
            row.turned_down(S::Abandoned, by, Some(reason), *at);
        }
        E::ApprovalReminded { .. } => row.reminded(),
        E::ApprovalExpired { at } => row.ended(S::Expired, *at),
        E::StepRequested { step, .. } => row.step = Some(step.to_string()),
        E::StepDelayed {
            step, fault, until, ..
        } => row.delayed(step.to_string(), fault, *until),
        E::StepFailed { fault, at, .. } => row.failed(fault, *at),
        E::RetryRequested { at } => row.due_at = row.due_at.map(|due| due.min(*at)),
        E::AttentionNeeded { fault, .. } => row.stuck(fault),
        E::PlanMoved {
            plan,
            valid_until,
            at,
        } => row.begun_anew(plan.digest.as_str(), *valid_until, *at),
        E::PasswordKept { at } => row.kept_password(*at),
        E::SessionsRevoked { at } => {
            row.did(*at);
            row.wait_for_grace(*at);
        }
        E::PlanConfirmed { at, .. }
        | E::ChangeFoundMade { at }
        | E::UserCreated { at, .. }
        | E::UsageLocationSet { at, .. }
        | E::LicencesChanged { at, .. }
        | E::SignInBlocked { at }
        | E::SignInAllowed { at }
        | E::GraceEnded { at }
        | E::LicencesFreed { at, .. }
        | E::UserDeleted { at }
        | E::CarriedOut { at } => row.did(*at),
        E::EffectNotFound { at, .. }
        | E::SignInTakenBack { at }
        | E::LicencesTakenBack { at }
        | E::UsageLocationTakenBack { at }
        | E::UserTakenBack { at } => row.moved(*at),
        E::PasswordDropped { at } => row.dropped_password(*at),
        E::ChangeMade { at } => {
            row.forgive();
            row.ended(S::Done, *at);
        }
        E::ChangeUndone { fault, at } => {
            row.blame(fault);
            row.ended(S::Undone, *at);
        }
        E::PasswordHandedOut { at, .. } => row.handed_out(*at),
    }
    Some(row)
}

fn asked(fact: &Fact<E>) -> Option<ApprovalRow> {
    let E::ApprovalRequested {
        operation,
        plan,
        risk,
        requester,
        reason,
        decisions_needed,
        ground,
        valid_until,
        at,
        ..
    } = &fact.event
    else {
        return None;
    };
    Some(ApprovalRow {
        id: fact.stream,
        kind: operation.kind(),
        risk: *risk,
        status: S::Waiting,
        waits_for: Some(ApprovalWait::Decisions),
        live: true,
        undoing: false,
        customer_id: operation.customer(),
        tenant_id: operation.tenant(),
        connection_id: operation.connection(),
        requester: requester.to_string(),
        reason: reason.as_str().to_owned(),
        needed: (*decisions_needed).into(),
        deciders: Vec::new(),
        procedure_id: ground.as_ref().map(|it| it.procedure_id),
        by_rule: false,
        digest: plan.digest.as_str().to_owned(),
        revision: 1,
        step: None,
        tries: 0,
        due_at: Some(waiting_until(*at, *valid_until)),
        grace_days: grace(operation),
        password: None,
        error_code: None,
        error_detail: None,
        ended_by: None,
        end_reason: None,
        asked_at: *at,
        valid_until: *valid_until,
        granted_at: None,
        ended_at: None,
        position: fact.position,
    })
}

fn grace(operation: &Operation) -> Option<i64> {
    if let Operation::DisableUser {
        remove_licences_after_days,
        ..
    } = operation
    {
        return remove_licences_after_days.map(i64::from);
    }
    None
}

/// When people are reminded of a request; where that is not worth while, when its time is over.
fn waiting_until(since: Micros, valid_until: Micros) -> Micros {
    let notice = valid_until.saturating_sub(NOTICE);
    if notice > since { notice } else { valid_until }
}

impl ApprovalRow {
    fn granted(&mut self, grant: &Grant, at: Micros) {
        self.granted_at = Some(at);
        self.by_rule = matches!(grant, Grant::Rule(_));
        self.status = S::UnderWay;
        self.moved(at);
    }

    /// Another step is at hand.
    fn moved(&mut self, at: Micros) {
        self.step = None;
        self.tries = 0;
        self.due_at = Some(at);
        self.waits_for = None;
        if self.undoing {
            self.status = S::Undoing;
        } else {
            self.status = S::UnderWay;
            self.forgive();
        }
    }

    /// Something of what was asked for. What was in doubt had its effect, so that nothing failed.
    fn did(&mut self, at: Micros) {
        self.undoing = false;
        self.moved(at);
    }

    fn wait_for_grace(&mut self, since: Micros) {
        if let Some(count) = self.grace_days {
            self.due_at = Some(since.saturating_add(days(count)));
            self.waits_for = Some(ApprovalWait::Grace);
        }
    }

    fn reminded(&mut self) {
        self.step = None;
        self.tries = 0;
        self.forgive();
        self.due_at = Some(self.valid_until);
        self.waits_for = Some(ApprovalWait::Decisions);
    }

    fn delayed(&mut self, step: String, fault: &Fault, until: Micros) {
        self.step = Some(step);
        self.tries += 1;
        self.due_at = Some(until);
        self.blame(fault);
        // After its end, and before its grant, it still waits for the same.
        if self.is_over() || self.status == S::Waiting {
            return;
        }
        self.waits_for = Some(match fault.class {
            FaultClass::Waiting | FaultClass::AccountWide => ApprovalWait::Somebody,
            FaultClass::Transient | FaultClass::Permanent => ApprovalWait::Retry,
        });
    }

    /// From here on it is undone.
    fn failed(&mut self, fault: &Fault, at: Micros) {
        self.undoing = true;
        self.moved(at);
        self.blame(fault);
    }

    fn stuck(&mut self, fault: &Fault) {
        self.status = S::Attention;
        self.blame(fault);
    }

    /// Whoever decided, decided about another plan.
    fn begun_anew(&mut self, digest: &str, valid_until: Micros, at: Micros) {
        self.moved(at);
        self.status = S::Waiting;
        self.waits_for = Some(ApprovalWait::Decisions);
        self.deciders.clear();
        self.granted_at = None;
        self.by_rule = false;
        digest.clone_into(&mut self.digest);
        self.revision += 1;
        self.valid_until = valid_until;
        self.due_at = Some(waiting_until(at, valid_until));
    }

    fn turned_down(&mut self, status: S, by: &Person, reason: Option<&Reason>, at: Micros) {
        self.ended(status, at);
        self.ended_by = Some(by.to_string());
        self.end_reason = reason.map(|it| it.as_str().to_owned());
    }

    /// A first password does not stay in the vault.
    fn ended(&mut self, status: S, at: Micros) {
        self.status = status;
        self.step = None;
        self.undoing = false;
        self.ended_at = Some(at);
        let kept = self.password == Some(FirstPassword::Kept);
        let fetched = kept && status == S::Done;
        let kept_until = if fetched {
            at.saturating_add(days(PASSWORD_DAYS))
        } else {
            at
        };
        self.live = kept;
        self.due_at = kept.then_some(kept_until);
        self.waits_for = fetched.then_some(ApprovalWait::FirstPassword);
    }

    fn handed_out(&mut self, at: Micros) {
        self.password = Some(FirstPassword::HandedOut);
        self.waits_for = None;
        self.due_at = Some(at.saturating_add(READING));
    }

    fn kept_password(&mut self, at: Micros) {
        self.did(at);
        self.password = Some(FirstPassword::Kept);
    }

    fn dropped_password(&mut self, at: Micros) {
        self.password = Some(FirstPassword::Dropped);
        if !self.is_over() {
            self.moved(at);
            return;
        }
        self.live = false;
        self.due_at = None;
        self.step = None;
        self.tries = 0;
        self.waits_for = None;
        if self.status == S::Done {
            self.forgive();
        }
    }

    fn blame(&mut self, fault: &Fault) {
        self.error_code = Some(fault.code.clone());
        self.error_detail = Some(fault.detail.clone());
    }

    fn forgive(&mut self) {
        self.error_code = None;
        self.error_detail = None;
    }
}
