//! What an attempt learns from its events.

use super::attempt::{AppAccessKnown, Assigned, Attempt, Held, Made, Stage, Superseded};
use super::{OnboardingEvent, Step};
use crate::cloud::gdap::{AssignmentId, RelationshipId};
use crate::record::Micros;
use crate::text::GroupName;

use OnboardingEvent as E;

impl Attempt {
    /// A step came to its end.
    pub(super) fn learned(&mut self, event: &OnboardingEvent) {
        if let Some(at) = instant(event) {
            self.pace.moved(at);
        }
        #[allow(clippy::wildcard_enum_match_arm)] // `Onboarding::evolve` names each of them.
        match event {
            E::NothingToReuse {
                name, supersedes, ..
            } => {
                self.name = Some(name.to_string());
                self.supersede(supersedes);
            }
            E::ActiveRelationshipReused {
                relationship,
                name,
                assignments,
                ..
            } => {
                self.hold(relationship, name, false, Stage::Active);
                if let Some(held) = &mut self.relationship {
                    held.before.clone_from(assignments);
                }
            }
            E::UnfinishedRelationshipAdopted {
                relationship,
                name,
                supersedes,
                ..
            } => {
                self.supersede(supersedes);
                self.hold(relationship, name.as_str(), true, Stage::Proposed);
                self.made.push(Made::Relationship);
            }
            E::RelationshipProposed { relationship, .. } => {
                let name = self.name.clone().unwrap_or_default();
                self.hold(relationship, &name, true, Stage::Proposed);
                self.made.push(Made::Relationship);
            }
            E::RelationshipCreated { .. } => self.reach(Stage::Created),
            E::RelationshipLocked { invitation, .. } => {
                self.reach(Stage::Locked);
                if let Some(held) = &mut self.relationship {
                    held.invitation = Some(invitation.clone());
                }
            }
            E::RelationshipApproved { .. } => self.reach(Stage::Approved),
            E::RelationshipActivated { .. } => self.reach(Stage::Active),
            _ => self.furnished(event),
        }
    }

    /// What the relationship is put to use with.
    fn furnished(&mut self, event: &OnboardingEvent) {
        #[allow(clippy::wildcard_enum_match_arm)] // `Onboarding::evolve` names each of them.
        match event {
            E::GroupFound { group, id, .. } => {
                self.groups.insert(group.clone(), *id);
            }
            E::GroupCreated { group, id, .. } => {
                self.groups.insert(group.clone(), *id);
                self.made.push(Made::Group(group.clone()));
            }
            E::RolesAssigned {
                group, assignment, ..
            } => {
                self.assign(group, assignment);
                self.made.push(Made::Assignment(group.clone()));
            }
            E::AssignmentFound {
                group, assignment, ..
            } => self.assign(group, assignment),
            E::AssignmentActivated { group, .. } => {
                if let Some(assigned) = self.assignments.get_mut(group) {
                    assigned.active = true;
                }
            }
            E::AppAuthorised { .. } => {
                self.app_access = AppAccessKnown::There;
                self.made.push(Made::AppAccess);
            }
            E::AppAccessMissing { .. } => self.app_access = AppAccessKnown::Missing,
            E::AppAccessFound { .. } => self.app_access = AppAccessKnown::There,
            E::AccessVerified { .. } => self.verified = true,
            E::SupersededEnded { relationship, .. } => {
                let mut replaced = self.superseded.iter_mut();
                if let Some(replaced) = replaced.find(|it| it.id == *relationship) {
                    replaced.over = true;
                }
            }
            _ => {}
        }
    }

    /// Something is no longer there, or never was, or stays for good.
    pub(super) fn undone(&mut self, event: &OnboardingEvent) {
        let open = self.pace.open.take();
        if let Some(at) = instant(event) {
            self.pace.moved(at);
        }
        if matches!(event, E::EffectNotFound { .. }) {
            return;
        }
        if matches!(event, E::HoldReleased { .. }) {
            self.holds_tenant = false;
        }
        // What is in doubt stays so until it is clarified itself.
        self.pace.open = open.filter(|open| open.step.makes());
        if matches!(event, E::InvitationOver { .. }) {
            self.left.retain(|it| *it != Made::Relationship);
            self.invited = None;
        }
        if matches!(event, E::RelationshipLeftToExpire { .. }) {
            self.invited = self.relationship.clone();
        }
        let Some(made) = gone(event) else { return };
        self.made.retain(|it| *it != made);
        if stays(event) {
            self.left.push(made);
        }
    }

    fn supersede(&mut self, ids: &[RelationshipId]) {
        let replaced = ids.iter().cloned();
        self.superseded = replaced.map(|id| Superseded { id, over: false }).collect();
    }

    fn hold(&mut self, id: &RelationshipId, name: &str, ours: bool, stage: Stage) {
        self.relationship = Some(Held {
            id: id.clone(),
            name: name.to_owned(),
            ours,
            stage,
            before: Vec::new(),
            invitation: None,
        });
    }

    fn reach(&mut self, stage: Stage) {
        if let Some(held) = &mut self.relationship {
            held.stage = held.stage.max(stage);
        }
    }

    fn assign(&mut self, group: &GroupName, id: &AssignmentId) {
        let assigned = Assigned {
            id: id.clone(),
            active: false,
        };
        self.assignments.insert(group.clone(), assigned);
    }
}

/// What was to be taken back is still there, for a reason.
pub(super) fn stays(event: &OnboardingEvent) -> bool {
    matches!(
        event,
        E::AppAccessLeft { .. }
            | E::AppAccessKept { .. }
            | E::GroupKept { .. }
            | E::RelationshipLeftToExpire { .. }
    )
}

