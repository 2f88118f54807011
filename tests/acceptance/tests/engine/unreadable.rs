//! Events that this program does not know: named with their position, never guessed at.

use tenantry_domain::aggregate::DecodeError;
use tenantry_domain::ids::MspId;
use tenantry_engine::commands::CommandError;
use tenantry_engine::ledger::{Ledger, NewEvent, Proposal, Verdict};
use tenantry_support::customers::{archive, ask, new_id, register, rename, stream};
use tenantry_support::world::new_msp;
use tenantry_support::{World, audit, on_both_databases};

/// What a newer program, or another one, would have recorded.
async fn record(ledger: &dyn Ledger, msp: MspId, id: &str, expected: u64, event: NewEvent) {
    let proposal = Proposal {
        msp,
        stream: stream(id),
        expected,
        events: vec![event],
        metadata: r#"{"idempotency_key":"newer"}"#.to_owned(),
        key: format!("newer-{id}-{expected}"),
        request: [7; 32],
    };
    let verdicts = ledger.commit(&[proposal]).await.unwrap();
    assert!(matches!(verdicts[0], Verdict::Committed(_)), "{verdicts:?}");
}

fn event(name: &str, version: &str, payload: &str) -> NewEvent {
    NewEvent {
        event_type: name.to_owned(),
        event_version: version.to_owned(),
        payload: payload.to_owned(),
    }
}

async fn an_unknown_event_is_named_with_its_position(world: World) {
    let (engine, msp, id) = (world.engine().await, new_msp(), new_id());
    engine
        .execute(ask(msp, &new_id(), register("Other"), "k0"))
        .await
        .unwrap();
    engine
        .execute(ask(msp, &id, register("Contoso"), "k1"))
        .await
        .unwrap();
    let newer = event("CustomerSold", "1", r#"{"CustomerSold":{}}"#);
    record(&**engine.ledger(), msp, &id, 1, newer).await;

    for engine in [&engine, &world.engine().await] {
        // One that would record, one that would be refused.
        for (command, key) in [(rename("Fabrikam"), "k2"), (register("Fabrikam"), "k3")] {
            let error = engine.execute(ask(msp, &id, command, key)).await;
            let error = error.unwrap_err();
            assert_eq!(error.code(), "EVENT_UNKNOWN");
            let CommandError::Unreadable { position, reason } = &error else {
                panic!("{error:?}");
            };
            assert_eq!(*position, 3);
            assert!(matches!(reason, DecodeError::UnknownShape { .. }));
            let said = error.to_string();
            assert!(
                said.contains("CustomerSold") && said.contains('3'),
                "{said}"
            );
        }
        // Other customers go on.
        let other = ask(msp, &new_id(), register("Contoso"), new_id());
        engine.execute(other).await.unwrap();
    }
    assert_eq!(audit::ledger(&**engine.ledger(), msp).await.len(), 5);
}

async fn an_unknown_version_is_not_read_as_a_known_one(world: World) {
    let (engine, msp, id) = (world.engine().await, new_msp(), new_id());
    let payload = r#"{"CustomerRegistered":{"name":"Contoso","origin":"entered"}}"#;
    let newer = event("CustomerRegistered", "99", payload);
    record(&**engine.ledger(), msp, &id, 0, newer).await;
    let error = engine.execute(ask(msp, &id, archive(), "k1")).await;
    let error = error.unwrap_err();
    assert_eq!(error.code(), "EVENT_UNKNOWN");
    assert!(error.to_string().contains("99"), "{error}");
    assert_eq!(audit::ledger(&**engine.ledger(), msp).await.len(), 1);
}

async fn a_payload_that_belies_its_label_is_malformed(world: World) {
    let (engine, msp) = (world.engine().await, new_msp());
    let payloads = [
        r#"{"CustomerArchived":{"reason":null}}"#,
        r#"{"CustomerRenamed":{"from":"a"}}"#,
        "[]",
        "{}",
    ];
    for payload in payloads {
        let id = new_id();
        let lie = event("CustomerRenamed", "1", payload);
        record(&**engine.ledger(), msp, &id, 0, lie).await;
        let error = engine.execute(ask(msp, &id, archive(), new_id())).await;
        assert_eq!(error.unwrap_err().code(), "EVENT_MALFORMED", "{payload}");
    }
}

/// An old shape in the stream is read through its upcaster, and decided upon.
async fn an_old_shape_is_read_as_todays(world: World) {
    let (engine, msp, id) = (world.engine().await, new_msp(), new_id());
    let old = event(
        "CustomerRegistered",
        "1",
        include_str!("../../../../domain/corpus/customer/CustomerRegistered.v1.json").trim(),
    );
    record(&**engine.ledger(), msp, &id, 0, old).await;
    let done = engine.execute(ask(msp, &id, rename("Today"), "k1")).await;
    assert_eq!(done.unwrap().receipt.sequence, 2);
    let error = engine.execute(ask(msp, &id, register("Today, too"), "k2"));
    assert_eq!(error.await.unwrap_err().code(), "CUSTOMER_EXISTS");
}

on_both_databases!(
    an_unknown_event_is_named_with_its_position,
    an_unknown_version_is_not_read_as_a_known_one,
    a_payload_that_belies_its_label_is_malformed,
    an_old_shape_is_read_as_todays,
);
