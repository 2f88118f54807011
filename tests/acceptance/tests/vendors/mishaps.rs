//! What happens when reading a vendor goes wrong: nothing that was known is lost.

use std::time::Duration;

use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_domain::vendor_connection::VendorConnection;
use tenantry_engine::vendors::Halt;
use tenantry_support::{World, on_both_databases};

use crate::book::{Turn, account, device, fault, page};
use crate::stage::{Stage, because, person, worker};

on_both_databases!(
    a_kind_that_fails_leaves_the_others_and_what_was_known,
    wrong_credentials_in_the_middle_end_the_asking,
    who_is_throttled_for_an_hour_is_left_alone,
    a_list_whose_place_is_forgotten_begins_anew,
    a_list_without_end_is_given_up,
    what_is_hidden_is_not_taken_for_gone,
    of_two_runs_at_once_one_is_refused,
    a_run_that_died_is_ended_and_another_begins,
    what_is_paused_in_the_middle_stops_and_goes_on_later,
    what_is_disconnected_in_the_middle_stops
);

fn codes(report: &tenantry_engine::vendors::VendorReport) -> Vec<&str> {
    let kinds = report.kinds.iter();
    kinds
        .map(|it| it.fault.as_ref().map_or("", |fault| fault.code.as_str()))
        .collect()
}

async fn a_kind_that_fails_leaves_the_others_and_what_was_known(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    stage.discover(id).await;
    stage
        .book
        .write(RecordKind::Account, vec![account("9", "New")]);
    let half = [
        page(&[account("9", "New")], Some("1")),
        fault(Cause::Unavailable),
    ];
    stage.book.script(RecordKind::Account, half);
    let devices = vec![device("10", "SRV01")];
    stage.book.write(RecordKind::Device, devices);
    let report = stage.discover(id).await;
    assert!(!report.complete);
    assert_eq!(codes(&report), ["CLOUD_UNAVAILABLE", "", ""]);
    assert_eq!(report.kinds[0].findings.new, 1, "what was seen is seen");
    assert!(report.has_news_of_accounts());
    assert_eq!(report.kinds[1].findings.vanished, 1);
    for known in ["1", "2", "3"] {
        let row = stage.row(id, RecordKind::Account, known).await.unwrap();
        assert!(!row.vanished, "half a list takes nothing back");
    }
    let stands = stage.stands(id).await;
    let known = stands.known().unwrap();
    assert!(known.is_stale(RecordKind::Account) && !known.is_stale(RecordKind::Device));

    let healed = stage.discover(id).await;
    assert!(healed.complete);
    assert_eq!(healed.kinds[0].findings.vanished, 3);
    let stands = stage.stands(id).await;
    assert!(!stands.known().unwrap().is_stale(RecordKind::Account));
}

async fn wrong_credentials_in_the_middle_end_the_asking(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    let half = [Turn::Book, fault(Cause::VendorKeyWrong)];
    stage.book.script(RecordKind::Account, half);
    let report = stage.discover(id).await;
    assert_eq!(codes(&report), ["VENDOR_KEY_WRONG"; 3]);
    assert_eq!(
        stage.book.asked(RecordKind::Device),
        0,
        "it would be the same"
    );
    assert_eq!(report.kinds[0].findings.new, 2);
    let stands = stage.stands(id).await;
    let known = stands.known().unwrap();
    assert!(known.open.is_none() && known.is_stale(RecordKind::Alert));
}

async fn who_is_throttled_for_an_hour_is_left_alone(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    let mut slow = CloudFault::new(Cause::Throttled, "datto-rmm", "429");
    slow.retry_after = Some(Duration::from_hours(1));
    stage.book.script(RecordKind::Account, [Turn::Fault(slow)]);
    let report = stage.discover(id).await;
    assert_eq!(codes(&report), ["CLOUD_THROTTLED"; 3]);
    assert_eq!(report.retry_after, Some(Duration::from_hours(1)));
    assert_eq!(stage.book.asked(RecordKind::Device), 0);
}

async fn a_list_whose_place_is_forgotten_begins_anew(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    let turns = [
        page(&[account("1", "Contoso"), account("4", "Gone")], Some("2")),
        fault(Cause::CursorExpired),
    ];
    stage.book.script(RecordKind::Account, turns);
    let report = stage.discover(id).await;
    assert!(report.complete, "{report:?}");
    let findings = report.kinds[0].findings;
    assert_eq!((findings.rows, findings.new, findings.vanished), (3, 4, 1));
    assert!(
        stage
            .row(id, RecordKind::Account, "4")
            .await
            .unwrap()
            .vanished
    );

    let turns = std::iter::repeat_n(fault(Cause::CursorExpired), 3);
    stage.book.script(RecordKind::Account, turns);
    let report = stage.discover(id).await;
    assert_eq!(codes(&report)[0], "CLOUD_CURSOR_EXPIRED", "not for ever");
}

