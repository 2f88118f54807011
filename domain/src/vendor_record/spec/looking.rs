//! What a look at the vendor leads to.

use super::super::{NoteRecord, VendorRecordCommand, VendorRecordRefusal};
use super::{
    CERTAIN, account, changed, connection, contoso, device, found, given, linked, note,
    note_vanished, returned, vanished,
};
use crate::cloud::vendor::{TEXT_LIMIT, Vendor};

#[test]
fn a_record_is_found_once_and_only_changes_are_facts() {
    given(vec![])
        .when(note(account("Contoso"), 10))
        .then_expect_events(vec![contoso()]);
    given(vec![contoso()])
        .when(note(account("Contoso"), 11))
        .then_expect_events(vec![]);
    given(vec![contoso()])
        .when(note(account("Contoso Ltd"), 11))
        .then_expect_events(vec![changed(account("Contoso Ltd"), 11)]);
}

#[test]
fn a_record_vanishes_once_and_comes_back() {
    given(vec![contoso()])
        .when(note_vanished(11))
        .then_expect_events(vec![vanished(11)]);
    let gone = || given(vec![contoso(), vanished(11)]);
    gone().when(note_vanished(12)).then_expect_events(vec![]);
    gone()
        .when(note(account("Contoso"), 12))
        .then_expect_events(vec![returned(12)]);
    gone()
        .when(note(account("Contoso Ltd"), 12))
        .then_expect_events(vec![returned(12), changed(account("Contoso Ltd"), 12)]);
    given(vec![])
        .when(note_vanished(11))
        .then_expect_error(VendorRecordRefusal::RecordNotFound);
}

#[test]
fn an_older_look_changes_nothing() {
    given(vec![contoso()])
        .when(note(account("Contoso Ltd"), 9))
        .then_expect_events(vec![]);
    given(vec![contoso()])
        .when(note_vanished(9))
        .then_expect_events(vec![]);
    given(vec![contoso(), vanished(11)])
        .when(note(account("Contoso"), 10))
        .then_expect_events(vec![]);
    given(vec![contoso(), vanished(11), returned(12)])
        .when(note_vanished(11))
        .then_expect_events(vec![]);
}

#[test]
fn an_id_stands_for_one_record() {
    let mut other = account("Contoso");
    other.id = "29763422".to_owned();
    let elsewhere = NoteRecord::new(connection(2), Vendor::DattoRmm, account("Contoso"), 11);
    for command in [
        note(other, 11),
        note(device(), 11),
        VendorRecordCommand::Note(Box::new(elsewhere)),
    ] {
        given(vec![contoso()])
            .when(command)
            .then_expect_error(VendorRecordRefusal::RecordDiffers);
    }
}

#[test]
fn what_was_cut_is_found_unchanged_at_the_next_look() {
    let long = account(&"🏢".repeat(900));
    let kept = account(&"🏢".repeat(TEXT_LIMIT));
    given(vec![])
        .when(note(long.clone(), 10))
        .then_expect_events(vec![found(kept.clone(), 10)]);
    given(vec![found(kept, 10)])
        .when(note(long, 11))
        .then_expect_events(vec![]);
}

#[test]
fn names_that_are_odd_are_kept_as_they_are() {
    for name in ["", "🦄🦄", "شركة كونتوسو", &"x".repeat(200)] {
        given(vec![])
            .when(note(account(name), 10))
            .then_expect_events(vec![found(account(name), 10)]);
    }
}

#[test]
fn a_look_leaves_the_customer_alone() {
    let before = vec![contoso(), linked(1, CERTAIN, 11)];
    given(before.clone())
        .when(note(account("Fabrikam"), 12))
        .then_expect_events(vec![changed(account("Fabrikam"), 12)]);
    given(before)
        .when(note_vanished(12))
        .then_expect_events(vec![vanished(12)]);
}

#[test]
fn when_it_was_looked_at_is_no_part_of_what_is_asked() {
    let asked = |at| serde_json::to_string(&note(account("Contoso"), at)).unwrap();
    assert_eq!(asked(10), asked(11));
    assert!(!asked(10).contains(r#""at""#));
}
