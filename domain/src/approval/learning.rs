//! What each event means for where an approval stands.

use super::{
    Approval, ApprovalEvent, Ending, Execution, Given, Password, Permitting, Request, Step,
};
use crate::record::Micros;
use crate::saga::Open;

use ApprovalEvent as E;

impl Approval {
    pub(super) fn learn(&mut self, event: &ApprovalEvent) {
        match event {
            E::ApprovalRequested { .. } => {
                if let Some(request) = Request::asked_by(event) {
                    *self = Self::Waiting(Box::new(request));
                }
            }
            E::ApprovalGiven { .. } => self.with(|request| request.decided(event)),
            E::ApprovalGranted { grant, at, .. } => {
                self.with(|request| {
                    request.grant = Some(grant.clone());
                    request.pace.moved(*at);
                });
                self.turn(Self::UnderWay);
            }
            E::ApprovalRejected { at, .. } => self.end(Ending::Rejected, *at),
            E::ApprovalWithdrawn { at, .. } => self.end(Ending::Withdrawn, *at),
            E::ApprovalExpired { at } => self.end(Ending::Expired, *at),
            E::ApprovalReminded { at } => self.with(|request| {
                request.reminded = true;
                request.pace.moved(*at);
            }),
            E::PlanMoved { .. } => {
                self.with(|request| request.begin_anew(event));
                self.turn(Self::Waiting);
            }
            E::StepFailed { fault, at, .. } => {
                self.with(|request| request.failed(event, *at));
                self.turn(|request| Self::Unwinding(request, fault.clone()));
            }
            E::StepRequested { .. }
            | E::StepDelayed { .. }
            | E::RetryRequested { .. }
            | E::PermissionsSought { .. }
            | E::PermissionsGiven { .. }
            | E::AttentionNeeded { .. } => self.with(|request| request.paced(event)),
            E::PlanConfirmed { .. }
            | E::ChangeFoundMade { .. }
            | E::PasswordKept { .. }
            | E::UserCreated { .. }
            | E::UsageLocationSet { .. }
            | E::LicencesChanged { .. }
            | E::SignInBlocked { .. }
            | E::SignInAllowed { .. }
            | E::SessionsRevoked { .. }
            | E::GraceEnded { .. }
            | E::LicencesFreed { .. }
            | E::UserDeleted { .. }
            | E::CarriedOut { .. } => {
                self.with(|request| request.done(event));
                // What was in doubt had its effect, so the step did not fail after all.
                if matches!(self, Self::Unwinding(..)) {
                    self.turn(Self::UnderWay);
                }
            }
            E::EffectNotFound { at, .. } => self.with(|request| request.settled(*at)),
            E::SignInTakenBack { .. }
            | E::LicencesTakenBack { .. }
            | E::UsageLocationTakenBack { .. }
            | E::UserTakenBack { .. }
            | E::PasswordDropped { .. } => self.with(|request| request.undone(event)),
            E::ChangeMade { at } => self.end(Ending::Done, *at),
            E::ChangeUndone { fault, at } => self.end(Ending::Undone(fault.clone()), *at),
            E::ChangeAbandoned { at, .. } => self.end(Ending::Abandoned, *at),
            E::PasswordHandedOut { to, at } => self.with(|request| {
                let (to, at) = (to.clone(), *at);
                request.execution.password = Password::HandedOut { to, at };
            }),
        }
    }

    fn with(&mut self, change: impl FnOnce(&mut Request)) {
        if let Some(request) = self.request_mut() {
            change(request);
        }
    }

    fn turn(&mut self, into: impl FnOnce(Box<Request>) -> Self) {
        if let Some(request) = std::mem::take(self).into_request() {
            *self = into(request);
        }
    }

    fn end(&mut self, ending: Ending, at: Micros) {
        self.with(|request| {
            request.ended_at = Some(at);
            request.pace.moved(at);
        });
        self.turn(|request| Self::Ended(request, ending));
    }
}

impl Request {
    fn decided(&mut self, event: &ApprovalEvent) {
        if let E::ApprovalGiven { by, role, at, .. } = event {
            let (by, role, at) = (by.clone(), *role, *at);
            self.given.push(Given { by, role, at });
        }
    }

    /// Another plan: whoever decided, decided about another.
    fn begin_anew(&mut self, event: &ApprovalEvent) {
        if let E::PlanMoved {
            plan,
            valid_until,
            at,
        } = event
        {
            self.plan = plan.clone();
            self.revision = self.revision.saturating_add(1);
            self.valid_until = *valid_until;
            self.given.clear();
            self.grant = None;
            self.ground = None;
            self.reminded = false;
            self.execution = Execution::default();
            self.pace.moved(*at);
        }
    }

