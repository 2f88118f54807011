//! What each event does to an onboarding's row.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use tenantry_domain::onboarding::OnboardingEvent as E;
use tenantry_domain::saga::Fault;

use super::row::{OnboardingRow, OnboardingStatus};
use crate::declaration::Fact;

pub(super) fn fold(row: Option<OnboardingRow>, fact: &Fact<E>) -> Option<OnboardingRow> {
    if let E::OnboardingStarted { .. } = &fact.event {
        return started(fact);
    }
    // Without its start, skipped by an operator, an attempt has nothing to show.
    let mut row = row?;
    row.position = fact.position;
    match &fact.event {
        E::OnboardingStarted { .. } => {}
        E::StepRequested { step, .. } => row.step = Some(step.to_string()),
        E::StepDelayed { .. }
        | E::StepFailed { .. }
        | E::CancellationRequested { .. }
        | E::AttentionNeeded { .. } => troubled(&mut row, fact),
        E::RetryRequested { .. } => row.due_at = Some(fact.recorded_at),
        E::RelationshipLocked { invitation, at } => {
            moved(&mut row, fact);
            row.invitation = Some(invitation.clone());
            row.waiting_since = Some(*at);
        }
        E::NothingToReuse { .. }
        | E::ActiveRelationshipReused { .. }
        | E::UnfinishedRelationshipAdopted { .. }
        | E::RelationshipProposed { .. }
        | E::RelationshipCreated { .. }
        | E::RelationshipApproved { .. }
        | E::RelationshipActivated { .. }
        | E::GroupFound { .. }
        | E::GroupCreated { .. }
        | E::RolesAssigned { .. }
        | E::AssignmentFound { .. }
        | E::AssignmentActivated { .. }
        | E::AppAccessMissing { .. }
        | E::AppAuthorised { .. }
        | E::AppAccessFound { .. }
        | E::AccessVerified { .. }
        | E::EffectNotFound { .. }
        | E::AppAccessWithdrawn { .. }
        | E::AppAccessLeft { .. }
        | E::AssignmentRemoved { .. }
        | E::GroupDeleted { .. }
        | E::GroupKept { .. }
        | E::RelationshipDeleted { .. }
        | E::RelationshipTerminated { .. }
        | E::HoldReleased { .. } => moved(&mut row, fact),
        E::RelationshipLeftToExpire { .. } => {
            moved(&mut row, fact);
            row.leftover = true;
        }
        E::InvitationOver { .. } => nothing_is_left(&mut row),
        E::OnboardingActivated {} => {
            row.error_code = None;
            row.error_detail = None;
            ended(&mut row, OnboardingStatus::Active, fact);
        }
        E::OnboardingFailed { code, detail } => {
            row.error_code = Some(code.clone());
            row.error_detail = Some(detail.as_str().to_owned());
            ended(&mut row, OnboardingStatus::Error, fact);
        }
        E::OnboardingCancelled { reason: _ } => {
            ended(&mut row, OnboardingStatus::Cancelled, fact);
        }
        E::OnboardingAbandoned { .. } => ended(&mut row, OnboardingStatus::Abandoned, fact),
    }
    Some(row)
}

/// It does not go as planned.
fn troubled(row: &mut OnboardingRow, fact: &Fact<E>) {
    if let E::StepDelayed {
        step, fault, until, ..
    } = &fact.event
    {
        row.step = Some(step.to_string());
        row.tries += 1;
        row.due_at = Some(*until);
        blame(row, fault);
    } else if let E::StepFailed { fault, .. } = &fact.event {
        row.status = OnboardingStatus::Undoing;
        moved(row, fact);
        blame(row, fault);
    } else if let E::CancellationRequested { .. } = &fact.event {
        row.status = OnboardingStatus::Undoing;
        moved(row, fact);
    } else if let E::AttentionNeeded { fault, .. } = &fact.event {
        row.status = OnboardingStatus::Attention;
        blame(row, fault);
    }
}

fn started(fact: &Fact<E>) -> Option<OnboardingRow> {
    let E::OnboardingStarted {
        customer_id,
        tenant_id,
        attempt,
        template,
        ..
    } = &fact.event
    else {
        return None;
    };
    Some(OnboardingRow {
        id: fact.stream,
        customer_id: *customer_id,
        tenant_id: *tenant_id,
        status: OnboardingStatus::Onboarding,
        attempt: i64::from(*attempt),
        step: None,
        tries: 0,
        due_at: Some(fact.recorded_at),
        live: true,
        leftover: false,
        waiting_since: None,
        invitation: None,
        template_version: template.map(|it| format!("{} version {}", it.id, it.version)),
        error_code: None,
        error_detail: None,
        started_at: fact.recorded_at,
        ended_at: None,
        position: fact.position,
    })
}

/// Another step is at hand.
fn moved(row: &mut OnboardingRow, fact: &Fact<E>) {
    row.step = None;
    row.tries = 0;
    row.due_at = Some(fact.recorded_at);
    row.waiting_since = None;
    if row.status == OnboardingStatus::Onboarding {
        row.error_code = None;
        row.error_detail = None;
    }
}

fn nothing_is_left(row: &mut OnboardingRow) {
    row.leftover = false;
    row.live = false;
    row.due_at = None;
}

fn blame(row: &mut OnboardingRow, fault: &Fault) {
    row.error_code = Some(fault.code.clone());
    row.error_detail = Some(fault.detail.clone());
}

fn ended(row: &mut OnboardingRow, status: OnboardingStatus, fact: &Fact<E>) {
    row.status = status;
    row.step = None;
    row.due_at = row.leftover.then_some(fact.recorded_at);
    row.live = row.leftover;
    row.waiting_since = None;
    row.ended_at = Some(fact.recorded_at);
}
