//! What is recorded of what a vendor has.

use std::collections::BTreeSet;

use serde_json::Value;
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::vendor_connection::Findings;
use tenantry_support::{World, on_both_databases};

use crate::book::{account, device, page};
use crate::stage::{Stage, renamed};

on_both_databases!(
    a_first_look_finds_everything,
    a_second_look_records_nothing_of_records,
    what_changed_vanished_and_came_back_is_recorded,
    a_record_under_a_new_id_is_another_one,
    rows_that_repeat_across_pages_count_once,
    names_of_all_sorts_are_kept,
    ten_thousand_records_are_read
);

fn found(rows: u64, new: u64, changed: u64, vanished: u64) -> Findings {
    Findings {
        rows,
        new,
        changed,
        vanished,
    }
}

async fn a_first_look_finds_everything(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    let report = stage.discover(id).await;
    assert!(report.complete && report.has_news_of_accounts());
    let findings: Vec<Findings> = report.kinds.iter().map(|it| it.findings).collect();
    assert_eq!(
        findings,
        [found(3, 3, 0, 0), found(2, 2, 0, 0), Findings::default()]
    );
    assert_eq!(stage.of_records().await, ["RecordFound"; 5]);
    assert_eq!(
        stage.of_connections().await,
        [
            "VendorConnected",
            "VendorTested",
            "VendorDiscoveryBegun",
            "VendorKindRead",
            "VendorKindRead",
            "VendorKindRead",
            "VendorDiscoveryEnded",
        ]
    );
    let row = stage.row(id, RecordKind::Account, "2").await.unwrap();
    assert_eq!((row.name.as_str(), row.vanished), ("Fabrikam", false));
    // All of one run belongs together.
    let events = stage.events().await.into_iter().skip(2);
    let correlation = events.map(|event| {
        let said: Value = serde_json::from_str(&event.metadata).unwrap();
        said["correlation_id"].as_str().unwrap().to_owned()
    });
    assert_eq!(correlation.collect::<BTreeSet<_>>().len(), 1);
}

async fn a_second_look_records_nothing_of_records(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    stage.discover(id).await;
    let before = stage.of_records().await;
    let report = stage.discover(id).await;
    assert_eq!((report.run, report.complete), (2, true));
    assert!(!report.has_news_of_accounts());
    assert_eq!(report.kinds[0].findings, found(3, 0, 0, 0));
    assert_eq!(stage.of_records().await, before);
    // Also where the query tables are behind: then the streams themselves say that all is done.
    let other = Stage {
        projections: stage.world.projections().await,
        ..stage
    };
    let report = other.discovery();
    let report = report.run(other.msp, id, crate::stage::worker()).await;
    assert_eq!(report.unwrap().kinds[0].findings, found(3, 0, 0, 0));
    assert_eq!(other.of_records().await, before);
}

async fn what_changed_vanished_and_came_back_is_recorded(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    stage.discover(id).await;
    let contoso = account("1", "Contoso");
    let new_name = renamed(&contoso, "Contoso Ltd");
    stage.book.write(
        RecordKind::Account,
        vec![new_name, account("2", "Fabrikam")],
    );
    let report = stage.discover(id).await;
    assert_eq!(report.kinds[0].findings, found(2, 0, 1, 1));
    let events = stage.of_records().await;
    assert_eq!(events[5..], ["RecordChanged", "RecordVanished"]);
    let row = stage.row(id, RecordKind::Account, "1").await.unwrap();
    assert_eq!(row.name, "Contoso Ltd");
    assert!(
        stage
            .row(id, RecordKind::Account, "3")
            .await
            .unwrap()
            .vanished
    );
    let quiet = stage.discover(id).await;
    assert_eq!(quiet.kinds[0].findings, found(2, 0, 0, 0), "once is enough");

    let back = vec![account("2", "Fabrikam"), account("3", "Litware Inc")];
    stage.book.write(RecordKind::Account, back);
    let report = stage.discover(id).await;
    assert_eq!(report.kinds[0].findings, found(2, 0, 1, 1));
    let row = stage.row(id, RecordKind::Account, "3").await.unwrap();
    assert_eq!((row.name.as_str(), row.vanished), ("Litware Inc", false));
    let events: BTreeSet<String> = stage.of_records().await.into_iter().skip(7).collect();
    let expected = ["RecordChanged", "RecordReturned", "RecordVanished"];
    assert_eq!(events, expected.map(str::to_owned).into());
}

async fn a_record_under_a_new_id_is_another_one(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    stage.discover(id).await;
    let devices = vec![device("10", "SRV01"), device("77", "SRV02")];
    stage.book.write(RecordKind::Device, devices);
    let report = stage.discover(id).await;
    assert_eq!(report.kinds[1].findings, found(2, 1, 0, 1));
    assert!(!report.has_news_of_accounts());
    let gone = stage.row(id, RecordKind::Device, "11").await.unwrap();
    let new = stage.row(id, RecordKind::Device, "77").await.unwrap();
    assert_eq!((gone.vanished, new.vanished), (true, false));
}

async fn rows_that_repeat_across_pages_count_once(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    let (one, two) = (account("1", "Contoso"), account("2", "Fabrikam"));
    let pages = [
        page(&[one.clone(), two.clone()], Some("a")),
        page(&[], Some("b")),
        page(&[two, one], None),
    ];
    stage.book.script(RecordKind::Account, pages);
    let report = stage.discover(id).await;
    assert_eq!(report.kinds[0].findings, found(2, 2, 0, 0));
}

async fn names_of_all_sorts_are_kept(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    let names = [
        "",
        "Contoso",
        "Contoso",
        "🏳️‍🌈🦄",
        "شركة كونتوسو",
        &"x".repeat(200),
        "a\u{0}b\nc",
    ];
    let numbered = names.iter().zip(1..);
    let records = numbered.map(|(name, number)| account(&number.to_string(), name));
    stage.book.write(RecordKind::Account, records.collect());
    let report = stage.discover(id).await;
    assert_eq!(report.kinds[0].findings, found(7, 7, 0, 0));
    for (name, number) in names.iter().zip(1..).take(6) {
        let row = stage
            .row(id, RecordKind::Account, &number.to_string())
            .await;
        assert_eq!(row.unwrap().name, *name);
    }
    let again = stage.discover(id).await;
    assert_eq!(again.kinds[0].findings, found(7, 0, 0, 0));
}

async fn ten_thousand_records_are_read(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    let many = |count: u32| {
        let numbers = 0..count;
        numbers
            .map(|it| device(&it.to_string(), &format!("PC{it}")))
            .collect()
    };
    stage.book.pages_of(500);
    stage.book.write(RecordKind::Device, many(10_000));
    let report = stage.discover(id).await;
    assert_eq!(report.kinds[1].findings, found(10_000, 10_000, 0, 0));
    stage.book.write(RecordKind::Device, many(9_990));
    let report = stage.discover(id).await;
    assert_eq!(report.kinds[1].findings, found(9_990, 0, 0, 10));
}