    /// How the step at hand goes.
    fn paced(&mut self, event: &ApprovalEvent) {
        if let E::StepRequested { step, at, fence } = event {
            // An earlier try was never answered: what comes of this one tells nothing about that one.
            let again = self.pace.open.as_ref().is_some_and(|it| it.step == *step);
            self.execution.unsettled |= again;
            self.pace.set_out(*step, *at, *fence);
        } else if let E::StepDelayed { fault, until, .. } = event {
            let open = self.still_open(event);
            self.pace.delayed(fault.clone(), *until);
            self.pace.open = open;
            self.look_again();
        } else if let E::RetryRequested { at } = event {
            self.pace.hurried(*at);
        } else if let E::AttentionNeeded { fault, .. } = event {
            self.execution.attention = Some(fault.clone());
        } else {
            self.permitted(event);
        }
    }

    /// The intent that stays without an outcome after a try that did not work: nothing where the
    /// cloud said that nothing happened, unless another try, by whomever, may have had its effect.
    fn still_open(&mut self, event: &ApprovalEvent) -> Option<Open<Step>> {
        if let E::StepDelayed { fault, fence, .. } | E::StepFailed { fault, fence, .. } = event {
            let of_another = self.pace.open.is_some() && *fence > self.pace.fence;
            self.execution.unsettled |= of_another;
            self.pace.fence = self.pace.fence.max(*fence);
            let in_doubt = fault.effect_unknown || self.execution.unsettled;
            return self.pace.open.take_if(|_| in_doubt);
        }
        None
    }

    /// Permissions are on their way into the tenant.
    fn permitted(&mut self, event: &ApprovalEvent) {
        let permitting = &mut self.execution.permitting;
        if let E::PermissionsSought { scopes, at } = event {
            *permitting = Some(Permitting::sought(scopes.clone(), *at));
        } else if let (E::PermissionsGiven { at }, Some(sought)) = (event, permitting) {
            sought.given_at = Some(*at);
        }
    }

    /// As long as nothing was changed and nothing is in doubt, a plan that waited is made again: how
    /// things stood before the wait says little afterwards.
    fn look_again(&mut self) {
        let nothing_yet = self.execution.done == [Step::ConfirmPlan];
        if nothing_yet && self.pace.open.is_none() {
            self.execution.done.clear();
            self.execution.confirming_again = true;
        }
    }

    /// From here on it goes backwards: what is in doubt stays so until it is clarified.
    fn failed(&mut self, event: &ApprovalEvent, at: Micros) {
        self.pace.open = self.still_open(event);
        self.pace.turned(at);
        self.pace.open.take_if(|open| !open.step.makes());
        self.execution.attention = None;
    }

    /// The step at hand came to its end.
    fn settled(&mut self, at: Micros) {
        self.pace.moved(at);
        self.execution.unsettled = false;
        self.execution.attention = None;
    }

    fn done(&mut self, event: &ApprovalEvent) {
        // The step that made us look again is still the one that is tried: its pauses and its
        // patience go on.
        if !std::mem::take(&mut self.execution.confirming_again) {
            self.settled(event.at());
        }
        let Some(step) = event.ends() else { return };
        let execution = &mut self.execution;
        execution.done.push(step);
        if step.undo().is_some() {
            execution.made.push(step);
        }
        execution.furnished(event);
    }

    /// Something is again as it was.
    fn undone(&mut self, event: &ApprovalEvent) {
        self.settled(event.at());
        let undo = event.ends();
        let execution = &mut self.execution;
        execution.made.retain(|made| made.undo() != undo);
        if undo == Some(Step::DropPassword) {
            execution.password = Password::Dropped;
        } else if undo == Some(Step::TakeBackUser) {
            execution.user = None;
        } else if undo == Some(Step::TakeBackLicences) {
            execution.added.clear();
            execution.removed.clear();
        }
    }
}

impl Execution {
    fn furnished(&mut self, event: &ApprovalEvent) {
        #[allow(clippy::wildcard_enum_match_arm)] // `Approval::learn` names each of them.
        match event {
            E::ChangeFoundMade { .. } => self.found_made = true,
            E::PasswordKept { .. } => self.password = Password::Kept,
            E::UserCreated { user, .. } => self.user = Some(*user),
            E::UsageLocationSet { before, .. } => self.usage_location_before = *before,
            E::LicencesChanged { added, removed, .. } => {
                self.added.clone_from(added);
                self.removed.clone_from(removed);
            }
            E::LicencesFreed { removed, .. } => self.removed.clone_from(removed),
            _ => {}
        }
    }
}
