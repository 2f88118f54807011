//! What each event does to an onboarding's row.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use tenantry_domain::onboarding::OnboardingEvent;

use super::row::{OnboardingRow, OnboardingStatus};
use crate::declaration::Fact;

pub(super) fn fold(
    row: Option<OnboardingRow>,
    fact: &Fact<OnboardingEvent>,
) -> Option<OnboardingRow> {
    match &fact.event {
        OnboardingEvent::OnboardingStarted {
            customer_id,
            tenant_id,
        } => Some(OnboardingRow {
            id: fact.stream,
            customer_id: *customer_id,
            tenant_id: *tenant_id,
            status: OnboardingStatus::Onboarding,
            error_code: None,
            error_detail: None,
            started_at: fact.recorded_at,
            ended_at: None,
            position: fact.position,
        }),
        // Without its start, skipped by an operator, an attempt has nothing to show.
        OnboardingEvent::OnboardingActivated {} => {
            Some(ended(row?, OnboardingStatus::Active, fact))
        }
        OnboardingEvent::OnboardingFailed { code, detail } => {
            let mut row = ended(row?, OnboardingStatus::Error, fact);
            row.error_code = Some(code.clone());
            row.error_detail = Some(detail.as_str().to_owned());
            Some(row)
        }
        OnboardingEvent::OnboardingCancelled { reason: _ } => {
            Some(ended(row?, OnboardingStatus::Cancelled, fact))
        }
    }
}

fn ended(
    mut row: OnboardingRow,
    status: OnboardingStatus,
    fact: &Fact<OnboardingEvent>,
) -> OnboardingRow {
    row.status = status;
    row.ended_at = Some(fact.recorded_at);
    row.position = fact.position;
    row
}
