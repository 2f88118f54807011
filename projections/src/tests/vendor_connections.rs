//! Vendor connections as people look them up.

use std::collections::BTreeMap;

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::vendor::{RecordKind, Vendor};
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Micros, Position, StreamId};
use tenantry_domain::saga::{Fault, FaultClass};
use tenantry_domain::text::VendorConnectionName;
use tenantry_domain::vendor_connection::{
    AccountZone, Findings, KindDoubt, VendorConnection, VendorConnectionEvent as E, VendorTest,
};

use super::on_both;
use super::vendors::connection;
use super::world::{World, msp, new, reason};
use crate::projections::Projections;
use crate::vendor_connections::{
    self, ConnectionPhase, TestStatus, VendorConnectionFilter, VendorConnectionRow,
};

on_both!(
    a_row_tells_what_a_test_came_to,
    a_row_tells_how_far_each_kind_is_read,
    a_row_tells_what_becomes_of_a_connection,
    connections_are_filtered_and_paged,
    rebuilding_gives_the_same_rows,
);

fn settings(platform: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("platform".to_owned(), platform.to_owned())])
}

fn connected(vendor: Vendor, name: &str) -> E {
    E::VendorConnected {
        vendor,
        name: VendorConnectionName::new(name).unwrap(),
        settings: settings("merlot"),
        at: 10,
    }
}

fn fault(code: &str) -> Fault {
    Fault {
        request_id: Some("request 1".to_owned()),
        ..Fault::own(code, FaultClass::Permanent, "its words")
    }
}

fn works(doubts: BTreeMap<RecordKind, KindDoubt>) -> VendorTest {
    VendorTest::Works {
        zone: Some(AccountZone {
            name: "Merlot".to_owned(),
            address: "https://merlot.example".to_owned(),
        }),
        account_name: Some("Contoso IT".to_owned()),
        doubts,
    }
}

fn tested(outcome: VendorTest, at: Micros) -> E {
    E::VendorTested { outcome, at }
}

fn fails() -> VendorTest {
    VendorTest::Fails {
        fault: fault("VENDOR_KEY_WRONG"),
    }
}

fn read(run: u32, kind: RecordKind, rows: u64, at: Micros) -> E {
    let findings = Findings {
        rows,
        ..Findings::default()
    };
    E::VendorKindRead {
        run,
        kind,
        findings,
        at,
    }
}

fn unread(run: u32, kind: RecordKind, code: &str, at: Micros) -> E {
    E::VendorKindUnread {
        run,
        kind,
        fault: fault(code),
        at,
    }
}

fn ended(run: u32, complete: bool, at: Micros) -> E {
    E::VendorDiscoveryEnded { run, complete, at }
}

async fn record(world: &World, msp: MspId, number: u128, expected: u64, events: &[E]) -> Position {
    let stream = StreamId::new(VendorConnection::TYPE, connection(number));
    let events = events.iter().map(new).collect();
    world.append(msp, stream, expected, events).await
}

async fn row(projections: &Projections, number: u128) -> VendorConnectionRow {
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let row = vendor_connections::get(projections, msp(1), connection(number)).await;
    row.unwrap().unwrap()
}

