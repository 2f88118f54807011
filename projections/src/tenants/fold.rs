//! What each event does to a tenant's row.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use tenantry_domain::onboarding::OnboardingEvent;
use tenantry_domain::tenant::{Sighting, TenantEvent};
use tenantry_domain::tenant_consent::TenantConsentEvent;

use super::Happening;
use super::row::{TenantRow, TenantStatus};
use crate::declaration::Fact;
use crate::onboardings::codes;

pub(super) fn fold(row: Option<TenantRow>, fact: &Fact<Happening>) -> Option<TenantRow> {
    let mut row = match &fact.event {
        Happening::Tenant(event) => tenant(row, fact, event),
        Happening::Onboarding(event) => onboarding(row, fact, event),
        Happening::Consent(event) => consent(row, fact, event),
    }?;
    row.changed_at = fact.recorded_at;
    row.position = fact.position;
    Some(row)
}

/// What the clouds say changes nothing about an onboarding.
fn tenant(
    row: Option<TenantRow>,
    fact: &Fact<Happening>,
    event: &TenantEvent,
) -> Option<TenantRow> {
    if let TenantEvent::TenantDiscovered { sighting, at: _ } = event {
        // An onboarding may have begun before the tenant was discovered.
        let mut row = row.unwrap_or_else(|| unseen(fact));
        row.see(sighting);
        return Some(row);
    }
    // Without its discovery, skipped by an operator, a tenant has nothing to show.
    let mut row = row?;
    match event {
        TenantEvent::TenantDiscovered { .. } => {}
        TenantEvent::TenantSightingChanged { sighting, at: _ } => row.see(sighting),
        TenantEvent::TenantMissed { at: _ } => row.missed = true,
        TenantEvent::TenantSeenAgain { at: _ } => row.missed = false,
        TenantEvent::TenantLinked { customer_id } => row.customer_id = Some(*customer_id),
        TenantEvent::TenantUnlinked { customer_id: _ } => row.customer_id = None,
    }
    Some(row)
}

fn onboarding(
    row: Option<TenantRow>,
    fact: &Fact<Happening>,
    event: &OnboardingEvent,
) -> Option<TenantRow> {
    if let OnboardingEvent::OnboardingStarted {
        customer_id,
        template,
        ..
    } = event
    {
        let row = row.unwrap_or_else(|| unseen(fact));
        let mut row = stand(row, TenantStatus::Onboarding);
        row.customer_id = Some(*customer_id);
        row.template_id = template.map(|it| it.id);
        row.template_version = template.map(|it| u64::from(it.version));
        return Some(row);
    }
    let row = row?;
    Some(match event {
        OnboardingEvent::OnboardingActivated {} => stand(row, TenantStatus::Active),
        OnboardingEvent::OnboardingFailed { code, detail } => blamed(row, code, detail.as_str()),
        OnboardingEvent::OnboardingAbandoned { reason, at: _ } => {
            blamed(row, "ONBOARDING_ABANDONED", reason.as_str())
        }
        OnboardingEvent::OnboardingCancelled { reason: _ } => stand(row, TenantStatus::Discovered),
        OnboardingEvent::AccessEnded { .. } => without_access(row),
        OnboardingEvent::DriftFound { findings, at: _ } => drifted(row, codes(findings)),
        OnboardingEvent::DriftGone { at: _ } => drifted(row, None),
        OnboardingEvent::OnboardingStarted { .. }
        | OnboardingEvent::StepRequested { .. }
        | OnboardingEvent::StepDelayed { .. }
        | OnboardingEvent::StepFailed { .. }
        | OnboardingEvent::CancellationRequested { .. }
        | OnboardingEvent::RetryRequested { .. }
        | OnboardingEvent::AttentionNeeded { .. }
        | OnboardingEvent::NothingToReuse { .. }
        | OnboardingEvent::ActiveRelationshipReused { .. }
        | OnboardingEvent::UnfinishedRelationshipAdopted { .. }
        | OnboardingEvent::RelationshipProposed { .. }
        | OnboardingEvent::RelationshipCreated { .. }
        | OnboardingEvent::RelationshipLocked { .. }
        | OnboardingEvent::RelationshipApproved { .. }
        | OnboardingEvent::RelationshipActivated { .. }
        | OnboardingEvent::GroupFound { .. }
        | OnboardingEvent::GroupCreated { .. }
        | OnboardingEvent::RolesAssigned { .. }
        | OnboardingEvent::AssignmentFound { .. }
        | OnboardingEvent::AssignmentActivated { .. }
        | OnboardingEvent::AppAccessMissing { .. }
        | OnboardingEvent::AppAuthorised { .. }
        | OnboardingEvent::AppAccessFound { .. }
        | OnboardingEvent::AccessVerified { .. }
        | OnboardingEvent::SupersededEnded { .. }
        | OnboardingEvent::EffectNotFound { .. }
        | OnboardingEvent::AppAccessWithdrawn { .. }
        | OnboardingEvent::AppAccessLeft { .. }
        | OnboardingEvent::AppAccessKept { .. }
        | OnboardingEvent::AssignmentRemoved { .. }
        | OnboardingEvent::GroupDeleted { .. }
        | OnboardingEvent::GroupKept { .. }
        | OnboardingEvent::RelationshipDeleted { .. }
        | OnboardingEvent::RelationshipTerminated { .. }
        | OnboardingEvent::FootingLeft { .. }
        | OnboardingEvent::AccessEndRequested { .. }
        | OnboardingEvent::RelationshipLeftToExpire { .. }
        | OnboardingEvent::InvitationOver { .. }
        | OnboardingEvent::HoldReleased { .. } => row,
    })
}

