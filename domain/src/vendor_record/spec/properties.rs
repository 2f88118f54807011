//! What holds whatever is asked, in whatever order.

use proptest::prelude::*;

use super::super::{LinkedHow, VendorRecord, VendorRecordCommand, VendorRecordEvent};
use super::{
    CERTAIN, account, customer, heed, ignore, link, move_record, note, note_vanished, own_account,
    unlink,
};
use crate::aggregate::Aggregate;
use crate::ids::CustomerId;

fn hows() -> impl Strategy<Value = LinkedHow> {
    prop_oneof![
        Just(CERTAIN),
        Just(LinkedHow::ByPerson),
        Just(LinkedHow::Suggested { score: 80 }),
        Just(LinkedHow::CreatedFrom),
        Just(LinkedHow::Merged { from: customer(1) }),
        Just(LinkedHow::Split { from: customer(1) }),
    ]
}

fn commands() -> impl Strategy<Value = VendorRecordCommand> {
    let who = 1..4_u128;
    let at = 0..20_i64;
    let records = prop_oneof![
        4 => Just(account("Contoso")),
        2 => Just(account("Fabrikam")),
        1 => Just(own_account()),
    ];
    prop_oneof![
        4 => (records, at.clone()).prop_map(|(record, at)| note(record, at)),
        1 => at.clone().prop_map(note_vanished),
        4 => (who.clone(), hows(), at.clone()).prop_map(|(to, how, at)| link(to, how, at)),
        2 => (who.clone(), at.clone()).prop_map(|(from, at)| unlink(from, at)),
        2 => (who.clone(), who, hows(), at.clone())
            .prop_map(|(from, to, how, at)| move_record(from, to, how, at)),
        1 => at.clone().prop_map(ignore),
        1 => at.prop_map(heed),
    ]
}

fn holder(record: &VendorRecord) -> Option<CustomerId> {
    record.known()?.link().map(|link| link.customer_id)
}

/// Walks the events one by one: nobody gets what another has, and nobody loses what is not theirs.
fn follow(holder: Option<CustomerId>, event: &VendorRecordEvent) -> Option<CustomerId> {
    match event {
        VendorRecordEvent::RecordLinked { customer_id, .. } => {
            assert_eq!(holder, None, "linked while it was another's");
            Some(*customer_id)
        }
        VendorRecordEvent::RecordUnlinked { customer_id, .. } => {
            assert_eq!(holder, Some(*customer_id), "parted from who had it not");
            None
        }
        VendorRecordEvent::RecordIgnored { .. } => {
            assert_eq!(holder, None, "ignored while it was somebody's");
            None
        }
        VendorRecordEvent::RecordFound { .. }
        | VendorRecordEvent::RecordChanged { .. }
        | VendorRecordEvent::RecordVanished { .. }
        | VendorRecordEvent::RecordReturned { .. }
        | VendorRecordEvent::RecordHeeded { .. } => holder,
    }
}

proptest! {
    /// A record has one customer at most, a look never changes whose it is or goes back in time,
    /// and asking for the same again records nothing.
    #[test]
    fn a_record_has_one_customer_at_most(all in proptest::collection::vec(commands(), 0..60)) {
        let mut record = VendorRecord::default();
        let mut held = None;
        for command in &all {
            let before = record.clone();
            let Ok(decision) = record.decide(command) else { continue };
            for event in decision.into_events() {
                held = follow(held, &event);
                record.evolve(&event);
            }
            prop_assert_eq!(holder(&record), held);
            let looked = matches!(
                command,
                VendorRecordCommand::Note(_) | VendorRecordCommand::NoteVanished(_)
            );
            if let (Some(was), Some(is)) = (before.known(), record.known()) {
                prop_assert!(is.as_of >= was.as_of);
                prop_assert!(!looked || was.mapping == is.mapping);
            }
            prop_assert_eq!(record.decide(command).unwrap().into_events(), vec![]);
        }
    }

    /// A rule never links what a person parted, unless a person linked the two again.
    #[test]
    fn rules_respect_people(all in proptest::collection::vec(commands(), 0..60)) {
        let mut record = VendorRecord::default();
        let mut parted = std::collections::BTreeSet::new();
        for command in &all {
            let Ok(decision) = record.decide(command) else { continue };
            for event in decision.into_events() {
                if let VendorRecordEvent::RecordUnlinked { customer_id, by_choice: true, .. } = &event {
                    parted.insert(*customer_id);
                }
                if let VendorRecordEvent::RecordLinked { customer_id, how, .. } = &event {
                    let again = parted.remove(customer_id);
                    let by_rule = matches!(how, LinkedHow::Certain { .. });
                    prop_assert!(!again || !by_rule);
                }
                record.evolve(&event);
            }
        }
    }
}