async fn a_row_tells_what_a_test_came_to(world: World) {
    use TestStatus as S;
    let projections = world.projections().await;
    let refused = KindDoubt::Refused {
        fault: fault("CLOUD_REFUSED"),
    };
    let doubts = BTreeMap::from([
        (RecordKind::Account, KindDoubt::SuspiciouslyEmpty),
        (RecordKind::Device, refused),
    ]);
    let empty = BTreeMap::from([(RecordKind::Alert, KindDoubt::SuspiciouslyEmpty)]);
    let changed = E::VendorSettingsChanged {
        settings: settings("zinfandel"),
        at: 25,
    };
    let steps = [
        (connected(Vendor::DattoRmm, "Datto"), S::Untested, None),
        (tested(fails(), 20), S::Fails, Some("VENDOR_KEY_WRONG")),
        (E::VendorCredentialsRotated { at: 21 }, S::Untested, None),
        (
            tested(works(doubts.clone()), 22),
            S::Doubts,
            Some("CLOUD_REFUSED"),
        ),
        (tested(works(empty), 23), S::Doubts, None),
        (tested(works(BTreeMap::new()), 24), S::Works, None),
        (changed, S::Untested, None),
        (
            tested(works(doubts.clone()), 26),
            S::Doubts,
            Some("CLOUD_REFUSED"),
        ),
    ];
    for (place, (event, status, code)) in (0..).zip(steps) {
        let position = record(&world, msp(1), 1, place, &[event]).await;
        let row = row(&projections, 1).await;
        assert_eq!((row.test, row.test_code.as_deref()), (status, code));
        assert_eq!(row.test_detail.is_some(), code.is_some());
        assert_eq!(row.test_correlation_id.is_some(), code.is_some());
        assert_eq!(row.tested_at.is_some(), status != S::Untested);
        let works = matches!(status, S::Works | S::Doubts);
        assert_eq!(
            (row.zone_name.is_some(), row.zone_address.is_some()),
            (works, works)
        );
        assert_eq!(row.account_name.is_some(), works);
        assert_eq!(row.doubts().is_empty(), status != S::Doubts);
        assert_eq!(row.position, position);
    }
    let last = row(&projections, 1).await;
    assert_eq!((last.doubts(), last.tested_at), (doubts, Some(26)));
    assert_eq!(last.settings(), settings("zinfandel"));
}

async fn a_row_tells_how_far_each_kind_is_read(world: World) {
    use RecordKind::{Account, Alert, Device};
    let projections = world.projections().await;
    let begun = |run, at| E::VendorDiscoveryBegun { run, at };
    let asked = E::VendorDiscoveryRequested { at: 20 };
    let events = [connected(Vendor::DattoRmm, "Datto"), asked];
    record(&world, msp(1), 1, 0, &events).await;
    let asked = row(&projections, 1).await;
    assert!(asked.requested && !asked.stale && asked.kinds().is_empty());
    assert_eq!((asked.run, asked.runs), (None, 0));

    let events = [
        begun(1, 21),
        read(1, Account, 7, 22),
        read(1, Device, 40, 23),
    ];
    record(&world, msp(1), 1, 2, &events).await;
    let running = row(&projections, 1).await;
    assert!(!running.requested);
    assert_eq!(
        (running.run, running.run_since, running.runs),
        (Some(1), Some(21), 1)
    );

    let events = [unread(1, Alert, "CLOUD_REFUSED", 24), ended(1, false, 25)];
    record(&world, msp(1), 1, 5, &events).await;
    let events = [
        begun(2, 31),
        unread(2, Device, "UNREACHABLE", 32),
        unread(2, Alert, "UNREACHABLE", 33),
        ended(2, false, 34),
    ];
    record(&world, msp(1), 1, 7, &events).await;
    let failed = row(&projections, 1).await;
    assert!(failed.stale);
    assert_eq!(
        (failed.run, failed.run_since, failed.completed_at),
        (None, None, None)
    );
    let kinds = failed.kinds();
    assert_eq!(
        kinds[&Account]
            .read
            .map(|it| (it.run, it.at, it.findings.rows)),
        Some((1, 22, 7))
    );
    assert_eq!(kinds[&Account].unread, None);
    assert_eq!(
        kinds[&Device].read.map(|it| it.findings.rows),
        Some(40),
        "known, and stale"
    );
    let alert = kinds[&Alert].unread.as_ref().unwrap();
    assert_eq!(
        (alert.code.as_str(), alert.since, alert.at, alert.run),
        ("UNREACHABLE", 24, 33, 2)
    );
    assert_eq!(alert.correlation_id.as_deref(), Some("request 1"));

    let all = [Account, Device, Alert].map(|kind| read(3, kind, 9, 42));
    record(&world, msp(1), 1, 11, &[begun(3, 41)]).await;
    record(&world, msp(1), 1, 12, &all).await;
    record(&world, msp(1), 1, 15, &[ended(3, true, 43)]).await;
    record(&world, msp(1), 1, 16, &[begun(4, 51), ended(4, false, 52)]).await;
    let whole = row(&projections, 1).await;
    assert!(!whole.stale);
    assert_eq!((whole.completed_at, whole.runs), (Some(43), 4));
}