async fn a_list_without_end_is_given_up(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    let rows = [account("1", "Contoso")];
    let round = [
        page(&rows, Some("a")),
        page(&rows, Some("b")),
        page(&rows, Some("a")),
    ];
    stage.book.script(RecordKind::Account, round);
    let report = stage.discover(id).await;
    assert_eq!(codes(&report), ["CLOUD_ANSWER_UNREADABLE", "", ""]);
    // A row of another kind is none that can be believed.
    stage
        .book
        .script(RecordKind::Account, [page(&[device("1", "SRV")], None)]);
    let report = stage.discover(id).await;
    assert_eq!(codes(&report), ["CLOUD_ANSWER_UNREADABLE", "", ""]);
}

async fn what_is_hidden_is_not_taken_for_gone(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    stage.discover(id).await;
    let before = stage.of_records().await;
    stage.book.hide();
    let report = stage.discover(id).await;
    let missing = "CLOUD_PERMISSION_MISSING";
    assert_eq!(codes(&report), [missing, missing, ""]);
    assert_eq!(stage.of_records().await, before);
}

async fn of_two_runs_at_once_one_is_refused(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    stage.book.script(RecordKind::Account, [Turn::Wait]);
    let second = async {
        stage.book.somebody_waits().await;
        let refused = stage.discovery().run(stage.msp, id, worker()).await;
        stage.book.release();
        refused.unwrap_err()
    };
    let (first, refused) = tokio::join!(stage.discover(id), second);
    assert!(first.complete);
    assert_eq!(refused.code(), "VENDOR_DISCOVERY_RUNNING");
    assert_eq!(stage.of_records().await, ["RecordFound"; 5]);
}

async fn a_run_that_died_is_ended_and_another_begins(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    stage.discover(id).await;
    stage
        .book
        .script(RecordKind::Account, [Turn::Book, Turn::Wait]);
    let discovery = stage.discovery();
    let msp = stage.msp;
    stage.catch_up().await;
    let dying = tokio::spawn(async move { discovery.run(msp, id, worker()).await });
    stage.book.somebody_waits().await;
    dying.abort();
    assert!(dying.await.unwrap_err().is_cancelled());
    let refused = stage.look(id).await.unwrap_err();
    assert_eq!(refused.code(), "VENDOR_DISCOVERY_RUNNING");

    let discovery = stage.discovery();
    let ended = discovery.end_left_open(msp, id, worker()).await.unwrap();
    assert_eq!(ended, Some(2));
    assert_eq!(
        discovery.end_left_open(msp, id, worker()).await.unwrap(),
        None
    );
    let report = stage.discover(id).await;
    assert_eq!((report.run, report.complete), (3, true));
    assert_eq!(stage.of_records().await, ["RecordFound"; 5]);
}

async fn what_is_paused_in_the_middle_stops_and_goes_on_later(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    stage.book.script(RecordKind::Account, [Turn::Wait]);
    let pausing = async {
        stage.book.somebody_waits().await;
        let connections = &stage.connections;
        let pause = connections.pause(stage.msp, id, because("audit"), person());
        pause.await.unwrap();
        stage.book.release();
    };
    let (report, ()) = tokio::join!(stage.discover(id), pausing);
    assert_eq!(report.halted, Some(Halt::Paused));
    assert_eq!(stage.of_records().await, ["RecordFound"; 2], "one page");
    let refused = stage.look(id).await.unwrap_err();
    assert_eq!(refused.code(), "VENDOR_PAUSED");

    let resumed = stage.connections.resume(stage.msp, id, person()).await;
    resumed.unwrap();
    assert!(stage.discover(id).await.complete);
}

async fn what_is_disconnected_in_the_middle_stops(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    stage.book.script(RecordKind::Account, [Turn::Wait]);
    let ending = async {
        stage.book.somebody_waits().await;
        let connections = &stage.connections;
        let end = connections.disconnect(stage.msp, id, because("sold"), person());
        end.await.unwrap();
        stage.book.release();
    };
    let (report, ()) = tokio::join!(stage.discover(id), ending);
    assert_eq!(report.halted, Some(Halt::Over));
    assert!(!report.complete);
    assert_eq!(stage.book.asked(RecordKind::Device), 0);
    let stands = stage.stands(id).await;
    assert!(matches!(stands, VendorConnection::Disconnected(_)));
    let refused = stage.look(id).await.unwrap_err();
    assert_eq!(refused.code(), "VENDOR_DISCONNECTED");
}
