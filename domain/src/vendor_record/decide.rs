//! One function per command: already done, then refusals, then events.

use super::{
    HeedRecord, IgnoreRecord, Known, LinkRecord, LinkedHow, Mapping, MoveRecord, NoteRecord,
    NoteVanished, UnlinkRecord, VendorRecord, VendorRecordEvent, VendorRecordRefusal,
};
use crate::aggregate::Decision;
use crate::ids::CustomerId;

type Outcome = Result<Decision<VendorRecordEvent>, VendorRecordRefusal>;

pub(super) fn note(record: &VendorRecord, command: &NoteRecord) -> Outcome {
    let at = command.at;
    let found = command.record();
    let Some(known) = record.known() else {
        return Ok(Decision::record(VendorRecordEvent::RecordFound {
            connection_id: command.connection_id,
            vendor: command.vendor,
            record: found.clone(),
            at,
        }));
    };
    let same = known.connection_id == command.connection_id
        && known.record.kind() == found.kind()
        && known.record.id == found.id;
    if !same {
        return Err(VendorRecordRefusal::RecordDiffers);
    }
    if at < known.as_of {
        return Ok(Decision::AlreadyDone); // Somebody looked later, and recorded what it saw.
    }
    let again = matches!(record, VendorRecord::Vanished(_))
        .then_some(VendorRecordEvent::RecordReturned { at });
    let changed = (*found != known.record).then(|| VendorRecordEvent::RecordChanged {
        record: found.clone(),
        at,
    });
    let events: Vec<VendorRecordEvent> = again.into_iter().chain(changed).collect();
    if events.is_empty() {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::Record(events))
}

pub(super) fn note_vanished(record: &VendorRecord, command: &NoteVanished) -> Outcome {
    let at = command.at;
    match record {
        VendorRecord::Unknown => Err(VendorRecordRefusal::RecordNotFound),
        VendorRecord::Vanished(_) => Ok(Decision::AlreadyDone),
        VendorRecord::Found(known) if at < known.as_of => Ok(Decision::AlreadyDone),
        VendorRecord::Found(_) => Ok(Decision::record(VendorRecordEvent::RecordVanished { at })),
    }
}

pub(super) fn link(record: &VendorRecord, command: &LinkRecord) -> Outcome {
    let known = known(record)?;
    let customer_id = command.customer_id;
    if known.link().is_some_and(|it| it.customer_id == customer_id) {
        return Ok(Decision::AlreadyDone);
    }
    must_be_free(known)?;
    must_suit(known, customer_id, command.how)?;
    Ok(Decision::record(VendorRecordEvent::RecordLinked {
        customer_id,
        how: command.how,
        by: command.by.clone(),
        at: command.at,
    }))
}

pub(super) fn unlink(record: &VendorRecord, command: &UnlinkRecord) -> Outcome {
    match known(record)?.link() {
        None => Ok(Decision::AlreadyDone),
        Some(link) if link.customer_id != command.customer_id => {
            Err(VendorRecordRefusal::RecordLinkedElsewhere(link.clone()))
        }
        Some(_) => Ok(Decision::record(VendorRecordEvent::RecordUnlinked {
            customer_id: command.customer_id,
            reason: command.reason.clone(),
            by_choice: true,
            by: command.by.clone(),
            at: command.at,
        })),
    }
}

pub(super) fn move_record(record: &VendorRecord, command: &MoveRecord) -> Outcome {
    let known = known(record)?;
    let (from, to) = (command.from, command.to);
    match known.link() {
        Some(link) if link.customer_id == to => return Ok(Decision::AlreadyDone),
        Some(link) if link.customer_id != from => {
            return Err(VendorRecordRefusal::RecordLinkedElsewhere(link.clone()));
        }
        None => return Err(VendorRecordRefusal::RecordNotLinked { customer_id: from }),
        Some(_) => must_suit(known, to, command.how)?,
    }
    Ok(Decision::Record(vec![
        VendorRecordEvent::RecordUnlinked {
            customer_id: from,
            reason: command.reason.clone(),
            by_choice: command.how.parts_by_choice(),
            by: command.by.clone(),
            at: command.at,
        },
        VendorRecordEvent::RecordLinked {
            customer_id: to,
            how: command.how,
            by: command.by.clone(),
            at: command.at,
        },
    ]))
}

pub(super) fn ignore(record: &VendorRecord, command: &IgnoreRecord) -> Outcome {
    let known = known(record)?;
    match &known.mapping {
        Mapping::Ignored(_) => return Ok(Decision::AlreadyDone),
        Mapping::Linked(link) => {
            return Err(VendorRecordRefusal::RecordLinkedElsewhere(link.clone()));
        }
        Mapping::Unmapped => must_be_mappable(known)?,
    }
    Ok(Decision::record(VendorRecordEvent::RecordIgnored {
        reason: command.reason.clone(),
        by: command.by.clone(),
        at: command.at,
    }))
}

pub(super) fn heed(record: &VendorRecord, command: &HeedRecord) -> Outcome {
    match known(record)?.mapping {
        Mapping::Unmapped | Mapping::Linked(_) => Ok(Decision::AlreadyDone),
        Mapping::Ignored(_) => Ok(Decision::record(VendorRecordEvent::RecordHeeded {
            by: command.by.clone(),
            at: command.at,
        })),
    }
}

fn known(record: &VendorRecord) -> Result<&Known, VendorRecordRefusal> {
    record.known().ok_or(VendorRecordRefusal::RecordNotFound)
}

fn must_be_mappable(known: &Known) -> Result<(), VendorRecordRefusal> {
    let mappable = known.is_mappable().then_some(());
    mappable.ok_or(VendorRecordRefusal::RecordNotMappable)
}

/// It is nobody's yet, and somebody may want it.
fn must_be_free(known: &Known) -> Result<(), VendorRecordRefusal> {
    match &known.mapping {
        Mapping::Unmapped => Ok(()),
        Mapping::Linked(link) => Err(VendorRecordRefusal::RecordLinkedElsewhere(link.clone())),
        Mapping::Ignored(mark) => Err(VendorRecordRefusal::RecordIgnoredByChoice {
            reason: mark.reason.clone(),
            by: mark.by.clone(),
            at: mark.at,
        }),
    }
}

/// The record may come to this customer in this way.
fn must_suit(
    known: &Known,
    customer_id: CustomerId,
    how: LinkedHow,
) -> Result<(), VendorRecordRefusal> {
    must_be_mappable(known)?;
    match how {
        LinkedHow::Certain { .. } if known.parted_from.contains(&customer_id) => {
            Err(VendorRecordRefusal::RecordUnlinkedByChoice { customer_id })
        }
        LinkedHow::Certain { .. }
        | LinkedHow::ByPerson
        | LinkedHow::Suggested { .. }
        | LinkedHow::Bulk { .. }
        | LinkedHow::CreatedFrom
        | LinkedHow::Merged { .. }
        | LinkedHow::Split { .. } => Ok(()),
    }
}
