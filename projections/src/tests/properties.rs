//! However the events are cut into batches, the tables come out the same.

use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use tenantry_domain::customer::CustomerEvent;

use super::world::{World, archived, id, msp, registered, renamed, small, tagged, untagged};
use crate::house::Tuning;
use crate::projections::Projections;
use crate::registry::PROJECTIONS;

fn any_event() -> impl Strategy<Value = CustomerEvent> {
    prop_oneof![
        2 => "[a-zA-Zé\\\\\"\t ]{1,9}x".prop_map(|name| registered(&name.replace('\t', "-"))),
        2 => "[a-z]{1,5}".prop_map(|name| renamed(&name)),
        3 => "[a-d]".prop_map(|tag| tagged(&tag)),
        2 => "[a-d]".prop_map(|tag| untagged(&tag)),
        1 => Just(archived()),
    ]
}

fn any_history() -> impl Strategy<Value = Vec<(u128, u128, CustomerEvent)>> {
    prop::collection::vec((0..3_u128, 0..6_u128, any_event()), 1..60)
}

/// Follows in batches of these sizes, with writing going on in between.
async fn followed(
    history: &[(u128, u128, CustomerEvent)],
    cuts: &[usize],
    tuning: Tuning,
    case: u32,
) -> ([u8; 32], [u8; 32]) {
    let world = World::sqlite().await;
    let url = format!("{}-{case}.db", world.url);
    let projections = Projections::open_tuned(&url, Arc::clone(&world.ledger), PROJECTIONS, tuning)
        .await
        .unwrap();
    projections.migrate().await.unwrap();
    let mut sequences = std::collections::HashMap::new();
    for (i, (owner, customer, event)) in history.iter().enumerate() {
        // Ids are unique by construction: a customer belongs to one MSP.
        let customer = owner * 100 + customer;
        let sequence = sequences.entry(customer).or_insert(0);
        world
            .customer(
                msp(*owner),
                id(customer),
                *sequence,
                std::slice::from_ref(event),
            )
            .await;
        *sequence += 1;
        if cuts.contains(&i) {
            projections.catch_up().await.unwrap();
        }
    }
    projections.catch_up().await.unwrap();
    let hash = projections.content_hash("customers").await.unwrap();
    projections.rebuild("customers", &mut |_| {}).await.unwrap();
    (hash, projections.content_hash("customers").await.unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_cut_gives_the_same_rows(
        history in any_history(),
        cuts in prop::collection::vec(0..60_usize, 0..8),
        batch in 1..20_usize,
        page in 1..20_usize,
        memory in 100..20_000_usize,
        case in any::<u32>(),
    ) {
        let tuning = Tuning {
            batch,
            page,
            rebuild_memory: memory,
            daemon_memory: memory,
            lease: Duration::from_secs(5),
            ..small()
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let (followed, rebuilt) = runtime.block_on(followed(&history, &cuts, tuning, case));
        prop_assert_eq!(followed, rebuilt);
    }
}
