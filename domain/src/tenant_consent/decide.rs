//! One function per command: already done, then refusals, then events.

use super::{
    AskConsent, Asked, Ending, Foreign, LapseConsent, NoteDelay, NoteRefusal, NoteReturn,
    NoteUnverified, NoteVerified, TakeBackInvitation, TenantConsent, TenantConsentEvent,
    TenantConsentRefusal, Verifying, WithdrawConsent, decide_more,
};
use crate::aggregate::Decision;
use crate::ids::InvitationId;
use crate::record::Micros;
use crate::saga::days;

pub(super) type Outcome = Result<Decision<TenantConsentEvent>, TenantConsentRefusal>;

/// Mail lies unread for weeks; after that, ask again.
pub(super) const LONGEST_DAYS: u16 = 30;

pub(super) fn ask(consent: &TenantConsent, command: &AskConsent) -> Outcome {
    let customer = command.customer_id;
    if consent
        .standing()
        .is_some_and(|it| it.customer_id != customer)
    {
        return Err(TenantConsentRefusal::ConsentExists);
    }
    match consent {
        TenantConsent::Verifying(_) => return Err(TenantConsentRefusal::ConsentBeingVerified),
        TenantConsent::Verified(_) => return Err(TenantConsentRefusal::ConsentInPlace),
        TenantConsent::Asked(open) if open.is_good(command.at) && open.app == command.app => {
            return Ok(Decision::AlreadyDone);
        }
        TenantConsent::Asked(_) | TenantConsent::Unknown | TenantConsent::Ended(_) => {}
    }
    if !(1..=LONGEST_DAYS).contains(&command.valid_days) {
        return Err(TenantConsentRefusal::ConsentValidityOutOfRange { most: LONGEST_DAYS });
    }
    Ok(Decision::record(TenantConsentEvent::ConsentAsked {
        customer_id: customer,
        tenant_id: command.tenant_id,
        app: command.app,
        permissions: command.permissions.clone(),
        invitation: command.invitation,
        valid_until: command.at.saturating_add(days(command.valid_days.into())),
        correlation_id: command.correlation_id,
        at: command.at,
    }))
}

pub(super) fn withdraw(consent: &TenantConsent, command: &WithdrawConsent) -> Outcome {
    match consent {
        TenantConsent::Unknown => Err(TenantConsentRefusal::ConsentNotFound),
        TenantConsent::Ended(ended) if ended.ending == Ending::Withdrawn => {
            Ok(Decision::AlreadyDone)
        }
        TenantConsent::Ended(_) => Err(TenantConsentRefusal::ConsentMovedOn),
        TenantConsent::Asked(_) | TenantConsent::Verifying(_) | TenantConsent::Verified(_) => {
            Ok(Decision::record(TenantConsentEvent::ConsentWithdrawn {
                reason: command.reason.clone(),
                at: command.at,
            }))
        }
    }
}

pub(super) fn take_back(consent: &TenantConsent, command: &TakeBackInvitation) -> Outcome {
    match consent {
        TenantConsent::Verifying(_) => Err(TenantConsentRefusal::ConsentBeingVerified),
        TenantConsent::Verified(_) => Err(TenantConsentRefusal::ConsentInPlace),
        TenantConsent::Unknown | TenantConsent::Asked(_) | TenantConsent::Ended(_) => {
            let (reason, at) = (command.reason.clone(), command.at);
            withdraw(consent, &WithdrawConsent { reason, at })
        }
    }
}

pub(super) fn note_return(consent: &TenantConsent, command: &NoteReturn) -> Outcome {
    if let Some(of_more) = decide_more::note_return(consent, command) {
        return of_more;
    }
    let open = used(consent, command.invitation, command.at)?;
    if open.tenant_id != command.tenant {
        let fault = Foreign {
            asked: open.tenant_id,
            came: command.tenant,
        };
        return Ok(Decision::record(TenantConsentEvent::ConsentRefused {
            invitation: command.invitation,
            fault: fault.fault(),
            at: command.at,
        }));
    }
    Ok(Decision::record(TenantConsentEvent::ConsentReturned {
        invitation: command.invitation,
        at: command.at,
    }))
}

