//! When a connection is read next, as it follows from what is on record of it.

use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tenantry_domain::ids::VendorConnectionId;
use tenantry_domain::record::Micros;
use tenantry_domain::saga::minutes;
use tenantry_domain::vendor_connection::{Known, LastTest, ReadState, VendorTest};

/// After the first failure; twice as long after each that follows.
const FIRST_PAUSE: Micros = minutes(5);

/// A connection that nothing was found wrong with is read up to this part of its rhythm later, so that
/// those which began together come apart.
const SPREAD: Micros = 12;

/// The instant from which on it may be read; what is past is due now. `every` is the MSP's rhythm.
pub fn next_look(connection: VendorConnectionId, known: &Known, every: Micros) -> Micros {
    if known.requested || known.runs == 0 {
        return known.since;
    }
    let failures = failures(known);
    if let Some(open) = &known.open {
        // Whoever read it died: once may be chance.
        return open.since + pause(failures.saturating_sub(1), every);
    }
    let states = || kinds(known);
    if failures == 0 {
        let last = states().filter_map(|it| it.read).map(|it| it.at).max();
        let last = last.unwrap_or(known.since);
        return last + every + spread(connection, known.runs, every / SPREAD);
    }
    let met = states().filter_map(|it| it.unread.as_ref());
    let met = met.filter(|it| it.run == known.runs).map(|it| it.at).max();
    match met {
        // The run was stopped, and nothing was wrong with it.
        None => known.since,
        Some(met) if is_put_right_since(known, met) => met,
        Some(met) => met + pause(failures, every),
    }
}

/// In how many of the last runs the kind was not read to its end that waits the longest for it.
fn failures(known: &Known) -> u32 {
    let kinds = known.vendor.reads().iter();
    let runs = kinds.map(|kind| {
        let read = known.kinds.get(kind).and_then(|it| it.read);
        read.map_or(0, |it| it.run)
    });
    known.runs.saturating_sub(runs.min().unwrap_or_default())
}

fn kinds(known: &Known) -> impl Iterator<Item = &ReadState> {
    let kinds = known.vendor.reads().iter();
    kinds.filter_map(|kind| known.kinds.get(kind))
}

/// Somebody entered other secrets, or the account was found to work.
fn is_put_right_since(known: &Known, met: Micros) -> bool {
    let works = |test: &LastTest| matches!(test.outcome, VendorTest::Works { .. }) && test.at > met;
    known.credentials_at > met || known.test.as_ref().is_some_and(works)
}

fn pause(failures: u32, every: Micros) -> Micros {
    match failures {
        0 => 0,
        _ => (FIRST_PAUSE << (failures - 1).min(16)).min(every),
    }
}

/// The same for the same run, whoever asks.
fn spread(connection: VendorConnectionId, run: u32, within: Micros) -> Micros {
    let mut hasher = Sha256::new();
    hasher.update(connection.as_uuid().as_bytes());
    hasher.update(run.to_be_bytes());
    let mut head = [0; 8];
    head.copy_from_slice(&hasher.finalize()[..8]);
    let within = u64::try_from(within).unwrap_or_default().max(1);
    i64::try_from(u64::from_be_bytes(head) % within).unwrap_or_default()
}

/// As an instant, from now on.
pub(super) fn later(now: Micros, pause: Duration) -> Micros {
    now.saturating_add(i64::try_from(pause.as_micros()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use tenantry_domain::cloud::vendor::{RecordKind, Vendor};
    use tenantry_domain::saga::{Fault, FaultClass, hours};
    use tenantry_domain::text::VendorConnectionName;
    use tenantry_domain::vendor_connection::{Findings, LastRead, Run, Unread};
    use uuid::Uuid;

    use super::*;

    const EVERY: Micros = hours(6);

    fn id(number: u128) -> VendorConnectionId {
        VendorConnectionId::new(Uuid::from_u128(number))
    }

    fn at_next(known: &Known) -> Micros {
        next_look(id(1), known, EVERY)
    }

    fn fresh() -> Known {
        Known {
            vendor: Vendor::DattoRmm,
            name: VendorConnectionName::new("Datto").unwrap(),
            settings: BTreeMap::new(),
            since: 1,
            credentials_at: 1,
            test: None,
            kinds: BTreeMap::new(),
            requested: false,
            open: None,
            runs: 0,
        }
    }

    fn read(known: &mut Known, kind: RecordKind, run: u32, at: Micros) {
        let findings = Findings::default();
        let read = Some(LastRead { run, findings, at });
        known.kinds.insert(kind, ReadState { read, unread: None });
        known.runs = run;
    }

    fn unread(known: &mut Known, kind: RecordKind, run: u32, at: Micros) {
        let fault = Fault::own("CLOUD_SILENT", FaultClass::Transient, "");
        known.kinds.entry(kind).or_default().unread = Some(Unread { run, fault, at });
        known.runs = run;
    }

    fn all_read(run: u32, at: Micros) -> Known {
        let mut known = fresh();
        for kind in Vendor::DattoRmm.reads() {
            read(&mut known, *kind, run, at);
        }
        known
    }

    #[test]
    fn what_was_never_read_or_is_asked_for_is_due() {
        assert_eq!(at_next(&fresh()), 1);
        let mut asked = all_read(3, hours(100));
        asked.requested = true;
        assert_eq!(at_next(&asked), 1);
    }

    #[test]
    fn what_was_read_is_due_after_the_rhythm_and_a_little_more() {
        let known = all_read(3, hours(100));
        let next = at_next(&known);
        assert!(next >= hours(106) && next < hours(106) + minutes(30));
        let others: BTreeSet<Micros> = (0..50).map(|n| next_look(id(n), &known, EVERY)).collect();
        assert!(others.len() > 45, "{others:?}");
    }

    #[test]
    fn pauses_grow_with_the_failures_up_to_the_rhythm() {
        let mut known = all_read(3, hours(1));
        for (run, wait) in [
            (4, minutes(5)),
            (5, minutes(10)),
            (6, minutes(20)),
            (12, EVERY),
        ] {
            unread(&mut known, RecordKind::Device, run, hours(200));
            read(&mut known, RecordKind::Account, run, hours(200));
            assert_eq!(at_next(&known), hours(200) + wait, "{run}");
        }
    }

    #[test]
    fn what_was_put_right_is_due() {
        let mut known = all_read(3, hours(1));
        unread(&mut known, RecordKind::Account, 4, hours(200));
        let mut rotated = known.clone();
        rotated.credentials_at = hours(201);
        assert_eq!(at_next(&rotated), hours(200));
        known.test = Some(LastTest {
            outcome: VendorTest::Works {
                zone: None,
                account_name: None,
                doubts: BTreeMap::new(),
            },
            at: hours(201),
        });
        assert_eq!(at_next(&known), hours(200));
    }

    #[test]
    fn a_run_that_was_left_open_is_taken_up_at_once_and_then_more_slowly() {
        let mut known = all_read(3, hours(1));
        let mut left = |run| {
            known.runs = run;
            known.open = Some(Run {
                run,
                since: hours(200),
                read: BTreeSet::new(),
            });
            at_next(&known)
        };
        assert_eq!(left(4), hours(200));
        assert_eq!(left(5), hours(200) + minutes(5));
        assert_eq!(left(6), hours(200) + minutes(10));
    }

    #[test]
    fn a_run_that_was_stopped_is_due() {
        let mut known = all_read(3, hours(100));
        known.runs = 4;
        assert_eq!(at_next(&known), 1);
    }
}
