//! The worker as operators run it, on simulated clouds: tenants go from a start to access that
//! works, whoever is killed in between.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tenantry_ledger::Options;
use tenantry_simulator::{AccountTrouble, Cloud, Fault, Order, Rule, Scenario};
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::partner::{SERVICE, Stand, WITH_BOTH};
use crate::program::{Answer, CUSTOMER, MSP, text};

pub(crate) const TEMPLATE: &str = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a51";
const RELATIONSHIPS: &str = "/v1.0/tenantRelationships/delegatedAdminRelationships";

/// Longer than anything here takes on a slow machine.
const PATIENCE: Duration = Duration::from_mins(5);

on_both_databases!(
    a_tenant_is_brought_under_management,
    a_worker_killed_in_the_middle_is_followed_by_another,
    a_lapsed_sign_in_stops_an_msp_once_and_a_new_one_lets_it_go_on,
    a_worker_stops_when_asked,
);

/// A stand whose MSP is connected and signed in, with a customer and a template.
pub(crate) async fn ready(world: &World) -> Stand {
    let mut scenario = Scenario::small();
    scenario.timings.consent = (0, 0);
    let stand = Stand::of(world, scenario).await;
    stand.connected();
    let signed_in = stand.sign_in(SERVICE, WITH_BOTH).await;
    assert_eq!(signed_in.exit, 0, "{signed_in:?}");
    ok(
        &stand,
        &["customers", "register", "Fabrikam", "--id", CUSTOMER],
    );
    let roles = [
        "Global Reader=M365 GDAP Global Reader",
        "Application Administrator=M365 GDAP Application Administrator",
    ];
    let define = ["templates", "define", "Basic", "--id", TEMPLATE];
    let wanted = [
        "--role",
        roles[0],
        "--role",
        roles[1],
        "--refuse-missing-groups",
    ];
    ok(&stand, &[&define[..], &wanted].concat());
    stand
}

/// Of the one MSP there is.
#[track_caller]
pub(crate) fn ok(stand: &Stand, args: &[&str]) -> Answer {
    let answer = stand.run(&[args, &["--msp", MSP]].concat(), "");
    assert_eq!(answer.exit, 0, "{args:?}: {answer:?}");
    answer
}

#[track_caller]
pub(crate) fn begin(stand: &Stand, name: &str) -> Uuid {
    let tenant = stand.scenario.tenant_id(name);
    let who = tenant.to_string();
    let start = ["onboardings", "start", "--customer", CUSTOMER];
    let what = ["--tenant", &who, "--template", TEMPLATE];
    ok(stand, &[&start[..], &what].concat());
    tenant
}

pub(crate) fn until_idle(stand: &Stand) -> Answer {
    stand.run(&["worker", "--until-idle", "--json"], "")
}

/// A worker that runs until it is stopped, and the lines that it says.
struct Worker {
    child: Child,
    lines: Receiver<Value>,
}