pub(super) fn note_refusal(consent: &TenantConsent, command: &NoteRefusal) -> Outcome {
    let (invitation, fault, at) = (command.invitation, &command.fault, command.at);
    if let Some(of_more) = decide_more::note_refusal(consent, invitation, fault, at) {
        return of_more;
    }
    used(consent, command.invitation, command.at)?;
    Ok(Decision::record(TenantConsentEvent::ConsentRefused {
        invitation: command.invitation,
        fault: command.fault.clone(),
        at: command.at,
    }))
}

pub(super) fn note_verified(consent: &TenantConsent, command: &NoteVerified) -> Outcome {
    verifying(consent, command.invitation)?;
    Ok(Decision::record(TenantConsentEvent::ConsentVerified {
        organization: command.organization.clone(),
        domains: command.domains.clone(),
        domain_count: command.domain_count,
        at: command.at,
    }))
}

pub(super) fn note_delay(consent: &TenantConsent, command: &NoteDelay) -> Outcome {
    let (invitation, fault, at) = (command.invitation, &command.fault, command.at);
    if let Some(of_more) = decide_more::note_delay(consent, invitation, fault, at) {
        return of_more;
    }
    let open = verifying(consent, command.invitation)?;
    let known = open.fault.as_ref().map(|fault| fault.code.as_str());
    if known == Some(command.fault.code.as_str()) {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(TenantConsentEvent::VerificationDelayed {
        fault: command.fault.clone(),
        at: command.at,
    }))
}

pub(super) fn note_unverified(consent: &TenantConsent, command: &NoteUnverified) -> Outcome {
    let (invitation, fault, at) = (command.invitation, &command.fault, command.at);
    if let Some(of_more) = decide_more::note_unverified(consent, invitation, fault, at) {
        return of_more;
    }
    verifying(consent, command.invitation)?;
    Ok(Decision::record(TenantConsentEvent::ConsentNotVerified {
        fault: command.fault.clone(),
        at: command.at,
    }))
}

pub(super) fn lapse(consent: &TenantConsent, command: &LapseConsent) -> Outcome {
    match consent {
        TenantConsent::Ended(ended) if ended.ending == Ending::Lapsed => Ok(Decision::AlreadyDone),
        TenantConsent::Verified(connected) => decide_more::lapse(connected, command.at),
        TenantConsent::Asked(open) if !open.is_good(command.at) => {
            let at = command.at;
            Ok(Decision::record(TenantConsentEvent::ConsentLapsed { at }))
        }
        TenantConsent::Unknown
        | TenantConsent::Asked(_)
        | TenantConsent::Verifying(_)
        | TenantConsent::Ended(_) => Err(TenantConsentRefusal::ConsentMovedOn),
    }
}

/// The open invitation, if it is this one and its time is not over.
fn used(
    consent: &TenantConsent,
    invitation: InvitationId,
    at: Micros,
) -> Result<&Asked, TenantConsentRefusal> {
    match consent {
        TenantConsent::Asked(open) if open.invitation == invitation => {
            let good = open.is_good(at).then_some(open);
            good.ok_or(TenantConsentRefusal::ConsentStateExpired)
        }
        TenantConsent::Ended(ended)
            if ended.asked.invitation == invitation && ended.ending == Ending::Lapsed =>
        {
            Err(TenantConsentRefusal::ConsentStateExpired)
        }
        TenantConsent::Unknown
        | TenantConsent::Asked(_)
        | TenantConsent::Verifying(_)
        | TenantConsent::Verified(_)
        | TenantConsent::Ended(_) => Err(TenantConsentRefusal::ConsentStateReplayed),
    }
}

/// What is being verified, if it is what came back from this invitation.
fn verifying(
    consent: &TenantConsent,
    invitation: InvitationId,
) -> Result<&Verifying, TenantConsentRefusal> {
    match consent {
        TenantConsent::Verifying(open) if open.asked.invitation == invitation => Ok(open),
        TenantConsent::Unknown
        | TenantConsent::Asked(_)
        | TenantConsent::Verifying(_)
        | TenantConsent::Verified(_)
        | TenantConsent::Ended(_) => Err(TenantConsentRefusal::ConsentMovedOn),
    }
}