async fn a_row_tells_what_becomes_of_a_connection(world: World) {
    use ConnectionPhase as P;
    let projections = world.projections().await;
    let paused = E::VendorPaused {
        reason: reason(),
        at: 20,
    };
    let disconnected = E::VendorDisconnected {
        reason: reason(),
        at: 40,
    };
    let steps = [
        (connected(Vendor::ItGlue, "IT Glue"), P::Connected),
        (paused, P::Paused),
        (E::VendorResumed { at: 30 }, P::Connected),
        (E::VendorDiscoveryRequested { at: 31 }, P::Connected),
        (E::VendorDiscoveryBegun { run: 1, at: 32 }, P::Connected),
        (E::VendorDiscoveryRequested { at: 33 }, P::Connected),
        (disconnected, P::Disconnected),
    ];
    for (place, (event, phase)) in (0..).zip(steps) {
        record(&world, msp(1), 1, place, &[event]).await;
        let row = row(&projections, 1).await;
        assert_eq!(
            (row.phase, row.reason.is_some()),
            (phase, phase != P::Connected)
        );
        assert!(row.changed_at >= row.connected_at);
    }
    let over = row(&projections, 1).await;
    assert_eq!(
        (over.requested, over.run, over.run_since),
        (false, None, None)
    );
    let stranger = vendor_connections::get(&projections, msp(2), connection(1)).await;
    assert_eq!(stranger.unwrap(), None);
}

async fn connections_are_filtered_and_paged(world: World) {
    let projections = world.projections().await;
    let named = [
        (1, Vendor::DattoRmm, "Datto"),
        (2, Vendor::Pax8, "pax8"),
        (3, Vendor::DattoRmm, "Datto for the north"),
    ];
    for (number, vendor, name) in named {
        record(&world, msp(1), number, 0, &[connected(vendor, name)]).await;
    }
    record(&world, msp(2), 4, 0, &[connected(Vendor::Pax8, "Theirs")]).await;
    let unread = unread(1, RecordKind::Device, "UNREACHABLE", 20);
    record(&world, msp(1), 3, 1, &[unread]).await;
    let paused = E::VendorPaused {
        reason: reason(),
        at: 20,
    };
    record(&world, msp(1), 1, 1, &[paused]).await;
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let all = VendorConnectionFilter::default;
    let phase = Some(ConnectionPhase::Connected);
    let prefix = Some("DATTO".to_owned());
    for (filter, names) in [
        (all(), vec!["Datto", "Datto for the north", "pax8"]),
        (
            VendorConnectionFilter { phase, ..all() },
            vec!["Datto for the north", "pax8"],
        ),
        (
            VendorConnectionFilter {
                vendor: Some(Vendor::Pax8),
                ..all()
            },
            vec!["pax8"],
        ),
        (
            VendorConnectionFilter {
                stale: Some(true),
                ..all()
            },
            vec!["Datto for the north"],
        ),
        (
            VendorConnectionFilter { prefix, ..all() },
            vec!["Datto", "Datto for the north"],
        ),
    ] {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = vendor_connections::list(&projections, msp(1), &filter, after.as_ref(), 2);
            let page = page.await.unwrap();
            found.extend(page.rows.into_iter().map(|row| row.name));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found, names, "{filter:?}");
    }
}

async fn rebuilding_gives_the_same_rows(world: World) {
    let projections = world.projections().await;
    for number in 1..=12 {
        let owner = msp(number % 2);
        let name = format!("Connection {number}");
        let begun = E::VendorDiscoveryBegun { run: 1, at: 20 };
        let events = [
            connected(Vendor::DattoRmm, &name),
            tested(fails(), 11),
            begun,
        ];
        record(&world, owner, number, 0, &events).await;
        if number % 3 == 0 {
            projections.catch_up().await.unwrap();
        }
        let events = [
            read(1, RecordKind::Account, 5, 21),
            unread(1, RecordKind::Device, "UNREACHABLE", 22),
            ended(1, false, 23),
        ];
        record(&world, owner, number, 3, &events).await;
    }
    assert_eq!(projections.catch_up().await.unwrap(), vec![]);
    let table = "vendor_connections";
    let followed = projections.content_hash(table).await.unwrap();
    projections.rebuild(table, &mut |_| {}).await.unwrap();
    assert_eq!(projections.content_hash(table).await.unwrap(), followed);
}
