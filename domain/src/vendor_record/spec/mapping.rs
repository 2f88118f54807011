//! Whose a record is.

use super::super::{Link, LinkedHow, Mapping, VendorRecord, VendorRecordRefusal};
use super::{
    CERTAIN, contoso, customer, device, found, given, heed, heeded, ignore, ignored, link, linked,
    move_record, moved_off, note, own_account, returned, unlink, unlinked, vanished, who, why,
};
use crate::aggregate::{Aggregate, Refusal};

const BY_PERSON: LinkedHow = LinkedHow::ByPerson;

fn elsewhere(number: u128, how: LinkedHow, at: i64) -> VendorRecordRefusal {
    VendorRecordRefusal::RecordLinkedElsewhere(Link {
        customer_id: customer(number),
        how,
        by: who(),
        at,
    })
}

#[test]
fn a_record_is_linked_with_one_customer_and_the_second_is_told_whose_it_is() {
    given(vec![contoso()])
        .when(link(1, CERTAIN, 11))
        .then_expect_events(vec![linked(1, CERTAIN, 11)]);
    let before = || given(vec![contoso(), linked(1, CERTAIN, 11)]);
    before()
        .when(link(1, BY_PERSON, 12))
        .then_expect_events(vec![]);
    before()
        .when(link(2, BY_PERSON, 12))
        .then_expect_error(elsewhere(1, CERTAIN, 11));
}

#[test]
fn the_refusal_says_who_was_first_and_when() {
    let mut record = VendorRecord::default();
    for event in [contoso(), linked(1, BY_PERSON, 1_790_000_000_000_000)] {
        record.evolve(&event);
    }
    let refusal = record.decide(&link(2, BY_PERSON, 0)).unwrap_err();
    assert_eq!(refusal.code(), "RECORD_LINKED_ELSEWHERE");
    let sentence = refusal.to_string();
    let whose = customer(1).to_string();
    for part in [whose.as_str(), "user 7", "2026-09-21T14:13:20Z"] {
        assert!(sentence.contains(part), "{sentence}");
    }
}

#[test]
fn only_what_stands_for_a_customer_is_mapped() {
    for record in [device(), own_account()] {
        for command in [link(1, BY_PERSON, 11), ignore(11)] {
            given(vec![found(record.clone(), 10)])
                .when(command)
                .then_expect_error(VendorRecordRefusal::RecordNotMappable);
        }
    }
}

#[test]
fn nothing_is_mapped_before_it_is_found() {
    for command in [
        link(1, BY_PERSON, 11),
        unlink(1, 11),
        move_record(1, 2, BY_PERSON, 11),
        ignore(11),
        heed(11),
    ] {
        given(vec![])
            .when(command)
            .then_expect_error(VendorRecordRefusal::RecordNotFound);
    }
}

#[test]
fn a_record_is_parted_from_the_customer_that_was_looked_at() {
    let before = || given(vec![contoso(), linked(1, CERTAIN, 11)]);
    before()
        .when(unlink(1, 12))
        .then_expect_events(vec![unlinked(1, 12)]);
    before()
        .when(unlink(2, 12))
        .then_expect_error(elsewhere(1, CERTAIN, 11));
    given(vec![contoso()])
        .when(unlink(1, 12))
        .then_expect_events(vec![]);
}

#[test]
fn what_a_person_parted_no_rule_links_again() {
    let before = vec![contoso(), linked(1, CERTAIN, 11), unlinked(1, 12)];
    given(before.clone())
        .when(link(1, CERTAIN, 13))
        .then_expect_error(VendorRecordRefusal::RecordUnlinkedByChoice {
            customer_id: customer(1),
        });
    given(before.clone())
        .when(link(2, CERTAIN, 13))
        .then_expect_events(vec![linked(2, CERTAIN, 13)]);
    for how in [
        BY_PERSON,
        LinkedHow::Suggested { score: 94 },
        LinkedHow::Bulk {
            score: 94,
            above: 90,
        },
    ] {
        given(before.clone())
            .when(link(1, how, 13))
            .then_expect_events(vec![linked(1, how, 13)]);
    }
}

