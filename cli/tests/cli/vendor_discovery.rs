//! Accounts read from the command line: here, or by a worker that is followed.

use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tenantry_simulator::{Cloud, Fault, Rule};
use tenantry_support::{World, on_both_databases};

use crate::program::{Answer, MSP};
use crate::vendor_stage::{Stage, of_vendors};

on_both_databases!(
    an_account_is_read_here_and_reported,
    what_cannot_be_read_is_reported,
    the_same_key_looks_once,
    a_look_that_is_only_asked_for_is_left_to_a_worker,
    a_worker_that_looks_after_the_msp_is_followed,
    a_look_that_runs_elsewhere_is_told,
    what_somebody_left_open_who_died_is_ended,
    who_is_stopped_leaves_no_look_open
);

const PATIENCE: Duration = Duration::from_mins(5);

/// The vendor keeps whoever asks for its sites waiting.
fn hold(stage: &Stage) {
    let rule = Rule::always(
        Cloud::DattoMerlot,
        "/api/v2/account/sites",
        Fault::HoldBefore,
    );
    stage.control().lay_down(rule);
}

fn let_go(stage: &Stage) {
    stage.control().lift_all_rules();
    stage.control().release_all();
}

fn begin(stage: &Stage, id: &str) -> Child {
    stage.begin(&of_vendors(&["discover", id]), "", &[])
}

fn ended(child: Child) -> Answer {
    child.wait_with_output().expect("it ends").into()
}

fn told(child: &Child, signal: &str) {
    let pid = child.id().to_string();
    let told = Command::new("kill").args([signal, &pid]).status();
    assert!(told.expect("kill runs").success());
}

async fn an_account_is_read_here_and_reported(world: World) {
    let stage = Stage::open(&world).await;
    let id = stage.connected();
    let name = &stage.names()[0];
    stage
        .program
        .ok(&["customers", "register", name, "--msp", MSP]);
    let done = stage.vendors(&["discover", &id, "--reason", "the first look"]);
    assert_eq!(done.exit, 0, "{done:?}");
    assert!(
        done.out.contains("account         3 rows: 3 new"),
        "{done:?}"
    );
    assert!(
        done.out.contains("discovery 1: everything was read"),
        "{done:?}"
    );
    assert!(
        done.err.contains("discovery 1 of Datto has begun"),
        "{done:?}"
    );
    let again = stage.vendors(&["discover", &id, "--json"]);
    let report = &again.documents()[0];
    assert_eq!(report["complete"], true);
    assert_eq!(report["run"], 2);
    assert_eq!(report["kinds"][0]["kind"], "account");
    assert_eq!(report["kinds"][0]["rows"], 3);
    assert_eq!(report["kinds"][0]["new"], 0);
    // Mapping was told, and query tables are as new as what was read.
    let records = "select 1 / (case when count(*) = 1 then 1 else 0 end) from events \
                   where event_type = 'RecordLinked'";
    world.sql(records).await;
    let shown = stage.vendors(&["show", &id, "--json"]).documents();
    assert!(shown[0]["completed_at"].is_string(), "{shown:?}");
    assert_eq!(shown[0]["kinds"][0]["rows"], 3);
    stage.there.stop().await;
}

async fn what_cannot_be_read_is_reported(world: World) {
    let stage = Stage::open(&world).await;
    let id = stage.connected();
    stage.refuse("devices");
    let done = stage.vendors(&["discover", &id]);
    assert_eq!(done.exit, 1, "{done:?}");
    let device = "device          CLOUD_PERMISSION_MISSING";
    assert!(done.out.contains(device), "{done:?}");
    assert!(done.out.contains("not everything was read"), "{done:?}");
    assert!(
        done.err.contains("device: CLOUD_PERMISSION_MISSING"),
        "{done:?}"
    );
    let shown = stage.shown(&id);
    assert_eq!(shown["stale"], true);
    assert_eq!(
        shown["kinds"][1]["problem"]["code"],
        "CLOUD_PERMISSION_MISSING"
    );
    let list = stage.vendors(&["list", "--stale"]).out;
    assert!(list.contains("connected (stale)"), "{list}");
    let Stage { there, program } = stage;
    there.stop().await;
    let away = program.run(&of_vendors(&["discover", &id, "--json"]));
    assert_eq!(away.exit, 1, "{away:?}");
    let report = &away.documents()[0];
    assert_eq!(report["kinds"][0]["problem"]["code"], "CLOUD_UNREACHABLE");
}

