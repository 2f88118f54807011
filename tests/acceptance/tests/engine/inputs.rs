//! Keys, ids and sizes that are not accepted: a stable code, and nothing changed.

use tenantry_domain::record::CANONICAL_LIMIT;
use tenantry_engine::commands::{CommandError, Engine};
use tenantry_engine::ledger::KEY_LIMIT;
use tenantry_support::customers::{ask, new_id, register};
use tenantry_support::world::new_msp;
use tenantry_support::{World, audit, on_both_databases};

async fn malformed_keys_are_named(world: World) {
    let (engine, msp) = (world.engine().await, new_msp());
    let too_long = "k".repeat(KEY_LIMIT + 1);
    for key in [
        "",
        " ",
        "two words",
        "tab\t",
        "nul\0",
        "schlüssel",
        &too_long,
    ] {
        let request = ask(msp, &new_id(), register("Contoso"), key);
        let error = engine.execute(request).await.unwrap_err();
        assert_eq!(error.code(), "IDEMPOTENCY_KEY_MALFORMED", "{key:?}");
    }
    let longest = "k".repeat(KEY_LIMIT);
    let request = ask(msp, &new_id(), register("Contoso"), longest);
    engine.execute(request).await.unwrap();
    assert_only_one(&engine, msp).await;
}

async fn malformed_ids_are_named(world: World) {
    let (engine, msp) = (world.engine().await, new_msp());
    let too_long = "i".repeat(KEY_LIMIT + 1);
    for id in ["", "nul\0", "line\nbreak", "del\u{7f}", &too_long] {
        let error = engine.execute(ask(msp, id, register("Contoso"), "k")).await;
        assert_eq!(
            error.unwrap_err().code(),
            "AGGREGATE_ID_MALFORMED",
            "{id:?}"
        );
    }
    // Strange but harmless: quotes, slashes, wildcards and letters from everywhere are text.
    let strange = r#"'; drop table events; -- "%_\/ ünï ✓"#;
    let done = engine.execute(ask(msp, strange, register("Contoso"), "k"));
    assert_eq!(done.await.unwrap().receipt.position, 1);
    let again = engine.execute(ask(msp, strange, register("Fabrikam"), "k2"));
    assert_eq!(again.await.unwrap_err().code(), "CUSTOMER_EXISTS");
    let events = audit::ledger(&**engine.ledger(), msp).await;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].stream.aggregate_id, strange);
}

async fn an_event_may_be_so_large_and_no_larger(world: World) {
    let (engine, msp) = (world.engine().await, new_msp());
    // How much room the reason has is found from an event without one.
    let mut request = ask(msp, &new_id(), register("Contoso"), "k0");
    request.context.reason = Some(String::new());
    engine.execute(request).await.unwrap();
    let events = audit::ledger(&**engine.ledger(), msp).await;
    let room = CANONICAL_LIMIT - events[0].canonical().len();

    let sized = |key: &str, length: usize| {
        let mut request = ask(msp, &new_id(), register("Contoso"), key);
        request.context.reason = Some("x".repeat(length));
        engine.execute(request)
    };
    let error = sized("k1", room + 1).await.unwrap_err();
    assert_eq!(error.code(), "EVENT_TOO_LARGE");
    let expected = CommandError::TooLarge {
        bytes: CANONICAL_LIMIT + 1,
        limit: CANONICAL_LIMIT,
    };
    assert_eq!(error, expected);
    let said = error.to_string();
    assert!(said.contains("65536") && said.contains("65535"), "{said}");

    let done = sized("k1", room).await.unwrap();
    assert_eq!(done.receipt.position, 2, "the key was not used up");
    let events = audit::ledger(&**engine.ledger(), msp).await;
    assert_eq!(events[1].canonical().len(), CANONICAL_LIMIT);
}

async fn what_was_not_accepted_leaves_no_ledger(world: World) {
    let (engine, msp) = (world.engine().await, new_msp());
    let mut large = ask(msp, &new_id(), register("Contoso"), "k");
    large.context.reason = Some("x".repeat(CANONICAL_LIMIT));
    engine.execute(large).await.unwrap_err();
    engine
        .execute(ask(msp, &new_id(), register("Contoso"), ""))
        .await
        .unwrap_err();
    let heads = engine.ledger().heads(None, 10).await.unwrap();
    assert_eq!(heads, [], "an MSP without events has no ledger");
}

async fn unknown_things_read_as_nothing(world: World) {
    let (engine, msp) = (world.engine().await, new_msp());
    let ledger = engine.ledger();
    let nowhere = tenantry_support::customers::stream(&new_id());
    assert_eq!(ledger.stream(msp, &nowhere, 0, 10).await, Ok(vec![]));
    assert_eq!(ledger.holders(&nowhere).await, Ok(vec![]));
    assert_eq!(ledger.feed(msp, 0, 10).await, Ok(vec![]));
    assert_eq!(ledger.feed(msp, u64::MAX, 10).await, Ok(vec![]));
    assert_eq!(ledger.leaves(msp, u64::MAX, 10).await, Ok(vec![]));
    assert_eq!(ledger.position_at(msp, i64::MAX).await, Ok(0));
    assert_eq!(ledger.head(msp).await.unwrap().position, 0);
    let facts = ledger.stream_facts(msp, &nowhere, "k").await.unwrap();
    assert_eq!((facts.sequence, facts.prior), (0, None));
}

async fn assert_only_one(engine: &Engine, msp: tenantry_domain::ids::MspId) {
    assert_eq!(audit::ledger(&**engine.ledger(), msp).await.len(), 1);
}

on_both_databases!(
    malformed_keys_are_named,
    malformed_ids_are_named,
    an_event_may_be_so_large_and_no_larger,
    what_was_not_accepted_leaves_no_ledger,
    unknown_things_read_as_nothing,
);