impl Worker {
    fn start(stand: &Stand) -> Self {
        let mut child = stand.start(&["worker", "--json"]);
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        let (says, lines) = channel();
        thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let line = serde_json::from_str(&line).expect("a document");
                if says.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    /// Waits until it says that this came of a step.
    #[track_caller]
    fn says(&self, event: &str) {
        let deadline = Instant::now() + PATIENCE;
        let mut said = Vec::new();
        while let Ok(line) = self
            .lines
            .recv_timeout(deadline.saturating_duration_since(Instant::now()))
        {
            if line["event"] == event {
                return;
            }
            said.push(line);
        }
        panic!("no {event} in {said:?}");
    }

    /// As a machine that loses its power.
    fn die(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("dead");
    }

    fn stop(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(told.expect("kill runs").success());
        self.child.wait().expect("it ends").code()
    }
}

/// The one relationship that was ever made for the customer.
#[track_caller]
pub(crate) fn relationship(stand: &Stand, tenant: Uuid) -> String {
    let all = stand.control().relationships_ever_created_for(tenant);
    let [one] = &all[..] else {
        panic!("{} relationships instead of one", all.len());
    };
    one.clone()
}

#[track_caller]
pub(crate) fn onboarding(stand: &Stand, tenant: Uuid) -> Value {
    let listed = ok(stand, &["onboardings", "list", "--json"]).documents();
    let mut found = listed.into_iter();
    found
        .find(|it| text(&it["tenant"]) == tenant.to_string())
        .expect("an onboarding")
}

/// What takes the clouds minutes takes them seconds. Only the worker's own pauses are as long as
/// they are.
pub(crate) fn hurry(stand: &Stand) -> thread::JoinHandle<()> {
    let control = stand.control();
    thread::spawn(move || {
        for _ in 0..40 {
            thread::sleep(Duration::from_millis(500));
            control.jump(Duration::from_secs(20));
        }
    })
}

/// What is under way comes to its good end.
#[track_caller]
pub(crate) fn until_active(stand: &Stand, tenant: Uuid) {
    let hurried = hurry(stand);
    let done = until_idle(stand);
    hurried.join().expect("time passed");
    assert_eq!(done.exit, 0, "{done:?}");
    let said = done.documents();
    assert_eq!(
        said.last().map(|it| &it["outcome"]),
        Some(&"active".into()),
        "{said:?}"
    );
    assert_eq!(onboarding(stand, tenant)["status"], "active");
}

fn standstill(stand: &Stand) -> Vec<String> {
    let stream = format!("standstill/{MSP}");
    let shown = stand.run(&["ledger", "show", &stream, "--json"], "");
    let documents = shown.documents();
    let events = documents.first().and_then(|it| it["events"].as_array());
    let names = events
        .into_iter()
        .flatten()
        .map(|it| text(&it["event_type"]).to_owned());
    names.collect()
}

async fn a_tenant_is_brought_under_management(world: World) {
    let stand = ready(&world).await;
    let found = ok(&stand, &["tenants", "discover", "--json"]).documents();
    assert_eq!(found[0]["complete"], true, "{found:?}");
    let tenant = begin(&stand, "Fabrikam");
    let done = until_idle(&stand);
    assert_eq!(done.exit, 0, "{done:?}");
    assert_eq!(onboarding(&stand, tenant)["status"], "onboarding");
    let said = done.documents();
    let last = said.last().expect("it said what it did");
    assert_eq!(last["outcome"], "not yet", "{last}");
    assert_eq!(text(&last["tenant"]), tenant.to_string());

    let one = relationship(&stand, tenant);
    stand.control().approve(&one, tenant).expect("approved");
    until_active(&stand, tenant);
    ok(&stand, &["tenants", "discover"]);
    ok_everywhere(&stand, &["projections", "run", "--until-caught-up"]);
    let active = ok(&stand, &["tenants", "list", "--status", "active", "--json"]).documents();
    let ids: Vec<&str> = active.iter().map(|it| text(&it["id"])).collect();
    assert_eq!(ids, [tenant.to_string()], "{active:?}");
    assert_eq!(relationship(&stand, tenant), one);
    assert!(stand.control().foreign_things_deleted().is_empty());
    let idle = until_idle(&stand);
    assert_eq!((idle.exit, idle.out.as_str()), (0, ""), "{idle:?}");
}

#[track_caller]
fn ok_everywhere(stand: &Stand, args: &[&str]) {
    let answer = stand.run(args, "");
    assert_eq!(answer.exit, 0, "{args:?}: {answer:?}");
}

async fn a_worker_killed_in_the_middle_is_followed_by_another(world: World) {
    let stand = ready(&world).await;
    let tenant = begin(&stand, "Fabrikam");
    let held = Rule::once(Cloud::Graph, RELATIONSHIPS, Fault::HoldAfter).method("POST");
    stand.control().lay_down(held);
    let worker = Worker::start(&stand);
    stand.control().somebody_is_held().await;
    worker.die();
    stand.control().release_all();
    relationship(&stand, tenant);
    let done = until_idle(&stand);
    assert_eq!(done.exit, 0, "{done:?}");
    assert!(done.out.contains("RelationshipLocked"), "{done:?}");
    relationship(&stand, tenant);
}

async fn a_lapsed_sign_in_stops_an_msp_once_and_a_new_one_lets_it_go_on(world: World) {
    let stand = ready(&world).await;
    let tenants = [begin(&stand, "Fabrikam"), begin(&stand, "Tailspin")];
    let lapsed = |on| {
        let order = Order::Trouble {
            account: stand.scenario.account_id(SERVICE),
            trouble: AccountTrouble::MfaExpired,
            on,
        };
        stand.control().order(order).expect("an order");
    };
    lapsed(true);
    let done = until_idle(&stand);
    assert_eq!(done.exit, 1, "{done:?}");
    let said = done.documents();
    let still = said.last().expect("it said what stands still");
    assert_eq!(
        (text(&still["msp"]), text(&still["code"])),
        (MSP, "MFA_REQUIRED")
    );
    assert!(text(&still["help"]).len() > 10, "{still}");
    // Nothing is asked in vain for each of them, and nothing is said twice.
    until_idle(&stand);
    assert_eq!(standstill(&stand), ["WorkStopped"]);
    let doctor = stand.run(&["doctor"], "");
    assert_eq!(doctor.exit, 1, "{doctor:?}");
    for part in [MSP, "stands still since", "MFA_REQUIRED"] {
        assert!(doctor.out.contains(part), "{part} in {doctor:?}");
    }

    let worker = Worker::start(&stand);
    lapsed(false);
    let signed_in = stand.sign_in(SERVICE, WITH_BOTH).await;
    assert_eq!(signed_in.exit, 0, "{signed_in:?}");
    worker.says("RelationshipLocked");
    worker.says("RelationshipLocked");
    assert_eq!(worker.stop(), Some(0));
    assert_eq!(standstill(&stand), ["WorkStopped", "WorkResumed"]);
    for tenant in tenants {
        relationship(&stand, tenant);
        assert_eq!(onboarding(&stand, tenant)["error"], Value::Null);
    }
    assert!(
        !stand
            .run(&["doctor"], "")
            .out
            .contains("stands still since")
    );
}

/// The step under way comes to its end, and the next worker need not wait for a lease to end.
async fn a_worker_stops_when_asked(world: World) {
    let stand = ready(&world).await;
    let tenant = begin(&stand, "Fabrikam");
    let held = Rule::once(Cloud::Graph, RELATIONSHIPS, Fault::HoldAfter).method("POST");
    stand.control().lay_down(held);
    let worker = Worker::start(&stand);
    stand.control().somebody_is_held().await;
    let pid = worker.child.id().to_string();
    let told = Command::new("kill").args(["-TERM", &pid]).status();
    assert!(told.expect("kill runs").success());
    stand.control().release_all();
    worker.says("RelationshipProposed");
    assert_eq!(worker.stop(), Some(0));
    let leases = tenantry_ledger::leases(world.url(), Options::default());
    let leases = leases.await.expect("leases");
    let (lease, us) = ([format!("sagas/{MSP}")], Uuid::now_v7());
    let free = leases.take(&lease, us, Duration::from_mins(1)).await;
    assert_eq!(free.expect("an answer").len(), 1, "it was given back");
    leases.release(&lease, us).await.expect("released");
    let done = until_idle(&stand);
    assert_eq!(done.exit, 0, "{done:?}");
    relationship(&stand, tenant);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_workers_the_second_takes_over_when_the_first_is_killed() {
    let world = World::postgres().await;
    let stand = ready(&world).await;
    let tenant = begin(&stand, "Fabrikam");
    let held = Rule::once(Cloud::Graph, RELATIONSHIPS, Fault::HoldAfter).method("POST");
    stand.control().lay_down(held);
    let first = Worker::start(&stand);
    stand.control().somebody_is_held().await;
    let second = Worker::start(&stand);
    thread::sleep(Duration::from_secs(1));
    assert!(
        second.lines.try_recv().is_err(),
        "the first one holds the lease"
    );
    first.die();
    stand.control().release_all();
    second.says("RelationshipLocked");
    let one = relationship(&stand, tenant);
    stand.control().approve(&one, tenant).expect("approved");
    second.says("RelationshipApproved");
    assert_eq!(second.stop(), Some(0));
    relationship(&stand, tenant);
}