#[test]
fn a_person_who_links_them_again_frees_the_rules() {
    let mut record = VendorRecord::default();
    for event in [
        contoso(),
        linked(1, CERTAIN, 11),
        unlinked(1, 12),
        linked(1, BY_PERSON, 13),
    ] {
        record.evolve(&event);
    }
    assert!(record.known().unwrap().parted_from.is_empty());
}

#[test]
fn a_record_moves_from_the_customer_who_has_it() {
    let before = || given(vec![contoso(), linked(1, CERTAIN, 11)]);
    before()
        .when(move_record(1, 2, BY_PERSON, 12))
        .then_expect_events(vec![moved_off(1, true, 12), linked(2, BY_PERSON, 12)]);
    before()
        .when(move_record(2, 1, BY_PERSON, 12))
        .then_expect_events(vec![]);
    before()
        .when(move_record(2, 3, BY_PERSON, 12))
        .then_expect_error(elsewhere(1, CERTAIN, 11));
    given(vec![contoso()])
        .when(move_record(1, 2, BY_PERSON, 12))
        .then_expect_error(VendorRecordRefusal::RecordNotLinked {
            customer_id: customer(1),
        });
}

#[test]
fn a_merger_parts_nobody_by_choice_and_a_split_does() {
    let merged = LinkedHow::Merged { from: customer(1) };
    let split = LinkedHow::Split { from: customer(1) };
    let before = || given(vec![contoso(), linked(1, CERTAIN, 11)]);
    before()
        .when(move_record(1, 2, merged, 12))
        .then_expect_events(vec![moved_off(1, false, 12), linked(2, merged, 12)]);
    before()
        .when(move_record(1, 2, split, 12))
        .then_expect_events(vec![moved_off(1, true, 12), linked(2, split, 12)]);
}

#[test]
fn no_rule_moves_a_record_to_whom_a_person_parted_it_from() {
    given(vec![
        contoso(),
        linked(1, CERTAIN, 11),
        unlinked(1, 12),
        linked(2, BY_PERSON, 13),
    ])
    .when(move_record(2, 1, CERTAIN, 14))
    .then_expect_error(VendorRecordRefusal::RecordUnlinkedByChoice {
        customer_id: customer(1),
    });
}

#[test]
fn a_record_is_ignored_until_it_is_heeded() {
    given(vec![contoso()])
        .when(ignore(11))
        .then_expect_events(vec![ignored(11)]);
    let before = || given(vec![contoso(), ignored(11)]);
    before().when(ignore(12)).then_expect_events(vec![]);
    before().when(link(1, BY_PERSON, 12)).then_expect_error(
        VendorRecordRefusal::RecordIgnoredByChoice {
            reason: why(),
            by: who(),
            at: 11,
        },
    );
    before().when(heed(12)).then_expect_events(vec![heeded(12)]);
    given(vec![contoso(), ignored(11), heeded(12)])
        .when(link(1, CERTAIN, 13))
        .then_expect_events(vec![linked(1, CERTAIN, 13)]);
}

#[test]
fn what_is_linked_is_not_ignored_and_needs_no_heed() {
    let before = || given(vec![contoso(), linked(1, CERTAIN, 11)]);
    before()
        .when(ignore(12))
        .then_expect_error(elsewhere(1, CERTAIN, 11));
    before().when(heed(12)).then_expect_events(vec![]);
    given(vec![contoso()])
        .when(heed(12))
        .then_expect_events(vec![]);
}

#[test]
fn a_record_that_vanished_keeps_its_customer() {
    let mut record = VendorRecord::default();
    for event in [contoso(), linked(1, CERTAIN, 11), vanished(12)] {
        record.evolve(&event);
    }
    let holder = |record: &VendorRecord| record.known()?.link().map(|it| it.customer_id);
    assert_eq!(holder(&record), Some(customer(1)));
    record.evolve(&returned(13));
    assert_eq!(holder(&record), Some(customer(1)));
    // What became the MSP's own keeps its customer until a person parts them.
    let decided = record.decide(&note(own_account(), 14)).unwrap();
    for event in decided.into_events() {
        record.evolve(&event);
    }
    assert!(!record.known().unwrap().is_mappable());
    assert!(matches!(
        record.known().unwrap().mapping,
        Mapping::Linked(_)
    ));
}
