//! No refusal on a stale memory, whichever node remembers it.

use tenantry_engine::commands::{Engine, Limits};
use tenantry_engine::ledger::Outcome;
use tenantry_support::customers::{archive, ask, new_id, register, rename, tag, untag};
use tenantry_support::world::new_msp;
use tenantry_support::{FaultyLedger, World, audit, on_both_databases};

/// Two nodes on one database, each with its own memory.
async fn nodes(world: &World) -> (Engine, Engine) {
    (world.engine().await, world.engine().await)
}

async fn what_another_node_archived_is_archived_here(world: World) {
    let ((a, b), msp, id) = (nodes(&world).await, new_msp(), new_id());
    a.execute(ask(msp, &id, register("Contoso"), "k1"))
        .await
        .unwrap();
    // B remembers a registered customer …
    b.execute(ask(msp, &id, rename("Fabrikam"), "k2"))
        .await
        .unwrap();
    a.execute(ask(msp, &id, archive(), "k3")).await.unwrap();
    // … and must not act on that.
    let error = b.execute(ask(msp, &id, rename("Northwind"), "k4")).await;
    assert_eq!(error.unwrap_err().code(), "CUSTOMER_ARCHIVED");
    let done = b.execute(ask(msp, &id, archive(), "k5")).await.unwrap();
    assert_eq!(done.outcome(), Outcome::AlreadyDone);
    assert_eq!(audit::ledger(&**a.ledger(), msp).await.len(), 3);
}

async fn what_another_node_registered_exists_here(world: World) {
    let ((a, b), msp, id) = (nodes(&world).await, new_msp(), new_id());
    let error = b.execute(ask(msp, &id, rename("Fabrikam"), "k1")).await;
    assert_eq!(error.unwrap_err().code(), "CUSTOMER_NOT_FOUND");
    a.execute(ask(msp, &id, register("Contoso"), "k2"))
        .await
        .unwrap();
    // B remembers that there is nobody: a refusal on that would be wrong.
    let done = b.execute(ask(msp, &id, rename("Fabrikam"), "k3")).await;
    assert_eq!(done.unwrap().receipt.sequence, 2);
    let error = b.execute(ask(msp, &id, register("Contoso"), "k4")).await;
    assert_eq!(error.unwrap_err().code(), "CUSTOMER_EXISTS");
    assert_eq!(audit::ledger(&**a.ledger(), msp).await.len(), 2);
}

async fn already_done_is_checked_as_well(world: World) {
    let ((a, b), msp, id) = (nodes(&world).await, new_msp(), new_id());
    for (command, key) in [(register("Contoso"), "k1"), (tag("gold"), "k2")] {
        b.execute(ask(msp, &id, command, key)).await.unwrap();
    }
    a.execute(ask(msp, &id, untag("gold"), "k3")).await.unwrap();
    // B remembers the tag: "already done" would lose the command.
    let done = b.execute(ask(msp, &id, tag("gold"), "k4")).await.unwrap();
    assert_eq!(done.outcome(), Outcome::Recorded);
    assert_eq!(done.receipt.sequence, 4);
    audit::ledger(&**a.ledger(), msp).await;
}

/// What was done already is recorded under its key without holding the stream still. What others
/// record meanwhile is not in the state that was decided on, and must not be taken for known.
async fn already_done_while_others_went_on(world: World) {
    let ledger = FaultyLedger::before(world.ledger().await);
    let b = Engine::new(ledger.clone(), Limits::default());
    let (a, msp, id) = (world.engine().await, new_msp(), new_id());
    for (command, key) in [(register("Contoso"), "k1"), (tag("gold"), "k2")] {
        b.execute(ask(msp, &id, command, key)).await.unwrap();
    }
    ledger.hold();
    let tag_it = ask(msp, &id, tag("gold"), "k3");
    let tagging = tokio::spawn(async move { (b.execute(tag_it).await.unwrap(), b) });
    ledger.somebody_waits().await;
    a.execute(ask(msp, &id, archive(), "k4")).await.unwrap();
    ledger.release();
    let (done, b) = tagging.await.unwrap();
    assert_eq!(done.outcome(), Outcome::AlreadyDone);

    let error = b.execute(ask(msp, &id, rename("Fabrikam"), "k5")).await;
    assert_eq!(error.unwrap_err().code(), "CUSTOMER_ARCHIVED");
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 3);
}

async fn a_limit_is_counted_on_what_is_there_now(world: World) {
    let ((a, b), msp, id) = (nodes(&world).await, new_msp(), new_id());
    a.execute(ask(msp, &id, register("Contoso"), "k"))
        .await
        .unwrap();
    for at in 0..50 {
        let node = if at % 2 == 0 { &a } else { &b };
        let label = format!("tag-{at}");
        node.execute(ask(msp, &id, tag(&label), label.as_str()))
            .await
            .unwrap();
    }
    let full = b.execute(ask(msp, &id, tag("one more"), "full")).await;
    assert_eq!(full.unwrap_err().code(), "CUSTOMER_TAGS_FULL");
    a.execute(ask(msp, &id, untag("tag-7"), "k7"))
        .await
        .unwrap();
    // B remembers a full one.
    let done = b.execute(ask(msp, &id, tag("one more"), "full")).await;
    assert_eq!(done.unwrap().receipt.sequence, 53);
    audit::ledger(&**a.ledger(), msp).await;
}

/// A stream that grew on another node beyond what is loaded at a time.
async fn a_long_absence_is_made_good(world: World) {
    let ((a, b), msp, id) = (nodes(&world).await, new_msp(), new_id());
    b.execute(ask(msp, &id, register("Contoso"), "k"))
        .await
        .unwrap();
    for at in 0..1_050 {
        let command = if at % 2 == 0 {
            tag("gold")
        } else {
            untag("gold")
        };
        let key = format!("k{at}");
        a.execute(ask(msp, &id, command, key)).await.unwrap();
    }
    let done = b.execute(ask(msp, &id, rename("Fabrikam"), "last")).await;
    assert_eq!(done.unwrap().receipt.sequence, 1_052);
    let fresh = world.engine().await;
    let error = fresh.execute(ask(msp, &id, register("Contoso"), "k0r"));
    assert_eq!(error.await.unwrap_err().code(), "CUSTOMER_EXISTS");
    audit::ledger(&**a.ledger(), msp).await;
}

on_both_databases!(
    what_another_node_archived_is_archived_here,
    what_another_node_registered_exists_here,
    already_done_is_checked_as_well,
    already_done_while_others_went_on,
    a_limit_is_counted_on_what_is_there_now,
    a_long_absence_is_made_good,
);
