//! When vendors are read: in their rhythm, when somebody asks, and by one worker at a time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_domain::ids::{CorrelationId, MspId, VendorConnectionId};
use tenantry_domain::vendor_connection::{
    BeginDiscovery, Known, VendorConnection, VendorConnectionCommand,
};
use tenantry_engine::commands::Request;
use tenantry_engine::leases::Leases;
use tenantry_engine::sagas::LedgerAlarm;
use tenantry_engine::time::SystemClock;
use tenantry_engine::vendors::{AfterDiscovery, VendorWatch, VendorWatchParts};
use tenantry_ledger::Options;
use tenantry_support::{World, on_both_databases};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::book::{Turn, fault};
use crate::stage::{Stage, because, person, worker};

on_both_databases!(
    what_is_connected_or_asked_for_is_read_soon,
    an_account_that_fails_leaves_the_others_going,
    who_wants_to_be_left_alone_is,
    a_run_left_open_is_taken_over,
    of_two_workers_one_reads,
    who_is_stopped_ends_its_run_between_pages
);

/// Much longer than it takes.
const SOON: Duration = Duration::from_secs(30);

#[derive(Debug, Default)]
struct Told(Mutex<Vec<VendorConnectionId>>);

#[async_trait]
impl AfterDiscovery for Told {
    async fn discovered(&self, _: MspId, connection: VendorConnectionId, _: CorrelationId) {
        self.0.lock().unwrap().push(connection);
    }
}

struct Watching {
    stopping: watch::Sender<bool>,
    task: JoinHandle<()>,
    told: Arc<Told>,
}

impl Watching {
    async fn stop(self) {
        self.stopping.send_replace(true);
        timeout(SOON, self.task).await.unwrap().unwrap();
    }
}

async fn leases(stage: &Stage) -> Arc<dyn Leases> {
    let url = stage.world.url();
    tenantry_ledger::leases(url, Options::default())
        .await
        .unwrap()
}

async fn watching(stage: &Stage) -> Watching {
    let told = Arc::new(Told::default());
    let clock = Arc::new(SystemClock);
    let ledger = Arc::clone(stage.engine.ledger());
    let watch = VendorWatch::new(VendorWatchParts {
        engine: Arc::clone(&stage.engine),
        discovery: stage.discovery(),
        connections: stage.connections.clone(),
        connected: Arc::new(stage.projections.clone()),
        after: Some(told.clone()),
        leases: leases(stage).await,
        clock: clock.clone(),
        alarm: Arc::new(LedgerAlarm::new(ledger, clock)),
        owner: Uuid::now_v7(),
        worker: "worker".to_owned(),
    });
    let (stopping, stops) = watch::channel(false);
    Watching {
        stopping,
        task: tokio::spawn(async move { watch.run(stops).await }),
        told,
    }
}

