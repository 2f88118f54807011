//! Many committers, several nodes, and who waits is woken.

use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::ids::MspId;
use tenantry_engine::ledger::{Ledger, LedgerError, Proposal, Verdict, Wake};
use tenantry_support::world::new_msp;
use tenantry_support::{World, audit, on_both_databases};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::proposals::{commit_one, proposal, record};

const COMMITTERS: usize = 12;
const LIVES: usize = 8;

/// Longer than any wake-up takes, shorter than any wait lasts on its own.
const SOON: Duration = Duration::from_secs(20);
const LONG: Duration = Duration::from_mins(1);

/// As the engine does it: a conflict is tried again with the length that was found, and so is a
/// database that asks for patience.
async fn insist(ledger: &dyn Ledger, mut asked: Proposal) {
    loop {
        match ledger.commit(std::slice::from_ref(&asked)).await {
            Ok(verdicts) => match &verdicts[0] {
                Verdict::Committed(_) => return,
                Verdict::Conflict { actual } => asked.expected = *actual,
                other => panic!("{other:?}"),
            },
            Err(LedgerError::Exhausted | LedgerError::Unreachable { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

async fn positions_have_no_gaps_whoever_commits(world: World) {
    let (msp, neighbour) = (new_msp(), new_msp());
    let nodes = [world.ledger().await, world.ledger().await];
    let mut crowd = JoinSet::new();
    for committer in 0..COMMITTERS {
        let node = nodes[committer % 2].clone();
        crowd.spawn(async move {
            for life in 0..LIVES {
                let id = format!("{committer}-{life}");
                for sequence in 0..3 {
                    let key = format!("{id}-{sequence}");
                    let asked = proposal(msp, &id, sequence, &["x"], &key);
                    insist(&*node, asked).await;
                }
                insist(&*node, proposal(neighbour, &id, 0, &["y", "z"], &id)).await;
            }
        });
    }
    crowd.join_all().await;
    for node in &nodes {
        let events = audit::ledger(&**node, msp).await;
        assert_eq!(events.len(), COMMITTERS * LIVES * 3);
        let events = audit::ledger(&**node, neighbour).await;
        assert_eq!(events.len(), COMMITTERS * LIVES * 2);
    }
}

async fn what_records_nothing_is_told_how_long_the_stream_is_by_now(world: World) {
    let msp = new_msp();
    let [one, other] = [world.ledger().await, world.ledger().await];
    record(&*one, proposal(msp, "shared", 0, &["x"], "k0")).await;
    record(&*other, proposal(msp, "shared", 1, &["x"], "k1")).await;
    // The first node now knows where the ledger ends, and not by what.
    record(&*one, proposal(msp, "another", 0, &[], "k2")).await;
    let receipt = record(&*one, proposal(msp, "shared", 1, &[], "k3")).await;
    assert_eq!((receipt.position, receipt.sequence), (2, 2));
}

async fn nodes_that_want_the_same_stream_take_turns(world: World) {
    let msp = new_msp();
    let nodes = [world.ledger().await, world.ledger().await];
    let mut crowd = JoinSet::new();
    for committer in 0..6 {
        let node = nodes[committer % 2].clone();
        crowd.spawn(async move {
            for at in 0..10 {
                let key = format!("{committer}-{at}");
                insist(&*node, proposal(msp, "shared", 0, &[&key], &key)).await;
            }
        });
    }
    crowd.join_all().await;
    assert_eq!(audit::ledger(&*nodes[0], msp).await.len(), 60);
}

async fn the_same_request_at_two_nodes_is_one_command(world: World) {
    let msp = new_msp();
    let nodes = [world.ledger().await, world.ledger().await];
    for round in 0..10 {
        let id = format!("r{round}");
        let asked = proposal(msp, &id, 0, &["one", "two"], &id);
        let (one, two) = tokio::join!(
            commit_one(&*nodes[0], asked.clone()),
            commit_one(&*nodes[1], asked.clone())
        );
        let receipts = [one, two].map(|verdict| match verdict {
            Verdict::Committed(receipt) => (true, receipt),
            Verdict::Replayed(receipt) => (false, receipt),
            other => panic!("{other:?}"),
        });
        assert_eq!(receipts[0].1, receipts[1].1);
        assert_ne!(receipts[0].0, receipts[1].0, "one of them was first");
    }
    assert_eq!(audit::ledger(&*nodes[1], msp).await.len(), 20);
}

/// A caller that gives up must not leave half a transaction behind.
async fn a_commit_that_is_dropped_is_all_or_nothing(world: World) {
    let (ledger, msp) = (world.ledger().await, new_msp());
    for round in 0..40 {
        let group: Vec<_> = (0..50)
            .map(|at| {
                let id = format!("{round}-{at}");
                proposal(msp, &id, 0, &["x"], &id)
            })
            .collect();
        let patience = Duration::from_micros(200 * round);
        drop(timeout(patience, ledger.commit(&group)).await);
    }
    record(&*ledger, proposal(msp, "last", 0, &["x"], "last")).await;
    let events = audit::ledger(&*ledger, msp).await.len();
    assert_eq!(events % 50, 1, "groups are there as a whole or not at all");
}

/// Waits until the MSP's ledger has grown, woken rather than timed out.
async fn is_woken(ledger: Arc<dyn Ledger>, msp: MspId, mut seen: Wake) {
    let waking = async {
        while ledger.head(msp).await.unwrap().position == 0 {
            ledger.wait(&mut seen, LONG).await;
        }
    };
    timeout(SOON, waking).await.expect("woken in time");
}

async fn who_waits_is_woken(world: World) {
    let (here, there) = (world.ledger().await, world.ledger().await);
    let mut seen = [Wake::default(), Wake::default()];
    for (node, seen) in [&here, &there].into_iter().zip(&mut seen) {
        node.wait(seen, Duration::from_millis(300)).await;
    }
    for _ in 0..3 {
        let msp = new_msp();
        let waiting = [
            tokio::spawn(is_woken(here.clone(), msp, seen[0])),
            tokio::spawn(is_woken(there.clone(), msp, seen[1])),
        ];
        tokio::time::sleep(Duration::from_millis(250)).await;
        record(&*here, proposal(msp, "a", 0, &["news"], "k")).await;
        for waiting in waiting {
            waiting.await.unwrap();
        }
    }
}

/// Who follows is spared a look at the database, and told nothing else than what stands there.
async fn what_a_node_recorded_is_at_hand_there_as_it_is_on_record(world: World) {
    let (here, there) = (world.ledger().await, world.ledger().await);
    let msp = new_msp();
    let told = ["say \"yes\"", "ü😀", "b"];
    record(&*here, proposal(msp, "a", 0, &told, "k1")).await;
    let on_record = there.feed(msp, 0, 10).await.unwrap();
    assert_eq!(here.fresh(msp, 0, 10), on_record);
    assert_eq!(here.fresh(msp, 1, 1), on_record[1..2]);
    assert_eq!(here.fresh(msp, 3, 10), []);
    assert_eq!(here.fresh_ends(), [(msp, 3)]);
    assert_eq!(there.fresh(msp, 0, 10), [], "it was recorded elsewhere");

    record(&*there, proposal(msp, "b", 0, &["in between"], "k2")).await;
    record(&*here, proposal(msp, "c", 0, &["after it"], "k3")).await;
    assert_eq!(
        here.fresh(msp, 3, 10),
        [],
        "the next one is somebody else's"
    );
    let last = here.feed(msp, 4, 10).await.unwrap();
    assert_eq!(here.fresh(msp, 4, 10), last);
    assert_eq!(there.fresh_ends(), [(msp, 4)]);
}

async fn waiting_ends_by_itself(world: World) {
    let ledger = world.ledger().await;
    let mut seen = Wake::default();
    let waits = async {
        for _ in 0..5 {
            ledger.wait(&mut seen, Duration::from_millis(50)).await;
        }
    };
    timeout(SOON, waits).await.expect("the limit counts");
}

on_both_databases!(
    positions_have_no_gaps_whoever_commits,
    what_records_nothing_is_told_how_long_the_stream_is_by_now,
    nodes_that_want_the_same_stream_take_turns,
    the_same_request_at_two_nodes_is_one_command,
    a_commit_that_is_dropped_is_all_or_nothing,
    who_waits_is_woken,
    what_a_node_recorded_is_at_hand_there_as_it_is_on_record,
    waiting_ends_by_itself,
);
