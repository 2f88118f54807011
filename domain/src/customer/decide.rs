//! One function per command: already done, then refusals, then events.

use super::{
    ArchiveCustomer, Customer, CustomerEvent, CustomerRefusal, MergeCustomer, PartCustomer,
    RegisterCustomer, RenameCustomer, TagCustomer, UntagCustomer,
};
use crate::aggregate::Decision;

type Outcome = Result<Decision<CustomerEvent>, CustomerRefusal>;

/// How many groups one customer can be in.
pub(super) const TAG_LIMIT: usize = 50;

pub(super) fn register(customer: &Customer, command: &RegisterCustomer) -> Outcome {
    match customer {
        Customer::Registered(known) if known.name == command.name => Ok(Decision::AlreadyDone),
        Customer::Registered(_) | Customer::Archived(_) | Customer::Merged(_) => {
            Err(CustomerRefusal::CustomerExists)
        }
        Customer::Unknown => Ok(Decision::record(CustomerEvent::CustomerRegistered {
            name: command.name.clone(),
            origin: command.origin,
        })),
    }
}

pub(super) fn rename(customer: &Customer, command: &RenameCustomer) -> Outcome {
    let known = customer.registered()?;
    if known.name == command.name {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(CustomerEvent::CustomerRenamed {
        from: known.name.clone(),
        to: command.name.clone(),
    }))
}

pub(super) fn tag(customer: &Customer, command: &TagCustomer) -> Outcome {
    let known = customer.registered()?;
    if known.tags.contains(&command.tag) {
        return Ok(Decision::AlreadyDone);
    }
    if known.tags.len() >= TAG_LIMIT {
        return Err(CustomerRefusal::CustomerTagsFull { limit: TAG_LIMIT });
    }
    Ok(Decision::record(CustomerEvent::CustomerTagged {
        tag: command.tag.clone(),
    }))
}

pub(super) fn untag(customer: &Customer, command: &UntagCustomer) -> Outcome {
    if !customer.registered()?.tags.contains(&command.tag) {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(CustomerEvent::CustomerUntagged {
        tag: command.tag.clone(),
    }))
}

pub(super) fn archive(customer: &Customer, command: &ArchiveCustomer) -> Outcome {
    if matches!(customer, Customer::Archived(_)) {
        return Ok(Decision::AlreadyDone);
    }
    customer.registered()?;
    Ok(Decision::record(CustomerEvent::CustomerArchived {
        reason: command.reason.clone(),
    }))
}

pub(super) fn merge_into(customer: &Customer, command: &MergeCustomer) -> Outcome {
    let into = command.into;
    if matches!(customer, Customer::Merged(merged) if merged.into == into) {
        return Ok(Decision::AlreadyDone);
    }
    customer.registered()?;
    if command.customer_id == into {
        return Err(CustomerRefusal::CustomerMergeSelf);
    }
    Ok(Decision::record(CustomerEvent::CustomerMerged {
        into,
        reason: command.reason.clone(),
    }))
}

pub(super) fn part(customer: &Customer, command: &PartCustomer) -> Outcome {
    match customer {
        Customer::Merged(merged) if merged.into == command.from => {
            let from = command.from;
            Ok(Decision::record(CustomerEvent::CustomerParted { from }))
        }
        Customer::Unknown
        | Customer::Registered(_)
        | Customer::Archived(_)
        | Customer::Merged(_) => customer.registered().map(|_| Decision::AlreadyDone),
    }
}
