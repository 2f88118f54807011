//! The same key finds the same outcome.

use tenantry_engine::commands::{CommandError, Engine};
use tenantry_engine::ledger::Outcome;
use tenantry_support::customers::{ada, archive, ask, new_id, register, rename, tag};
use tenantry_support::world::new_msp;
use tenantry_support::{World, audit, on_both_databases};

async fn a_life_from_beginning_to_end(world: World) {
    let (engine, msp, id) = (world.engine().await, new_msp(), new_id());
    let life = [
        register("Contoso"),
        rename("Fabrikam"),
        tag("gold"),
        archive(),
    ];
    for (command, position) in life.into_iter().zip(1_u64..) {
        let key = format!("life-{position}");
        let done = engine.execute(ask(msp, &id, command, key)).await.unwrap();
        assert!(!done.replayed);
        assert_eq!(done.outcome(), Outcome::Recorded);
        assert_eq!(done.receipt.position, position);
        assert_eq!(done.receipt.sequence, position);
        assert_eq!(done.receipt.events, 1);
    }
    let events = audit::ledger(&**engine.ledger(), msp).await;
    let names: Vec<_> = events.iter().map(|it| it.event_type.as_str()).collect();
    assert_eq!(
        names,
        [
            "CustomerRegistered",
            "CustomerRenamed",
            "CustomerTagged",
            "CustomerArchived"
        ]
    );
    let metadata: serde_json::Value = serde_json::from_str(&events[2].metadata).unwrap();
    assert_eq!(metadata["actor_id"], "ada");
    assert_eq!(metadata["actor_kind"], "user");
    assert_eq!(metadata["source"], "api");
    assert_eq!(metadata["idempotency_key"], "life-3");
}

async fn the_same_request_is_carried_out_once(world: World) {
    let (engine, msp, id) = (world.engine().await, new_msp(), new_id());
    let first = ask(msp, &id, register("Contoso"), "k1");
    let first = engine.execute(first).await.unwrap();
    let rename_it = || ask(msp, &id, rename("Fabrikam"), "k2");
    let renamed = engine.execute(rename_it()).await.unwrap();
    let later = ask(msp, &id, rename("Northwind"), "k3");
    engine.execute(later).await.unwrap();

    // Now it would be a new fact: only the key knows that it was done before.
    for engine in [&engine, &world.engine().await] {
        let again = engine.execute(rename_it()).await.unwrap();
        assert!(again.replayed);
        assert_eq!(again.receipt, renamed.receipt);
        let again = ask(msp, &id, register("Contoso"), "k1");
        let again = engine.execute(again).await.unwrap();
        assert!(again.replayed);
        assert_eq!(again.receipt, first.receipt);
    }
    assert_eq!(recorded(&engine, msp).await, 3);
}

async fn another_request_under_the_key_is_refused(world: World) {
    let (engine, msp, id) = (world.engine().await, new_msp(), new_id());
    let first = ask(msp, &id, register("Contoso"), "k1");
    engine.execute(first).await.unwrap();
    let others = [
        // Something new to record, something done already, something that would be refused.
        ask(msp, &id, rename("Fabrikam"), "k1"),
        ask(msp, &id, rename("Contoso"), "k1"),
        ask(msp, &id, register("Fabrikam"), "k1"),
        ask(msp, &new_id(), register("Contoso"), "k1"),
        ask(msp, &new_id(), rename("Contoso"), "k1"),
    ];
    for other in others {
        let said = format!("{other:?}");
        let error = engine.execute(other).await.expect_err(&said);
        assert_eq!(error.code(), "IDEMPOTENCY_KEY_REUSED", "{said}");
    }
    assert_eq!(recorded(&engine, msp).await, 1);

    // Another MSP's keys are no business of ours.
    let elsewhere = ask(new_msp(), &id, rename("Fabrikam"), "k1");
    let error = engine.execute(elsewhere).await.unwrap_err();
    assert_eq!(error.code(), "CUSTOMER_NOT_FOUND");
}

async fn a_refused_request_may_be_repeated(world: World) {
    let (engine, msp, id) = (world.engine().await, new_msp(), new_id());
    let rename_it = || ask(msp, &id, rename("Fabrikam"), "k1");
    let error = engine.execute(rename_it()).await.unwrap_err();
    assert_eq!(error.code(), "CUSTOMER_NOT_FOUND");
    let register_it = ask(msp, &id, register("Contoso"), "k2");
    engine.execute(register_it).await.unwrap();

    let done = engine.execute(rename_it()).await.unwrap();
    assert!(!done.replayed, "a refusal is not remembered under its key");
    assert_eq!(done.receipt.position, 2);
    assert!(engine.execute(rename_it()).await.unwrap().replayed);
    assert_eq!(recorded(&engine, msp).await, 2);
}

async fn already_done_is_an_outcome_of_its_own(world: World) {
    let (engine, msp, id) = (world.engine().await, new_msp(), new_id());
    for (command, key) in [(register("Contoso"), "k1"), (tag("gold"), "k2")] {
        engine.execute(ask(msp, &id, command, key)).await.unwrap();
    }
    let tag_it = || ask(msp, &id, tag("gold"), "k3");
    let done = engine.execute(tag_it()).await.unwrap();
    assert_eq!(done.outcome(), Outcome::AlreadyDone);
    assert!(!done.replayed);
    // Whoever has read up to here has seen what made it already done.
    assert_eq!((done.receipt.position, done.receipt.sequence), (2, 2));

    let untag = tenantry_support::customers::untag("gold");
    engine.execute(ask(msp, &id, untag, "k4")).await.unwrap();
    let again = engine.execute(tag_it()).await.unwrap();
    assert!(
        again.replayed,
        "what was done already then does not get done now"
    );
    assert_eq!(again.receipt, done.receipt);
    let other = ask(msp, &id, tag("silver"), "k3");
    let error = engine.execute(other).await.unwrap_err();
    assert!(matches!(error, CommandError::KeyReused));
    assert_eq!(recorded(&engine, msp).await, 3);
}

async fn a_request_without_a_key_gets_one(world: World) {
    let (engine, msp, id) = (world.engine().await, new_msp(), new_id());
    for command in [register("Contoso"), rename("Fabrikam")] {
        let mut request = ask(msp, &id, command, "");
        request.context = ada();
        assert!(!engine.execute(request).await.unwrap().replayed);
    }
    let events = audit::ledger(&**engine.ledger(), msp).await;
    let keys: Vec<_> = events.iter().map(audit::key_of).collect();
    assert_eq!(keys.len(), 2);
    assert_ne!(keys[0], keys[1]);
}

async fn recorded(engine: &Engine, msp: tenantry_domain::ids::MspId) -> usize {
    audit::ledger(&**engine.ledger(), msp).await.len()
}

on_both_databases!(
    a_life_from_beginning_to_end,
    the_same_request_is_carried_out_once,
    another_request_under_the_key_is_refused,
    a_refused_request_may_be_repeated,
    already_done_is_an_outcome_of_its_own,
    a_request_without_a_key_gets_one,
);
