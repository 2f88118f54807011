//! What each event about further permissions does to a consent's row. The tenant stays connected.

use tenantry_domain::record::Micros;
use tenantry_domain::saga::Fault;
use tenantry_domain::tenant_consent::TenantConsentEvent as E;

use super::row::{ConsentRow, MoreStatus};

#[allow(clippy::wildcard_enum_match_arm)] // `super::fold` names each of them.
pub(super) fn fold(row: ConsentRow, event: &E) -> ConsentRow {
    match event {
        E::MorePermissionsAsked { .. } => asked(row, event),
        E::MorePermissionsReturned { invitation: _, at } => ConsentRow {
            more_status: Some(MoreStatus::Verifying),
            more_returned_at: Some(*at),
            ..row
        },
        E::MorePermissionsRefused { fault, at, .. } => {
            let mut row = ended(blamed(row, fault), MoreStatus::Refused, *at);
            row.more_returned_at = Some(*at);
            row
        }
        E::MorePermissionsDelayed { fault, at: _ } => blamed(row, fault),
        E::MorePermissionsVerified { permissions: _, at } => {
            let mut row = ended(row, MoreStatus::Given, *at);
            (row.more_error_code, row.more_error_detail) = (None, None);
            row
        }
        E::MorePermissionsNotVerified { fault, at } => {
            ended(blamed(row, fault), MoreStatus::NotGiven, *at)
        }
        E::MorePermissionsLapsed { at } => ended(row, MoreStatus::Lapsed, *at),
        _ => row,
    }
}

fn asked(row: ConsentRow, event: &E) -> ConsentRow {
    let E::MorePermissionsAsked {
        app,
        permissions,
        listed,
        invitation,
        valid_until,
        correlation_id: _,
        at,
    } = event
    else {
        return row;
    };
    let permissions = permissions.iter().map(|it| it.as_str().to_owned());
    ConsentRow {
        live: true,
        more_status: Some(MoreStatus::Asked),
        more_permissions: permissions.collect(),
        more_app: Some(app.as_uuid()),
        more_listed: *listed,
        more_invitation: Some(invitation.as_uuid()),
        more_valid_until: Some(*valid_until),
        more_asked_at: Some(*at),
        more_returned_at: None,
        more_ended_at: None,
        more_error_code: None,
        more_error_detail: None,
        ..row
    }
}

fn blamed(mut row: ConsentRow, fault: &Fault) -> ConsentRow {
    row.more_error_code = Some(fault.code.clone());
    row.more_error_detail = Some(fault.detail.clone());
    row
}

fn ended(row: ConsentRow, status: MoreStatus, at: Micros) -> ConsentRow {
    ConsentRow {
        live: false,
        more_status: Some(status),
        more_ended_at: Some(at),
        ..row
    }
}