/// Waits until the connection stands so.
async fn until(stage: &Stage, id: VendorConnectionId, so: impl Fn(&Known) -> bool) -> Known {
    let look = async {
        loop {
            let stands = stage.stands(id).await;
            if let Some(known) = stands.known().filter(|known| so(known)) {
                return known.clone();
            }
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(SOON, look).await.expect("it never came to that")
}

/// So many runs have come to their end.
fn ended(runs: u32) -> impl Fn(&Known) -> bool {
    move |known| known.runs == runs && known.open.is_none()
}

async fn what_is_connected_or_asked_for_is_read_soon(world: World) {
    let stage = Stage::open(world).await;
    let before = stage.connect().await;
    stage.catch_up().await;
    let watching = watching(&stage).await;
    until(&stage, before, ended(1)).await;
    // Heard from the ledger: the list does not have it yet.
    let id = stage.connect().await;
    until(&stage, id, ended(1)).await;

    let (msp, connections) = (stage.msp, &stage.connections);
    let ask = async || connections.request_discovery(msp, id, person()).await;
    ask().await.unwrap();
    let known = until(&stage, id, ended(2)).await;
    assert!(!known.requested);
    let end = connections.disconnect(msp, id, because("sold"), person());
    end.await.unwrap();
    assert_eq!(ask().await.unwrap_err().code(), "VENDOR_DISCONNECTED");
    let told = Arc::clone(&watching.told);
    watching.stop().await;
    // What brought nothing new is told to nobody.
    assert_eq!(*told.0.lock().unwrap(), [before, id]);
}

async fn an_account_that_fails_leaves_the_others_going(world: World) {
    let stage = Stage::open(world).await;
    let one = stage.connect().await;
    stage.catch_up().await;
    stage
        .book
        .script(RecordKind::Account, [fault(Cause::VendorKeyWrong)]);
    let watching = watching(&stage).await;
    let known = until(&stage, one, ended(1)).await;
    assert!(known.is_stale(RecordKind::Account));
    let two = stage.connect().await;
    until(&stage, two, ended(1)).await;
    assert_eq!(stage.stands(one).await.known().unwrap().runs, 1, "it waits");
    // Found to work again, it is read at once.
    let tested = stage.connections.test(stage.msp, one, person()).await;
    tested.unwrap();
    let known = until(&stage, one, ended(2)).await;
    assert!(!known.is_stale(RecordKind::Account));
    watching.stop().await;
}

async fn who_wants_to_be_left_alone_is(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    stage.catch_up().await;
    let mut slow = CloudFault::new(Cause::Throttled, "datto-rmm", "429");
    slow.retry_after = Some(Duration::from_hours(1));
    stage.book.script(RecordKind::Account, [Turn::Fault(slow)]);
    let watching = watching(&stage).await;
    until(&stage, id, ended(1)).await;
    let ask = stage.connections.request_discovery(stage.msp, id, person());
    ask.await.unwrap();
    sleep(Duration::from_secs(1)).await;
    let known = until(&stage, id, |known| known.requested).await;
    assert_eq!(known.runs, 1, "also where somebody asks");
    watching.stop().await;
}

async fn a_run_left_open_is_taken_over(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    let begin = Request::<VendorConnection> {
        msp: stage.msp,
        id: id.to_string(),
        command: VendorConnectionCommand::BeginDiscovery(BeginDiscovery { at: 1 }),
        context: worker(),
    };
    stage.engine.execute(begin).await.unwrap();
    stage.catch_up().await;
    let watching = watching(&stage).await;
    let known = until(&stage, id, ended(2)).await;
    assert!(known.kinds.values().all(|it| it.unread.is_none()));
    watching.stop().await;
}

async fn of_two_workers_one_reads(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    stage.catch_up().await;
    let (one, two) = tokio::join!(watching(&stage), watching(&stage));
    until(&stage, id, ended(1)).await;
    one.stop().await;
    let ask = stage.connections.request_discovery(stage.msp, id, person());
    ask.await.unwrap();
    until(&stage, id, ended(2)).await;
    two.stop().await;
    assert_eq!(stage.of_records().await, ["RecordFound"; 5]);
}

async fn who_is_stopped_ends_its_run_between_pages(world: World) {
    let stage = Stage::open(world).await;
    let id = stage.connect().await;
    stage.catch_up().await;
    stage.book.script(RecordKind::Account, [Turn::Wait]);
    let first = watching(&stage).await;
    stage.book.somebody_waits().await;
    first.stopping.send_replace(true);
    stage.book.release();
    first.stop().await;
    let known = until(&stage, id, ended(1)).await;
    assert!(known.kinds.is_empty(), "no kind was read, and none failed");
    assert_eq!(stage.of_records().await.len(), 2, "one page");
    let second = watching(&stage).await;
    until(&stage, id, ended(2)).await;
    second.stop().await;
    assert_eq!(stage.of_records().await, ["RecordFound"; 5]);
}