async fn the_same_key_looks_once(world: World) {
    let stage = Stage::open(&world).await;
    let id = stage.connected();
    let keyed = ["discover", &id, "--key", "once", "--json"];
    let first = stage.vendors(&keyed);
    assert_eq!(first.exit, 0, "{first:?}");
    let events = stage.events(&id);
    let again = stage.vendors(&keyed);
    assert_eq!(again.exit, 0, "{again:?}");
    assert_eq!(first.documents(), again.documents());
    assert!(again.err.contains("asked for before"), "{again:?}");
    assert_eq!(stage.events(&id), events);
    stage.there.stop().await;
}

async fn a_look_that_is_only_asked_for_is_left_to_a_worker(world: World) {
    let stage = Stage::open(&world).await;
    let id = stage.connected();
    let asked = stage.vendors(&["discover", &id, "--ask-only", "--json"]);
    assert_eq!(asked.exit, 0, "{asked:?}");
    assert_eq!(asked.documents()[0]["outcome"], "recorded");
    let shown = stage.shown(&id);
    assert_eq!(
        (&shown["requested"], &shown["runs"]),
        (&true.into(), &0.into())
    );
    let again = stage.vendors(&["discover", &id, "--ask-only", "--json"]);
    assert_eq!(again.documents()[0]["outcome"], "already done");
    // Whoever asks again and is there reads it.
    let done = stage.vendors(&["discover", &id]);
    assert_eq!(done.exit, 0, "{done:?}");
    let shown = stage.shown(&id);
    assert_eq!(
        (&shown["requested"], &shown["runs"]),
        (&false.into(), &1.into())
    );
    stage.there.stop().await;
}

/// Until it has read the account so many times.
fn until_read(stage: &Stage, id: &str, times: usize) {
    let began = Instant::now();
    loop {
        let events = stage.events(id);
        let ended = events.iter().filter(|it| *it == "VendorDiscoveryEnded");
        if ended.count() >= times {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{events:?}");
        sleep(Duration::from_millis(100));
    }
}

async fn a_worker_that_looks_after_the_msp_is_followed(world: World) {
    let stage = Stage::open(&world).await;
    let id = stage.connected();
    let worker = stage.begin(&["worker"], "", &[]);
    until_read(&stage, &id, 1);
    let done = stage.vendors(&["discover", &id]);
    assert_eq!(done.exit, 0, "{done:?}");
    assert!(done.err.contains("Another process looks after"), "{done:?}");
    assert!(
        done.err.contains("discovery 2 of Datto has begun"),
        "{done:?}"
    );
    assert!(
        done.out.contains("account         3 rows: 0 new"),
        "{done:?}"
    );
    assert!(
        done.out.contains("discovery 2: everything was read"),
        "{done:?}"
    );
    told(&worker, "-TERM");
    assert_eq!(ended(worker).exit, 0);
    let done = stage.vendors(&["discover", &id]);
    assert!(!done.err.contains("Another process"), "{done:?}");
    stage.there.stop().await;
}

async fn a_look_that_runs_elsewhere_is_told(world: World) {
    let stage = Stage::open(&world).await;
    let id = stage.connected();
    hold(&stage);
    let first = begin(&stage, &id);
    stage.control().somebody_is_held().await;
    stage.refused(&["discover", &id], 3, "VENDOR_DISCOVERY_RUNNING");
    stage.refused(
        &["discover", &id, "--ask-only"],
        3,
        "VENDOR_DISCOVERY_RUNNING",
    );
    let_go(&stage);
    let first = ended(first);
    assert_eq!(first.exit, 0, "{first:?}");
    stage.there.stop().await;
}

async fn what_somebody_left_open_who_died_is_ended(world: World) {
    let stage = Stage::open(&world).await;
    let id = stage.connected();
    hold(&stage);
    let mut first = begin(&stage, &id);
    stage.control().somebody_is_held().await;
    first.kill().expect("killed");
    first.wait().expect("dead");
    let_go(&stage);
    // As if its lease had run out.
    world.sql("update leases set until = 0").await;
    let done = stage.vendors(&["discover", &id]);
    assert_eq!(done.exit, 0, "{done:?}");
    assert!(
        done.out.contains("discovery 2: everything was read"),
        "{done:?}"
    );
    stage.there.stop().await;
}

async fn who_is_stopped_leaves_no_look_open(world: World) {
    let stage = Stage::open(&world).await;
    let id = stage.connected();
    hold(&stage);
    let first = begin(&stage, &id);
    stage.control().somebody_is_held().await;
    told(&first, "-INT");
    sleep(Duration::from_millis(500));
    let_go(&stage);
    let first = ended(first);
    assert_eq!(first.exit, 5, "{first:?}");
    assert!(first.err.contains("error[INTERRUPTED]"), "{first:?}");
    let events = stage.events(&id);
    assert_eq!(
        events.last().map(String::as_str),
        Some("VendorDiscoveryEnded")
    );
    let done = stage.vendors(&["discover", &id]);
    assert_eq!(done.exit, 0, "{done:?}");
    stage.there.stop().await;
}
