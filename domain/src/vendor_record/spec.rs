//! Given these events, when this command, then those events.

mod looking;
mod mapping;
mod properties;

use cqrs_es::test::TestFramework;
use uuid::Uuid;

use super::{
    Certainty, HeedRecord, IgnoreRecord, LinkRecord, LinkedHow, MoveRecord, NoteRecord,
    NoteVanished, UnlinkRecord, VendorRecord, VendorRecordCommand, VendorRecordEvent,
};
use crate::aggregate::bridge::Root;
use crate::cloud::vendor::{Account, Device, FoundRecord, RecordFacts, Vendor};
use crate::ids::{CustomerId, VendorConnectionId};
use crate::text::Reason;

const CERTAIN: LinkedHow = LinkedHow::Certain {
    because: Certainty::ExactName,
};

fn given(
    events: Vec<VendorRecordEvent>,
) -> cqrs_es::test::AggregateTestExecutor<Root<VendorRecord>> {
    TestFramework::<Root<VendorRecord>>::with(()).given(events)
}

fn connection(number: u128) -> VendorConnectionId {
    VendorConnectionId::new(Uuid::from_u128(number))
}

fn customer(number: u128) -> CustomerId {
    CustomerId::new(Uuid::from_u128(number))
}

fn who() -> String {
    "user 7".to_owned()
}

fn why() -> Reason {
    Reason::new("another Contoso").unwrap()
}

fn record(name: &str, facts: RecordFacts) -> FoundRecord {
    FoundRecord {
        id: "29763421".to_owned(),
        name: name.to_owned(),
        account: None,
        active: true,
        address: None,
        facts,
    }
}

fn account(name: &str) -> FoundRecord {
    record(name, RecordFacts::Account(Account::default()))
}

fn own_account() -> FoundRecord {
    let own = true;
    let facts = Account {
        own,
        ..Account::default()
    };
    record("Our MSP", RecordFacts::Account(facts))
}

fn device() -> FoundRecord {
    record("SRV-1", RecordFacts::Device(Device::default()))
}

fn note(record: FoundRecord, at: i64) -> VendorRecordCommand {
    let noted = NoteRecord::new(connection(1), Vendor::DattoRmm, record, at);
    VendorRecordCommand::Note(Box::new(noted))
}

fn note_vanished(at: i64) -> VendorRecordCommand {
    VendorRecordCommand::NoteVanished(NoteVanished { at })
}

fn link(number: u128, how: LinkedHow, at: i64) -> VendorRecordCommand {
    VendorRecordCommand::Link(LinkRecord {
        customer_id: customer(number),
        how,
        by: who(),
        at,
    })
}

fn unlink(number: u128, at: i64) -> VendorRecordCommand {
    VendorRecordCommand::Unlink(UnlinkRecord {
        customer_id: customer(number),
        reason: Some(why()),
        by: who(),
        at,
    })
}

fn move_record(from: u128, to: u128, how: LinkedHow, at: i64) -> VendorRecordCommand {
    VendorRecordCommand::Move(MoveRecord {
        from: customer(from),
        to: customer(to),
        how,
        reason: None,
        by: who(),
        at,
    })
}

fn ignore(at: i64) -> VendorRecordCommand {
    VendorRecordCommand::Ignore(IgnoreRecord {
        reason: why(),
        by: who(),
        at,
    })
}

fn heed(at: i64) -> VendorRecordCommand {
    VendorRecordCommand::Heed(HeedRecord { by: who(), at })
}

fn found(record: FoundRecord, at: i64) -> VendorRecordEvent {
    VendorRecordEvent::RecordFound {
        connection_id: connection(1),
        vendor: Vendor::DattoRmm,
        record,
        at,
    }
}

fn contoso() -> VendorRecordEvent {
    found(account("Contoso"), 10)
}

fn changed(record: FoundRecord, at: i64) -> VendorRecordEvent {
    VendorRecordEvent::RecordChanged { record, at }
}

fn vanished(at: i64) -> VendorRecordEvent {
    VendorRecordEvent::RecordVanished { at }
}

fn returned(at: i64) -> VendorRecordEvent {
    VendorRecordEvent::RecordReturned { at }
}

fn linked(number: u128, how: LinkedHow, at: i64) -> VendorRecordEvent {
    VendorRecordEvent::RecordLinked {
        customer_id: customer(number),
        how,
        by: who(),
        at,
    }
}

fn unlinked(number: u128, at: i64) -> VendorRecordEvent {
    VendorRecordEvent::RecordUnlinked {
        customer_id: customer(number),
        reason: Some(why()),
        by_choice: true,
        by: who(),
        at,
    }
}

/// As the first half of a move.
fn moved_off(number: u128, by_choice: bool, at: i64) -> VendorRecordEvent {
    VendorRecordEvent::RecordUnlinked {
        customer_id: customer(number),
        reason: None,
        by_choice,
        by: who(),
        at,
    }
}

fn ignored(at: i64) -> VendorRecordEvent {
    VendorRecordEvent::RecordIgnored {
        reason: why(),
        by: who(),
        at,
    }
}

fn heeded(at: i64) -> VendorRecordEvent {
    VendorRecordEvent::RecordHeeded { by: who(), at }
}