/// What an event takes off the list of what was made.
pub(super) fn gone(event: &OnboardingEvent) -> Option<Made> {
    #[allow(clippy::wildcard_enum_match_arm)] // `Onboarding::evolve` names each of them.
    match event {
        E::AppAccessWithdrawn { .. } | E::AppAccessLeft { .. } | E::AppAccessKept { .. } => {
            Some(Made::AppAccess)
        }
        E::AssignmentRemoved { group, .. } => Some(Made::Assignment(group.clone())),
        E::GroupDeleted { group, .. } | E::GroupKept { group, .. } => {
            Some(Made::Group(group.clone()))
        }
        E::RelationshipDeleted { .. }
        | E::RelationshipTerminated { .. }
        | E::RelationshipLeftToExpire { .. } => Some(Made::Relationship),
        E::FootingLeft { relationship, .. } => Some(Made::Footing(relationship.clone())),
        _ => None,
    }
}

/// When it happened, as the event itself says.
fn instant(event: &OnboardingEvent) -> Option<Micros> {
    match event {
        E::OnboardingStarted { at, .. }
        | E::StepRequested { at, .. }
        | E::StepDelayed { at, .. }
        | E::StepFailed { at, .. }
        | E::CancellationRequested { at, .. }
        | E::RetryRequested { at }
        | E::AttentionNeeded { at, .. }
        | E::NothingToReuse { at, .. }
        | E::ActiveRelationshipReused { at, .. }
        | E::UnfinishedRelationshipAdopted { at, .. }
        | E::RelationshipProposed { at, .. }
        | E::RelationshipCreated { at }
        | E::RelationshipLocked { at, .. }
        | E::RelationshipApproved { at }
        | E::RelationshipActivated { at, .. }
        | E::GroupFound { at, .. }
        | E::GroupCreated { at, .. }
        | E::RolesAssigned { at, .. }
        | E::AssignmentFound { at, .. }
        | E::AssignmentActivated { at, .. }
        | E::AppAccessMissing { at }
        | E::AppAuthorised { at }
        | E::AppAccessFound { at }
        | E::AccessVerified { at, .. }
        | E::SupersededEnded { at, .. }
        | E::EffectNotFound { at, .. }
        | E::AppAccessWithdrawn { at }
        | E::AppAccessLeft { at }
        | E::AppAccessKept { at }
        | E::AssignmentRemoved { at, .. }
        | E::GroupDeleted { at, .. }
        | E::GroupKept { at, .. }
        | E::RelationshipDeleted { at }
        | E::RelationshipTerminated { at }
        | E::FootingLeft { at, .. }
        | E::RelationshipLeftToExpire { at }
        | E::InvitationOver { at }
        | E::HoldReleased { at }
        | E::OnboardingAbandoned { at, .. }
        | E::AccessEndRequested { at, .. }
        | E::AccessEnded { at, .. }
        | E::DriftFound { at, .. }
        | E::DriftGone { at } => Some(*at),
        E::OnboardingActivated {} | E::OnboardingFailed { .. } | E::OnboardingCancelled { .. } => {
            None
        }
    }
}

/// Whether this is an outcome of that step.
pub(super) fn settles(event: &OnboardingEvent, step: &Step) -> bool {
    match step {
        Step::ProbeExisting => matches!(
            event,
            E::NothingToReuse { .. }
                | E::ActiveRelationshipReused { .. }
                | E::UnfinishedRelationshipAdopted { .. }
        ),
        Step::CreateRelationship => matches!(event, E::RelationshipProposed { .. }),
        Step::WaitUntilCreated => matches!(event, E::RelationshipCreated { .. }),
        Step::LockForApproval => matches!(event, E::RelationshipLocked { .. }),
        Step::WaitForApproval => matches!(event, E::RelationshipApproved { .. }),
        Step::WaitUntilActive => matches!(event, E::RelationshipActivated { .. }),
        Step::CheckGroup(of) => {
            matches!(event, E::GroupFound { group, .. } | E::GroupCreated { group, .. } if group == of)
        }
        Step::AssignRoles(to) => {
            matches!(event, E::RolesAssigned { group, .. } | E::AssignmentFound { group, .. } if group == to)
        }
        Step::WaitUntilAssigned(to) => {
            matches!(event, E::AssignmentActivated { group, .. } if group == to)
        }
        Step::CheckAppAccess => {
            matches!(event, E::AppAccessMissing { .. } | E::AppAccessFound { .. })
        }
        Step::AuthoriseApp => matches!(event, E::AppAuthorised { .. }),
        Step::VerifyAccess => matches!(event, E::AccessVerified { .. }),
        Step::EndSuperseded(of) => {
            matches!(event, E::SupersededEnded { relationship, .. } if relationship == of)
        }
        Step::WithdrawApp => matches!(
            event,
            E::AppAccessWithdrawn { .. } | E::AppAccessLeft { .. } | E::AppAccessKept { .. }
        ),
        Step::RemoveAssignment(from) => {
            matches!(event, E::AssignmentRemoved { group, .. } if group == from)
        }
        Step::DeleteGroup(named) => {
            matches!(event, E::GroupDeleted { group, .. } | E::GroupKept { group, .. } if group == named)
        }
        Step::LeaveFooting(of) => {
            matches!(event, E::FootingLeft { relationship, .. } if relationship == of)
        }
        Step::ReleaseTenant => matches!(event, E::HoldReleased { .. }),
        Step::WatchInvitation => matches!(event, E::InvitationOver { .. }),
        Step::EndRelationship => matches!(
            event,
            E::RelationshipDeleted { .. }
                | E::RelationshipTerminated { .. }
                | E::RelationshipLeftToExpire { .. }
        ),
    }
}
