//! How far the vendor is read.

use super::super::VendorConnectionRefusal;
use super::{
    Command, Event, VENDOR, begin, begun, connected, disconnect, disconnected, end, ended, fault,
    findings, folded, given, note_read, note_unread, paused, read, request, requested, resumed,
    unread,
};
use crate::cloud::vendor::RecordKind::{Account, Alert, Contract, Device};
use crate::saga::Fault;

fn refused() -> Fault {
    fault("CLOUD_PERMISSION_MISSING", "1")
}

#[test]
fn is_asked_for_once() {
    given(vec![connected()])
        .when(request(11))
        .then_expect_events(vec![requested(11)]);
    given(vec![connected(), requested(11)])
        .when(request(12))
        .then_expect_events(vec![]);
    given(vec![connected(), begun(1, 11)])
        .when(request(12))
        .then_expect_error(VendorConnectionRefusal::VendorDiscoveryRunning { run: 1 });
}

#[test]
fn runs_are_counted_and_one_runs_at_a_time() {
    given(vec![connected()])
        .when(begin(11))
        .then_expect_events(vec![begun(1, 11)]);
    given(vec![connected(), begun(1, 11)])
        .when(begin(12))
        .then_expect_error(VendorConnectionRefusal::VendorDiscoveryRunning { run: 1 });
    given(vec![connected(), begun(1, 11), ended(1, false, 12)])
        .when(begin(13))
        .then_expect_events(vec![begun(2, 13)]);
}

#[test]
fn a_run_takes_the_request_with_it() {
    let state = folded(&[connected(), requested(11), begun(1, 12)]);
    assert!(!state.known().unwrap().requested);
    given(vec![
        connected(),
        requested(11),
        begun(1, 12),
        ended(1, true, 13),
    ])
    .when(request(14))
    .then_expect_events(vec![requested(14)]);
}

#[test]
fn no_discovery_begins_while_it_is_paused() {
    for command in [request(12), begin(12)] {
        given(vec![connected(), paused(11)])
            .when(command)
            .then_expect_error(VendorConnectionRefusal::VendorPaused);
    }
    given(vec![connected(), paused(11), resumed(12)])
        .when(begin(13))
        .then_expect_events(vec![begun(1, 13)]);
}

#[test]
fn what_was_being_read_is_recorded_although_it_is_paused() {
    let before = || vec![connected(), begun(1, 11), paused(12)];
    given(before())
        .when(note_read(1, Account, 7, 13))
        .then_expect_events(vec![read(1, Account, 7, 13)]);
    given(before())
        .when(end(1, 13))
        .then_expect_events(vec![ended(1, false, 13)]);
}

#[test]
fn a_kind_is_read_once_in_a_run() {
    let before = || vec![connected(), begun(1, 11)];
    given(before())
        .when(note_read(1, Account, 7, 12))
        .then_expect_events(vec![read(1, Account, 7, 12)]);
    let after = || given([before(), vec![read(1, Account, 7, 12)]].concat());
    after()
        .when(note_read(1, Account, 9, 13))
        .then_expect_events(vec![]);
    after()
        .when(note_unread(1, Account, refused(), 13))
        .then_expect_events(vec![]);
    after()
        .when(note_read(1, Contract, 1, 13))
        .then_expect_error(VendorConnectionRefusal::VendorKindUnknown {
            vendor: VENDOR,
            kind: Contract,
        });
}

#[test]
fn a_fault_leaves_what_is_known_and_marks_it_stale() {
    let before = vec![
        connected(),
        begun(1, 11),
        read(1, Account, 7, 12),
        ended(1, false, 13),
        begun(2, 14),
    ];
    given(before.clone())
        .when(note_unread(2, Account, refused(), 15))
        .then_expect_events(vec![unread(2, Account, refused(), 15)]);
    let failed = [before, vec![unread(2, Account, refused(), 15)]].concat();
    let state = folded(&failed);
    let known = state.known().unwrap();
    assert!(known.is_stale(Account) && !known.is_stale(Device));
    let last = known.kinds[&Account].read.unwrap();
    assert_eq!((last.run, last.findings, last.at), (1, findings(7), 12));
    // Once in a run for the same reason, and again for another.
    given(failed.clone())
        .when(note_unread(
            2,
            Account,
            fault("CLOUD_PERMISSION_MISSING", "2"),
            16,
        ))
        .then_expect_events(vec![]);
    given(failed.clone())
        .when(note_unread(2, Account, fault("CLOUD_SILENT", "2"), 16))
        .then_expect_events(vec![unread(2, Account, fault("CLOUD_SILENT", "2"), 16)]);
    // Reading it to its end heals it.
    let healed = [failed, vec![read(2, Account, 8, 17)]].concat();
    assert!(!folded(&healed).known().unwrap().is_stale(Account));
}

#[test]
fn a_fault_is_recorded_anew_in_each_run() {
    given(vec![
        connected(),
        begun(1, 11),
        unread(1, Account, refused(), 12),
        ended(1, false, 13),
        begun(2, 14),
    ])
    .when(note_unread(2, Account, refused(), 15))
    .then_expect_events(vec![unread(2, Account, refused(), 15)]);
}

#[test]
fn a_run_is_complete_when_every_kind_was_read() {
    let reads = vec![
        connected(),
        begun(1, 11),
        read(1, Account, 7, 12),
        read(1, Device, 70, 13),
    ];
    given(reads.clone())
        .when(end(1, 15))
        .then_expect_events(vec![ended(1, false, 15)]);
    let all = [reads.clone(), vec![read(1, Alert, 0, 14)]].concat();
    given(all)
        .when(end(1, 15))
        .then_expect_events(vec![ended(1, true, 15)]);
    let failed = [reads, vec![unread(1, Alert, refused(), 14)]].concat();
    given(failed)
        .when(end(1, 15))
        .then_expect_events(vec![ended(1, false, 15)]);
}

#[test]
fn a_run_that_is_over_ends_no_second_time_and_takes_no_more_in() {
    let before = || vec![connected(), begun(1, 11), ended(1, false, 12)];
    given(before()).when(end(1, 13)).then_expect_events(vec![]);
    let not_running = |run| VendorConnectionRefusal::VendorDiscoveryNotRunning { run };
    for (command, run) in [
        (end(2, 13), 2),
        (end(0, 13), 0),
        (note_read(1, Account, 7, 13), 1),
        (note_unread(1, Account, refused(), 13), 1),
    ] {
        given(before())
            .when(command)
            .then_expect_error(not_running(run));
    }
    // A worker that was overtaken does not write into the run after its own.
    given([before(), vec![begun(2, 13)]].concat())
        .when(note_read(1, Account, 7, 14))
        .then_expect_error(not_running(1));
}

#[test]
fn a_run_is_over_when_the_connection_is() {
    let before: Vec<Event> = vec![connected(), begun(1, 11)];
    given(before.clone())
        .when(disconnect(12))
        .then_expect_events(vec![disconnected(12)]);
    let over = [before, vec![disconnected(12)]].concat();
    assert_eq!(folded(&over).known().unwrap().open, None);
    let late: [Command; 3] = [
        note_read(1, Account, 7, 13),
        note_unread(1, Account, refused(), 13),
        end(1, 13),
    ];
    for command in late {
        given(over.clone())
            .when(command)
            .then_expect_error(VendorConnectionRefusal::VendorDisconnected);
    }
}
