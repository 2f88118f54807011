//! Two nodes write to the same MSP at once.

use std::sync::Arc;

use tenantry_support::{World, on_both_databases};

use crate::load::{check, replay, some_msps, until_done};

const CALLERS: usize = 48;
const EACH: u64 = 60;

async fn two_nodes_lose_and_double_nothing(world: World) {
    let nodes = [
        Arc::new(world.engine().await),
        Arc::new(world.engine().await),
    ];
    let msps = some_msps(1);
    // Two nodes that count on the same tally may be in each other's way for a while.
    let may = &["COMMAND_CONTENDED"];
    let (done, _) = until_done(&nodes, &msps, CALLERS, EACH, may).await;
    assert_eq!(done.len() as u64, CALLERS as u64 * EACH);
    assert!(done.values().all(|done| !done.replayed));
    let unknown = check(&**nodes[0].ledger(), &msps, &done).await;
    assert_eq!(unknown, []);
    // Either node knows what the other did.
    replay(&nodes[1], &msps, &done).await;
    check(&**nodes[1].ledger(), &msps, &done).await;
}

on_both_databases!(two_nodes_lose_and_double_nothing);