/// Consent is access as well; how an onboarding beside it stands goes before.
fn consent(
    row: Option<TenantRow>,
    fact: &Fact<Happening>,
    event: &TenantConsentEvent,
) -> Option<TenantRow> {
    if let TenantConsentEvent::ConsentAsked { customer_id, .. } = event {
        let mut row = row.unwrap_or_else(|| unseen(fact));
        row.customer_id = Some(*customer_id);
        return Some(row);
    }
    let mut row = row?;
    row.consented = is_consented(row.consented, event);
    match event {
        TenantConsentEvent::ConsentVerified {
            organization,
            domains,
            ..
        } => {
            if row.sources.is_empty() {
                row.call(organization.as_str(), domains.first());
            }
            if row.status == TenantStatus::Discovered {
                row = stand(row, TenantStatus::Active);
            }
        }
        // Nothing but the consent made it so.
        TenantConsentEvent::ConsentWithdrawn { .. }
            if row.status == TenantStatus::Active && row.template_id.is_none() =>
        {
            row = stand(row, TenantStatus::Discovered);
        }
        TenantConsentEvent::ConsentAsked { .. }
        | TenantConsentEvent::ConsentReturned { .. }
        | TenantConsentEvent::ConsentRefused { .. }
        | TenantConsentEvent::VerificationDelayed { .. }
        | TenantConsentEvent::ConsentNotVerified { .. }
        | TenantConsentEvent::ConsentLapsed { .. }
        | TenantConsentEvent::ConsentWithdrawn { .. }
        | TenantConsentEvent::MorePermissionsAsked { .. }
        | TenantConsentEvent::MorePermissionsReturned { .. }
        | TenantConsentEvent::MorePermissionsRefused { .. }
        | TenantConsentEvent::MorePermissionsDelayed { .. }
        | TenantConsentEvent::MorePermissionsVerified { .. }
        | TenantConsentEvent::MorePermissionsNotVerified { .. }
        | TenantConsentEvent::MorePermissionsLapsed { .. } => {}
    }
    Some(row)
}

/// An access by consent is in place from its verification on.
fn is_consented(before: bool, event: &TenantConsentEvent) -> bool {
    match event {
        TenantConsentEvent::ConsentVerified { .. } => true,
        TenantConsentEvent::ConsentWithdrawn { .. } | TenantConsentEvent::ConsentAsked { .. } => {
            false
        }
        TenantConsentEvent::ConsentReturned { .. }
        | TenantConsentEvent::ConsentRefused { .. }
        | TenantConsentEvent::VerificationDelayed { .. }
        | TenantConsentEvent::ConsentNotVerified { .. }
        | TenantConsentEvent::ConsentLapsed { .. }
        | TenantConsentEvent::MorePermissionsAsked { .. }
        | TenantConsentEvent::MorePermissionsReturned { .. }
        | TenantConsentEvent::MorePermissionsRefused { .. }
        | TenantConsentEvent::MorePermissionsDelayed { .. }
        | TenantConsentEvent::MorePermissionsVerified { .. }
        | TenantConsentEvent::MorePermissionsNotVerified { .. }
        | TenantConsentEvent::MorePermissionsLapsed { .. } => before,
    }
}

/// What the onboarding had brought about was taken back, and only consent is access still.
fn without_access(mut row: TenantRow) -> TenantRow {
    row.template_id = None;
    row.template_version = None;
    let status = if row.consented {
        TenantStatus::Active
    } else {
        TenantStatus::Discovered
    };
    stand(row, status)
}

fn drifted(mut row: TenantRow, drift: Option<String>) -> TenantRow {
    row.drifted = drift.is_some();
    row.drift = drift;
    row
}

/// Also what could not be undone is somebody's to look at.
fn blamed(row: TenantRow, code: &str, detail: &str) -> TenantRow {
    let mut row = stand(row, TenantStatus::Error);
    row.error_code = Some(code.to_owned());
    row.error_detail = Some(detail.to_owned());
    row
}

/// With an error only where the status is one.
fn stand(mut row: TenantRow, status: TenantStatus) -> TenantRow {
    row.status = status;
    row.error_code = None;
    row.error_detail = None;
    drifted(row, None)
}

fn unseen(fact: &Fact<Happening>) -> TenantRow {
    let mut row = TenantRow {
        id: fact.stream,
        status: TenantStatus::Discovered,
        name: String::new(),
        name_key: String::new(),
        domain: None,
        customer_id: None,
        sources: Vec::new(),
        delegation: String::new(),
        legacy: false,
        missed: false,
        sighting: String::new(),
        error_code: None,
        error_detail: None,
        drift: None,
        drifted: false,
        consented: false,
        template_id: None,
        template_version: None,
        changed_at: fact.recorded_at,
        position: fact.position,
    };
    row.see(&Sighting::default());
    row
}
