//! What each event does to a connection's row.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use tenantry_domain::record::Micros;
use tenantry_domain::text::Reason;
use tenantry_domain::vendor_connection::{LastRead, VendorConnectionEvent as E};

use super::row::{ConnectionPhase, TestStatus, VendorConnectionRow};
use crate::declaration::Fact;
use crate::names::name_key;

pub(super) fn fold(
    row: Option<VendorConnectionRow>,
    fact: &Fact<E>,
) -> Option<VendorConnectionRow> {
    if let Some(connected) = connected(fact) {
        return Some(connected);
    }
    // Without its beginning, skipped by an operator, a connection has nothing to show.
    let mut row = row?;
    row.changed_at = fact.recorded_at;
    row.position = fact.position;
    match &fact.event {
        E::VendorConnected { .. } => {}
        E::VendorTested { outcome, at } => row.tested(outcome, *at),
        E::VendorCredentialsRotated { at: _ } => row.untest(),
        E::VendorSettingsChanged { settings, at: _ } => {
            row.set(settings);
            row.untest();
        }
        E::VendorPaused { reason, at: _ } => {
            turn(&mut row, ConnectionPhase::Paused, Some(reason));
        }
        E::VendorResumed { at: _ } => turn(&mut row, ConnectionPhase::Connected, None),
        E::VendorDisconnected { reason, at: _ } => {
            turn(&mut row, ConnectionPhase::Disconnected, Some(reason));
            row.requested = false;
            run(&mut row, None);
        }
        E::VendorDiscoveryRequested { at: _ } => row.requested = true,
        E::VendorDiscoveryBegun { run: number, at } => {
            row.requested = false;
            row.runs = u64::from(*number);
            run(&mut row, Some((*number, *at)));
        }
        E::VendorKindRead {
            run,
            kind,
            findings,
            at,
        } => {
            let (run, findings, at) = (*run, *findings, *at);
            row.note(*kind, |it| it.read(LastRead { run, findings, at }));
        }
        E::VendorKindUnread {
            run,
            kind,
            fault,
            at,
        } => row.note(*kind, |it| it.fail(*run, fault, *at)),
        E::VendorDiscoveryEnded {
            run: _,
            complete,
            at,
        } => {
            run(&mut row, None);
            row.completed_at = complete.then_some(*at).or(row.completed_at);
        }
    }
    Some(row)
}

/// The row as it begins, whatever was before.
fn connected(fact: &Fact<E>) -> Option<VendorConnectionRow> {
    let E::VendorConnected {
        vendor,
        name,
        settings,
        at,
    } = &fact.event
    else {
        return None;
    };
    let mut row = VendorConnectionRow {
        id: fact.stream,
        vendor: *vendor,
        name: name.as_str().to_owned(),
        name_key: name_key(name.as_str()),
        phase: ConnectionPhase::Connected,
        settings: String::new(),
        zone_name: None,
        zone_address: None,
        account_name: None,
        test: TestStatus::Untested,
        test_code: None,
        test_detail: None,
        test_correlation_id: None,
        tested_at: None,
        doubts: "{}".to_owned(),
        kinds: "{}".to_owned(),
        run: None,
        run_since: None,
        requested: false,
        runs: 0,
        completed_at: None,
        stale: false,
        reason: None,
        connected_at: *at,
        changed_at: fact.recorded_at,
        position: fact.position,
    };
    row.set(settings);
    Some(row)
}

fn turn(row: &mut VendorConnectionRow, phase: ConnectionPhase, reason: Option<&Reason>) {
    row.phase = phase;
    row.reason = reason.map(|it| it.as_str().to_owned());
}

/// Which run is open from now on, and since when.
fn run(row: &mut VendorConnectionRow, open: Option<(u32, Micros)>) {
    row.run = open.map(|(run, _)| u64::from(run));
    row.run_since = open.map(|(_, since)| since);
}
