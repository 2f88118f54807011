//! The process is killed with SIGKILL at any moment, again and again, on the same database.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::ids::MspId;
use tenantry_ledger::evidence;
use tenantry_projections::Projections;
use tenantry_support::{Dice, World, dice, on_both_databases};

use crate::load::{check, replay, some_msps, until_done};
use crate::victim::{Role, Victim, acknowledged, gone};

const ROUNDS: u64 = 5;

async fn what_was_acknowledged_outlives_the_process(world: World) {
    let mut dice = Dice::seeded(dice::seed());
    let msps = some_msps(3);
    let mut acks = HashMap::new();
    let mut unanswered = Vec::new();
    for round in 0..ROUNDS {
        let victim = Victim::start(&world, Role::Load, &format!("r{round}"), &msps);
        let at_least = dice.below(300) + 1;
        let longer = Duration::from_millis(dice.below(900));
        let told =
            tokio::task::spawn_blocking(move || victim.says("ack", at_least).kill_after(longer));
        let told = acknowledged(&told.await.unwrap());
        println!("round {round}: {} acknowledged", told.len());
        acks.extend(told);
        gone(&world).await;
        unanswered = check(&*world.ledger().await, &msps, &acks).await;
        println!("and {} recorded without an answer", unanswered.len());
    }
    verifies(&world, &msps).await;
    followed_is_rebuilt(&world.projections().await).await;

    // What was recorded without an answer is found under its key, and all the rest as well.
    let engine = Arc::new(world.engine().await);
    replay(&engine, &msps, &acks).await;
    for piece in unanswered {
        let done = piece.until_done(&engine, &msps).await;
        assert!(done.replayed, "{piece:?}");
        acks.insert(piece, done);
    }
    assert_eq!(check(&**engine.ledger(), &msps, &acks).await, []);
}

/// Two nodes, each with load and a daemon. The first is killed, the second takes over what the
/// first one's daemon followed, and is killed as well.
async fn one_of_two_nodes_is_killed(world: World) {
    let mut dice = Dice::seeded(dice::seed());
    let msps = some_msps(2);
    let [first, second] =
        ["first", "second"].map(|name| Victim::start(&world, Role::Load, name, &msps));
    let longer = Duration::from_millis(dice.below(500));
    let (told, second) = tokio::task::spawn_blocking(move || {
        let (first, second) = (first.says("ack", 50), second.says("ack", 50));
        (first.kill_after(longer), second)
    })
    .await
    .unwrap();
    let mut acks = acknowledged(&told);

    // The dead one's lease runs out, and the second node's daemon reads on: beyond all that the
    // first one had acknowledged.
    let projections = world.projections().await;
    let patience = Duration::from_mins(1);
    for (piece, done) in &acks {
        let (msp, position) = (piece.msp(&msps), done.receipt.position);
        let names = &["customers", "onboardings"];
        projections
            .wait_for(msp, position, names, patience)
            .await
            .unwrap();
    }
    let told =
        tokio::task::spawn_blocking(move || second.says("ack", 50).kill_after(Duration::ZERO));
    acks.extend(acknowledged(&told.await.unwrap()));
    projections.close().await;
    drop(projections);
    gone(&world).await;
    check(&*world.ledger().await, &msps, &acks).await;
    verifies(&world, &msps).await;
    followed_is_rebuilt(&world.projections().await).await;
}

/// Who reads sees the old table all the while; the next rebuild comes to its end.
async fn a_rebuild_is_killed_halfway(world: World) {
    let mut dice = Dice::seeded(dice::seed());
    let msps = some_msps(5);
    let engines = [Arc::new(world.engine().await)];
    until_done(&engines, &msps, 64, 60, &[]).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let followed = projections.content_hash("customers").await.unwrap();
    for round in 0..2 {
        let longer = Duration::from_millis(dice.below(400));
        let victim = Victim::start(&world, Role::Rebuild, "", &[]);
        let told = tokio::task::spawn_blocking(move || victim.says("begun", 1).kill_after(longer));
        let told = told.await.unwrap();
        println!("round {round}: {:?}", told.last());
        let read = projections.content_hash("customers").await.unwrap();
        assert_eq!(read, followed);
    }
    followed_is_rebuilt(&projections).await;
}

async fn verifies(world: &World, msps: &[MspId]) {
    let ledger = world.ledger().await;
    for msp in msps {
        let verified = evidence::verify(&ledger, *msp, None, |_| {}).await;
        let verified = verified.unwrap();
        assert!(verified.is_sound(), "{verified:?}");
    }
}

/// Following to the end and building anew come to the same rows.
async fn followed_is_rebuilt(projections: &Projections) {
    let still = projections.catch_up().await.unwrap();
    assert_eq!(still, [], "nothing stands still");
    for name in ["customers", "onboardings"] {
        let followed = projections.content_hash(name).await.unwrap();
        projections.rebuild(name, &mut |_| {}).await.unwrap();
        let built = projections.content_hash(name).await.unwrap();
        assert_eq!(built, followed, "{name}");
    }
}

on_both_databases!(
    what_was_acknowledged_outlives_the_process,
    one_of_two_nodes_is_killed,
    a_rebuild_is_killed_halfway,
);
