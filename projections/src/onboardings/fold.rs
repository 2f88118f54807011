//! What each event does to an onboarding's row.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use tenantry_domain::onboarding::{Drift, OnboardingEvent as E, Step};
use tenantry_domain::record::Micros;
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
        E::StepDelayed {
            step, fault, until, ..
        } => delayed(&mut row, step, fault, *until),
        E::StepFailed { fault, .. } => {
            turned(&mut row, fact);
            blame(&mut row, fault);
        }
        E::CancellationRequested { .. } => turned(&mut row, fact),
        E::AccessEndRequested { .. } => given_up(&mut row, fact),
        E::AttentionNeeded { fault, .. } => stuck(&mut row, fault),
        E::RetryRequested { .. } => row.due_at = Some(fact.recorded_at),
        E::RelationshipLocked { invitation, at } => invited(&mut row, fact, invitation, *at),
        E::ActiveRelationshipReused { relationship, .. }
        | E::UnfinishedRelationshipAdopted { relationship, .. }
        | E::RelationshipProposed { relationship, .. } => {
            moved(&mut row, fact);
            row.relationship = Some(relationship.to_string());
        }
        E::NothingToReuse { .. }
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
        | E::SupersededEnded { .. }
        | E::EffectNotFound { .. }
        | E::AppAccessWithdrawn { .. }
        | E::AppAccessLeft { .. }
        | E::AppAccessKept { .. }
        | E::AssignmentRemoved { .. }
        | E::GroupDeleted { .. }
        | E::GroupKept { .. }
        | E::RelationshipDeleted { .. }
        | E::RelationshipTerminated { .. }
        | E::FootingLeft { .. }
        | E::HoldReleased { .. } => moved(&mut row, fact),
        E::RelationshipLeftToExpire { .. } => left(&mut row, fact),
        E::InvitationOver { .. } => cleared(&mut row),
        E::OnboardingActivated {} => {
            forgive(&mut row);
            ended(&mut row, OnboardingStatus::Active, fact);
        }
        E::OnboardingFailed { code, detail } => {
            came_to_nothing(&mut row, fact, code, detail.as_str());
        }
        E::OnboardingCancelled { .. } => ended(&mut row, OnboardingStatus::Cancelled, fact),
        E::AccessEnded { .. } => ended(&mut row, OnboardingStatus::Ended, fact),
        E::OnboardingAbandoned { .. } => ended(&mut row, OnboardingStatus::Abandoned, fact),
        E::DriftFound { .. } | E::DriftGone { .. } => row.drift = drift(&fact.event),
    }
    row.waits_for_customer = row.waiting_since.is_some();
    Some(row)
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
        waits_for_customer: false,
        relationship: None,
        invitation: None,
        template_version: template.map(|it| format!("{} version {}", it.id, it.version)),
        error_code: None,
        error_detail: None,
        drift: None,
        started_at: fact.recorded_at,
        ended_at: None,
        position: fact.position,
    })
}

/// An invitation may come to life after all.
fn left(row: &mut OnboardingRow, fact: &Fact<E>) {
    moved(row, fact);
    row.leftover = true;
}

/// Nothing can come to life any more.
fn cleared(row: &mut OnboardingRow) {
    row.leftover = false;
    row.live = false;
    row.due_at = None;
}

fn drift(event: &E) -> Option<String> {
    if let E::DriftFound { findings, .. } = event {
        return codes(findings);
    }
    None
}

/// What the matter is by now, in short.
pub(crate) fn codes(findings: &[Drift]) -> Option<String> {
    let mut codes: Vec<&str> = findings.iter().map(|it| it.finding.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    (!codes.is_empty()).then(|| codes.join(", "))
}

/// Another step is at hand.
fn moved(row: &mut OnboardingRow, fact: &Fact<E>) {
    row.step = None;
    row.tries = 0;
    row.due_at = Some(fact.recorded_at);
    row.waiting_since = None;
    if row.status == OnboardingStatus::Onboarding {
        forgive(row);
    }
}

/// From here on it is undone.
fn turned(row: &mut OnboardingRow, fact: &Fact<E>) {
    row.status = OnboardingStatus::Undoing;
    moved(row, fact);
}

/// What was in place is wanted no longer.
fn given_up(row: &mut OnboardingRow, fact: &Fact<E>) {
    turned(row, fact);
    forgive(row);
    row.drift = None;
    row.live = true;
    row.ended_at = None;
}

fn stuck(row: &mut OnboardingRow, fault: &Fault) {
    row.status = OnboardingStatus::Attention;
    blame(row, fault);
}

fn delayed(row: &mut OnboardingRow, step: &Step, fault: &Fault, until: Micros) {
    row.step = Some(step.to_string());
    row.tries += 1;
    row.due_at = Some(until);
    blame(row, fault);
}

fn invited(row: &mut OnboardingRow, fact: &Fact<E>, invitation: &str, at: Micros) {
    moved(row, fact);
    row.invitation = Some(invitation.to_owned());
    row.waiting_since = Some(at);
    // As long as the two are the same, nothing but the wait itself says when to look.
    row.due_at = Some(at);
}

fn blame(row: &mut OnboardingRow, fault: &Fault) {
    failed(row, &fault.code, &fault.detail);
}

fn failed(row: &mut OnboardingRow, code: &str, detail: &str) {
    row.error_code = Some(code.to_owned());
    row.error_detail = Some(detail.to_owned());
}

fn came_to_nothing(row: &mut OnboardingRow, fact: &Fact<E>, code: &str, detail: &str) {
    failed(row, code, detail);
    ended(row, OnboardingStatus::Error, fact);
}

fn forgive(row: &mut OnboardingRow) {
    row.error_code = None;
    row.error_detail = None;
}

fn ended(row: &mut OnboardingRow, status: OnboardingStatus, fact: &Fact<E>) {
    row.status = status;
    row.step = None;
    row.due_at = row.leftover.then_some(fact.recorded_at);
    row.live = row.leftover;
    row.waiting_since = None;
    row.ended_at = Some(fact.recorded_at);
}
