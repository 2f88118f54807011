//! One function per command: already done, then refusals, then events.

use super::{
    LinkCustomer, MoveCustomer, NoteMissing, NoteSighting, Tenant, TenantEvent, TenantRefusal,
    TenantSource, UnlinkCustomer,
};
use crate::aggregate::Decision;

type Outcome = Result<Decision<TenantEvent>, TenantRefusal>;

pub(super) fn note_sighting(tenant: &Tenant, command: &NoteSighting) -> Outcome {
    let at = command.at;
    if command.sighting.is_empty() {
        return Err(TenantRefusal::TenantSightingEmpty);
    }
    let Some(known) = tenant.known() else {
        let sighting = command.sighting.clone();
        return Ok(Decision::record(TenantEvent::TenantDiscovered {
            sighting,
            at,
        }));
    };
    if at < known.as_of {
        return Ok(Decision::AlreadyDone); // Somebody looked later, and recorded what it saw.
    }
    let sighting = command.sighting.after(&known.sighting, &command.silent);
    let again = matches!(tenant, Tenant::Missed(_)).then_some(TenantEvent::TenantSeenAgain { at });
    let changed =
        (sighting != known.sighting).then_some(TenantEvent::TenantSightingChanged { sighting, at });
    let events: Vec<TenantEvent> = again.into_iter().chain(changed).collect();
    if events.is_empty() {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::Record(events))
}

pub(super) fn note_missing(tenant: &Tenant, command: &NoteMissing) -> Outcome {
    let at = command.at;
    match tenant {
        Tenant::Missed(_) => Ok(Decision::AlreadyDone),
        Tenant::Seen(known) if at < known.as_of => Ok(Decision::AlreadyDone),
        Tenant::Unknown => Err(TenantRefusal::TenantUndiscovered),
        Tenant::Seen(_) => {
            let asked = &command.sources_asked;
            if TenantSource::ALL
                .iter()
                .all(|source| asked.contains(source))
            {
                Ok(Decision::record(TenantEvent::TenantMissed { at }))
            } else {
                Err(TenantRefusal::TenantSourcesSilent)
            }
        }
    }
}

pub(super) fn link_customer(tenant: &Tenant, command: &LinkCustomer) -> Outcome {
    let customer_id = command.customer_id;
    let known = tenant.known().ok_or(TenantRefusal::TenantUndiscovered)?;
    match known.customer_id {
        Some(owner) if owner == customer_id => Ok(Decision::AlreadyDone),
        Some(_) => Err(TenantRefusal::TenantLinkedElsewhere),
        None => Ok(Decision::record(TenantEvent::TenantLinked { customer_id })),
    }
}

pub(super) fn unlink_customer(tenant: &Tenant, command: &UnlinkCustomer) -> Outcome {
    let customer_id = command.customer_id;
    let known = tenant.known().ok_or(TenantRefusal::TenantUndiscovered)?;
    match known.customer_id {
        None => Ok(Decision::AlreadyDone),
        Some(owner) if owner == customer_id => Ok(Decision::record(TenantEvent::TenantUnlinked {
            customer_id,
        })),
        Some(_) => Err(TenantRefusal::TenantLinkedElsewhere),
    }
}

pub(super) fn move_customer(tenant: &Tenant, command: &MoveCustomer) -> Outcome {
    let (from, to) = (command.from, command.to);
    let known = tenant.known().ok_or(TenantRefusal::TenantUndiscovered)?;
    match known.customer_id {
        Some(owner) if owner == to => Ok(Decision::AlreadyDone),
        Some(owner) if owner == from => Ok(Decision::Record(vec![
            TenantEvent::TenantUnlinked { customer_id: from },
            TenantEvent::TenantLinked { customer_id: to },
        ])),
        Some(_) | None => Err(TenantRefusal::TenantLinkedElsewhere),
    }
}
