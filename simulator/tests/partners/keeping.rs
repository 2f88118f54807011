//! A world that is kept: the next process goes on with it, however the one before ended.

use crate::desk::*;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tenantry_simulator::{Act, Cloud, Fault, Options, Rule, Scenario, Simulator, Time};

fn options(keep: &Path) -> Options {
    Options {
        time: Time::Driven("2026-06-01T08:00:00Z".parse().unwrap()),
        keep: Some(keep.to_owned()),
        ..Options::default()
    }
}

async fn opened(keep: &Path) -> Desk {
    let scenario = Scenario::small();
    let simulator = Simulator::start(&scenario, options(keep)).await.unwrap();
    Desk::at(scenario, simulator).await
}

/// The same desk, with the tokens it had, at the world that goes on. The one before ends like a
/// process that is killed.
async fn gone_on(desk: Desk, keep: &Path) -> Desk {
    drop(desk.simulator);
    // Ports of a world that was dropped are free only soon after.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let simulator = Simulator::start(&Scenario::default(), options(keep)).await;
    Desk {
        simulator: simulator.unwrap(),
        ..desk
    }
}

fn file(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("world.json")
}

#[tokio::test]
async fn what_was_answered_is_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let desk = opened(&file(&folder)).await;
    let at = desk.active("Kept", &[READER, APP_ADMIN], "Fabrikam").await;
    let all = format!("{at}/accessAssignments");
    let made = desk
        .post(&all, &assignment(desk.group(READERS), &[READER]))
        .await;
    let one = made.header("Location").to_owned();
    let rule = Rule::once(
        Cloud::Graph,
        "/v1.0/me*",
        Fault::Throttle { retry_after: None },
    );
    desk.simulator.control().lay_down(rule);
    let before = (
        desk.get(&at).await.json(),
        desk.simulator.authority().to_owned(),
        desk.simulator.endpoints().graph.clone(),
        desk.simulator.control().deeds().len(),
    );

    let desk = gone_on(desk, &file(&folder)).await;
    let after = (
        desk.get(&at).await.json(),
        desk.simulator.authority().to_owned(),
        desk.simulator.endpoints().graph.clone(),
        desk.simulator.control().deeds().len(),
    );
    assert_eq!(before, after, "and the token of before still opens it");
    assert_eq!(desk.status(&one).await, "pending");
    desk.wait(240);
    assert_eq!(
        desk.status(&one).await,
        "active",
        "what was under way goes on"
    );
    assert_eq!(desk.get("/v1.0/me").await.status, 429, "faults are kept");

    let other = desk.post(ALL, &terms("Another", &[READER])).await;
    assert_eq!(other.status, 201);
    let created: Vec<String> = desk
        .simulator
        .control()
        .deeds()
        .into_iter()
        .filter(|deed| deed.act == Act::Created && deed.kind == "relationship")
        .map(|deed| deed.id)
        .collect();
    assert_eq!(created.len(), 2);
    assert_ne!(
        created[0], created[1],
        "nothing is called like something of before"
    );
}

#[tokio::test]
async fn a_sign_in_and_keys_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let desk = opened(&file(&folder)).await;
    let keys = desk.published_keys().await;
    let mut desk = gone_on(desk, &file(&folder)).await;
    assert_eq!(desk.published_keys().await, keys);
    desk.renew().await;
    assert_eq!(desk.get(ALL).await.status, 200);
}

#[tokio::test]
async fn time_goes_on_and_never_back() {
    let folder = tempfile::tempdir().unwrap();
    let desk = opened(&file(&folder)).await;
    let year = Duration::from_hours(24 * 365 * 100);
    desk.simulator.control().jump(year);
    let reached = desk.simulator.control().now();
    let desk = gone_on(desk, &file(&folder)).await;
    assert_eq!(desk.simulator.control().now(), reached);
    desk.simulator.stop().await;
    let real = Options {
        time: Time::Real,
        ..options(&file(&folder))
    };
    let simulator = Simulator::start(&Scenario::default(), real).await.unwrap();
    assert!(simulator.control().now() >= reached);
}

#[tokio::test]
async fn what_cannot_be_read_or_written_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = file(&folder);
    for (text, words) in [
        ("nonsense", "is no kept world"),
        (&json!({ "form": 99 }).to_string(), "another version"),
        (&json!({ "form": 1 }).to_string(), "is no kept world"),
    ] {
        std::fs::write(&file, text).unwrap();
        let refused = Simulator::start(&Scenario::small(), options(&file)).await;
        let why = refused.unwrap_err().to_string();
        assert!(why.contains(words) && why.contains("world.json"), "{why}");
        assert_eq!(
            std::fs::read_to_string(&file).unwrap(),
            text,
            "left as it was"
        );
    }
    let nowhere = folder.path().join("nowhere/world.json");
    let refused = Simulator::start(&Scenario::small(), options(&nowhere)).await;
    let why = refused.unwrap_err().to_string();
    assert!(why.contains("cannot be written"), "{why}");
}

#[cfg(unix)]
#[tokio::test]
async fn its_keys_are_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let desk = opened(&file(&folder)).await;
    desk.simulator.keep().unwrap();
    let mode = std::fs::metadata(file(&folder))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}
