//! What each event adds to the story.

use super::{Invitation, Line, Mark, Matter, Story, approval_ends};
use crate::onboarding::learning::{gone, settles, stays};
use crate::onboarding::{Made, Onboarding, OnboardingEvent as E, Step, Turn};
use crate::record::Micros;
use crate::saga::Fault;

impl Story {
    /// `before` is how all stood when it happened.
    pub(super) fn hear(&mut self, before: &Onboarding, line: &Line) {
        let at = line.recorded_at;
        #[allow(clippy::wildcard_enum_match_arm)] // The others are outcomes of steps.
        match &line.event {
            E::StepRequested { step, .. } => self.chapter(step).asked_at = Some(at),
            E::StepDelayed { step, fault, .. } => self.blame(step, fault, at),
            E::StepFailed { step, fault, .. } => {
                self.blame(step, fault, at);
                self.chapter(step).mark = Mark::Failed;
            }
            E::AttentionNeeded { fault, .. } => {
                let fault = fault.clone();
                self.attention = Some(Matter { fault, at });
            }
            E::OnboardingActivated {} => {
                self.through = true;
                self.ended_at = Some(at);
            }
            E::AccessEndRequested { .. } => {
                self.ended_at = None;
                self.attention = None;
            }
            E::OnboardingFailed { .. }
            | E::OnboardingCancelled { .. }
            | E::OnboardingAbandoned { .. }
            | E::AccessEnded { .. } => self.ended_at = Some(at),
            outcome => self.outcome(before, outcome, at),
        }
    }

    fn blame(&mut self, step: &Step, fault: &Fault, at: Micros) {
        let chapter = self.chapter(step);
        chapter.tries = chapter.tries.saturating_add(1);
        let fault = fault.clone();
        chapter.matter = Some(Matter { fault, at });
    }

    fn outcome(&mut self, before: &Onboarding, event: &E, at: Micros) {
        if let (E::RelationshipLocked { invitation, .. }, Some(attempt)) = (event, before.attempt())
        {
            self.invitation = Some(Invitation {
                link: invitation.clone(),
                since: at,
                until: approval_ends(at, attempt),
                open: true,
            });
        }
        if let Some(made) = gone(event) {
            // That it was taken back is a step of its own as well.
            self.chapter(&made.undo());
            let ending = matches!(before, Onboarding::Unwinding(_, Turn::Ending(_)));
            self.taken_back(made, event, ending);
        }
        if let E::HoldReleased { .. } = event {
            self.chapter(&Step::ReleaseTenant);
        }
        if let E::InvitationOver { .. } = event {
            self.chapter(&Step::WatchInvitation);
            self.chapter(&Step::CreateRelationship).mark = Mark::Undone;
            self.undone.push(Made::Relationship);
        }
        let step = self.steps.iter().map(|it| &it.step);
        let Some(step) = step.into_iter().find(|step| settles(event, step)).cloned() else {
            return;
        };
        let chapter = self.chapter(&step);
        chapter.mark = Mark::Done;
        chapter.tries = chapter.tries.saturating_add(1);
        chapter.told = told(event);
        chapter.told_at = Some(at);
    }

    fn taken_back(&mut self, made: Made, event: &E, ending: bool) {
        let stays = stays(event);
        let maker = match &made {
            Made::Relationship => Some(Step::CreateRelationship),
            Made::Group(group) => Some(Step::CheckGroup(group.clone())),
            Made::Assignment(group) => Some(Step::AssignRoles(group.clone())),
            Made::AppAccess => Some(Step::AuthoriseApp),
            // By an attempt before this one.
            Made::Footing(_) => None,
        };
        // What the access rested on may be an earlier one's as well.
        let chapter = maker.map(|maker| self.chapter(&maker));
        if let Some(chapter) = chapter.filter(|it| !ending || it.mark != Mark::ToCome) {
            chapter.mark = if stays { Mark::Left } else { Mark::Undone };
        }
        if !stays && !self.undone.contains(&made) {
            self.undone.push(made);
        }
    }
}

/// What came of a step, where that is more than that it was done.
fn told(event: &E) -> Option<String> {
    #[allow(clippy::wildcard_enum_match_arm)] // The others say no more than their names.
    Some(match event {
        E::NothingToReuse { name, .. } => format!("nothing there; a new one is called {name}"),
        E::ActiveRelationshipReused {
            relationship, name, ..
        } => format!("{name} is active and covers the roles ({relationship})"),
        E::UnfinishedRelationshipAdopted {
            relationship, name, ..
        } => format!("{name} of an earlier attempt is taken up ({relationship})"),
        E::RelationshipProposed { relationship, .. } => relationship.to_string(),
        E::RelationshipActivated {
            ends: Some(ends), ..
        } => format!("until {ends:.0}"),
        E::GroupFound { id, .. } => format!("it is there ({id})"),
        E::GroupCreated { id, .. } => format!("it was made ({id})"),
        E::RolesAssigned { assignment, .. } => format!("assigned ({assignment})"),
        E::AssignmentFound { assignment, .. } => format!("it had them already ({assignment})"),
        E::AppAccessMissing { .. } => "it is not known there".to_owned(),
        E::AppAccessFound { .. } => "it is known there".to_owned(),
        E::AccessVerified { organization, .. } => format!("read as {organization}"),
        E::AppAccessLeft { .. } => "only the customer can, our access has ended".to_owned(),
        E::AppAccessKept { .. } => {
            "it stays: the tenant is connected by consent as well".to_owned()
        }
        E::GroupKept { .. } => "it stays: others use it".to_owned(),
        E::RelationshipDeleted { .. } => "deleted".to_owned(),
        E::RelationshipTerminated { .. } => "terminated".to_owned(),
        E::RelationshipLeftToExpire { .. } => {
            "nobody can end an open invitation: it expires by itself".to_owned()
        }
        _ => return None,
    })
}
