//! What each event does to a consent's row.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use tenantry_domain::record::Micros;
use tenantry_domain::saga::Fault;
use tenantry_domain::tenant_consent::TenantConsentEvent;

use super::more;
use super::row::{ConsentRow, ConsentStatus};
use crate::declaration::Fact;

pub(super) fn fold(row: Option<ConsentRow>, fact: &Fact<TenantConsentEvent>) -> Option<ConsentRow> {
    if let Some(asked) = asked(fact) {
        return Some(asked);
    }
    // Without its beginning, skipped by an operator, a consent has nothing to show.
    let mut row = row?;
    row.position = fact.position;
    Some(match &fact.event {
        TenantConsentEvent::ConsentAsked { .. } => row,
        TenantConsentEvent::ConsentReturned { invitation: _, at } => ConsentRow {
            status: ConsentStatus::Verifying,
            returned_at: Some(*at),
            ..row
        },
        TenantConsentEvent::ConsentRefused {
            invitation: _,
            fault,
            at,
        } => {
            row.returned_at = Some(*at);
            ended(blamed(row, fault), ConsentStatus::Refused, *at)
        }
        TenantConsentEvent::VerificationDelayed { fault, at: _ } => blamed(row, fault),
        TenantConsentEvent::ConsentVerified {
            organization,
            domains,
            domain_count,
            at,
        } => ConsentRow {
            status: ConsentStatus::Connected,
            live: false,
            organization: Some(organization.as_str().to_owned()),
            domains: domains.iter().map(|it| it.as_str().to_owned()).collect(),
            domain_count: i64::from(*domain_count),
            verified_at: Some(*at),
            error_code: None,
            error_detail: None,
            ..row
        },
        TenantConsentEvent::ConsentNotVerified { fault, at } => {
            ended(blamed(row, fault), ConsentStatus::Failed, *at)
        }
        TenantConsentEvent::ConsentLapsed { at } => ended(row, ConsentStatus::Lapsed, *at),
        TenantConsentEvent::ConsentWithdrawn { reason: _, at } => {
            ended(row, ConsentStatus::Withdrawn, *at)
        }
        TenantConsentEvent::MorePermissionsAsked { .. }
        | TenantConsentEvent::MorePermissionsReturned { .. }
        | TenantConsentEvent::MorePermissionsRefused { .. }
        | TenantConsentEvent::MorePermissionsDelayed { .. }
        | TenantConsentEvent::MorePermissionsVerified { .. }
        | TenantConsentEvent::MorePermissionsNotVerified { .. }
        | TenantConsentEvent::MorePermissionsLapsed { .. } => more::fold(row, &fact.event),
    })
}

/// The row as it begins, whatever was before.
fn asked(fact: &Fact<TenantConsentEvent>) -> Option<ConsentRow> {
    let TenantConsentEvent::ConsentAsked {
        customer_id,
        tenant_id,
        app,
        permissions,
        invitation,
        valid_until,
        correlation_id: _,
        at,
    } = &fact.event
    else {
        return None;
    };
    let permissions = permissions.iter().map(|it| it.as_str().to_owned());
    Some(ConsentRow {
        id: fact.stream,
        customer_id: *customer_id,
        tenant_id: *tenant_id,
        status: ConsentStatus::AwaitingConsent,
        live: true,
        app: app.as_uuid(),
        permissions: permissions.collect(),
        invitation: invitation.as_uuid(),
        valid_until: *valid_until,
        asked_at: *at,
        returned_at: None,
        organization: None,
        domains: Vec::new(),
        domain_count: 0,
        verified_at: None,
        error_code: None,
        error_detail: None,
        ended_at: None,
        more_status: None,
        more_permissions: Vec::new(),
        more_app: None,
        more_listed: false,
        more_invitation: None,
        more_valid_until: None,
        more_asked_at: None,
        more_returned_at: None,
        more_ended_at: None,
        more_error_code: None,
        more_error_detail: None,
        position: fact.position,
    })
}

fn blamed(mut row: ConsentRow, fault: &Fault) -> ConsentRow {
    row.error_code = Some(fault.code.clone());
    row.error_detail = Some(fault.detail.clone());
    row
}

fn ended(row: ConsentRow, status: ConsentStatus, at: Micros) -> ConsentRow {
    ConsentRow {
        status,
        live: false,
        ended_at: Some(at),
        ..row
    }
}
