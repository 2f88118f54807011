//! Decisions about further permissions. The connection itself is none of their business.

use super::decide::Outcome;
use super::{
    AskMore, Foreign, More, MoreAsked, MoreEnding, MoreVerifying, NoteMoreVerified, NoteReturn,
    TenantConsent, TenantConsentEvent as E, TenantConsentRefusal, Verified,
};
use crate::aggregate::Decision;
use crate::cloud::administration::AccountWrite;
use crate::ids::InvitationId;
use crate::record::Micros;
use crate::saga::{Fault, days};
use crate::text::PermissionName;

pub(super) fn ask(consent: &TenantConsent, command: &AskMore, longest_days: u16) -> Outcome {
    let TenantConsent::Verified(connected) = consent else {
        return Err(TenantConsentRefusal::ConsentNotInPlace);
    };
    if matches!(connected.more, More::Verifying(_)) {
        return Err(TenantConsentRefusal::ConsentBeingVerified);
    }
    let known = |name: &PermissionName| AccountWrite::is_needed(name.as_str());
    if command.permissions.is_empty() || !command.permissions.iter().all(known) {
        return Err(TenantConsentRefusal::ConsentPermissionUnknown);
    }
    let (app, at) = (command.app, command.at);
    let open = connected.more.open_for(&command.permissions, app, at);
    if open.is_some() {
        return Ok(Decision::AlreadyDone);
    }
    if !(1..=longest_days).contains(&command.valid_days) {
        return Err(TenantConsentRefusal::ConsentValidityOutOfRange { most: longest_days });
    }
    // What the invitation before was for is not forgotten with it.
    let mut permissions = command.permissions.clone();
    if let More::Asked(before) = &connected.more
        && before.is_good(at)
    {
        permissions.extend(before.permissions.iter().cloned());
    }
    permissions.sort_unstable();
    permissions.dedup();
    Ok(Decision::record(E::MorePermissionsAsked {
        app,
        permissions,
        listed: command.listed,
        invitation: command.invitation,
        valid_until: at.saturating_add(days(command.valid_days.into())),
        correlation_id: command.correlation_id,
        at,
    }))
}

/// What came back from a further invitation; nothing when it is not one, so that it is judged as the
/// first one.
pub(super) fn note_return(consent: &TenantConsent, command: &NoteReturn) -> Option<Outcome> {
    let connected = of_this(consent, command.invitation)?;
    Some(used(connected, command.at).map(|_| {
        let (invitation, at) = (command.invitation, command.at);
        let asked = connected.asked.tenant_id;
        let came = command.tenant;
        Decision::record(if asked == came {
            E::MorePermissionsReturned { invitation, at }
        } else {
            let fault = Foreign { asked, came }.fault();
            E::MorePermissionsRefused {
                invitation,
                fault,
                at,
            }
        })
    }))
}

pub(super) fn note_refusal(
    consent: &TenantConsent,
    invitation: InvitationId,
    fault: &Fault,
    at: Micros,
) -> Option<Outcome> {
    let connected = of_this(consent, invitation)?;
    Some(used(connected, at).map(|_| {
        let fault = fault.clone();
        Decision::record(E::MorePermissionsRefused {
            invitation,
            fault,
            at,
        })
    }))
}

pub(super) fn note_verified(consent: &TenantConsent, command: &NoteMoreVerified) -> Outcome {
    match verifying(consent, command.invitation) {
        Some(open) => Ok(Decision::record(E::MorePermissionsVerified {
            permissions: open.asked.permissions.clone(),
            at: command.at,
        })),
        None => Err(TenantConsentRefusal::ConsentMovedOn),
    }
}

pub(super) fn note_delay(
    consent: &TenantConsent,
    invitation: InvitationId,
    fault: &Fault,
    at: Micros,
) -> Option<Outcome> {
    let open = verifying(consent, invitation)?;
    let known = open.fault.as_ref().map(|it| it.code.as_str());
    if known == Some(fault.code.as_str()) {
        return Some(Ok(Decision::AlreadyDone));
    }
    let fault = fault.clone();
    Some(Ok(Decision::record(E::MorePermissionsDelayed {
        fault,
        at,
    })))
}

pub(super) fn note_unverified(
    consent: &TenantConsent,
    invitation: InvitationId,
    fault: &Fault,
    at: Micros,
) -> Option<Outcome> {
    verifying(consent, invitation)?;
    let fault = fault.clone();
    Some(Ok(Decision::record(E::MorePermissionsNotVerified {
        fault,
        at,
    })))
}

pub(super) fn lapse(connected: &Verified, at: Micros) -> Outcome {
    match &connected.more {
        More::Asked(open) if !open.is_good(at) => {
            Ok(Decision::record(E::MorePermissionsLapsed { at }))
        }
        More::Ended(ended) if ended.ending == MoreEnding::Lapsed => Ok(Decision::AlreadyDone),
        More::Nothing | More::Asked(_) | More::Verifying(_) | More::Ended(_) => {
            Err(TenantConsentRefusal::ConsentMovedOn)
        }
    }
}

/// The connection, if the last further invitation is this one.
fn of_this(consent: &TenantConsent, invitation: InvitationId) -> Option<&Verified> {
    let TenantConsent::Verified(connected) = consent else {
        return None;
    };
    let last = connected.more.asked()?;
    (last.invitation == invitation).then_some(connected)
}

fn used(connected: &Verified, at: Micros) -> Result<&MoreAsked, TenantConsentRefusal> {
    match &connected.more {
        More::Asked(open) if open.is_good(at) => Ok(open),
        More::Asked(_) => Err(TenantConsentRefusal::ConsentStateExpired),
        More::Ended(ended) if ended.ending == MoreEnding::Lapsed => {
            Err(TenantConsentRefusal::ConsentStateExpired)
        }
        More::Nothing | More::Verifying(_) | More::Ended(_) => {
            Err(TenantConsentRefusal::ConsentStateReplayed)
        }
    }
}

fn verifying(consent: &TenantConsent, invitation: InvitationId) -> Option<&MoreVerifying> {
    match &of_this(consent, invitation)?.more {
        More::Verifying(open) => Some(open),
        More::Nothing | More::Asked(_) | More::Ended(_) => None,
    }
}
