//! Answers that never arrive, callers who go away.

use std::sync::Arc;
use std::time::Duration;

use tenantry_engine::commands::{Engine, Limits};
use tenantry_engine::ledger::LedgerError;
use tenantry_support::customers::{archive, ask, new_id, register, rename, tag};
use tenantry_support::faulty::Fault;
use tenantry_support::world::new_msp;
use tenantry_support::{Dice, FaultyLedger, World, audit, dice, on_both_databases};

async fn node(world: &World) -> (Arc<FaultyLedger>, Arc<Engine>) {
    let ledger = FaultyLedger::before(world.ledger().await);
    let engine = Engine::new(ledger.clone(), Limits::default());
    (ledger, Arc::new(engine))
}

fn away() -> Fault {
    Fault::Refused(LedgerError::Unreachable {
        detail: "away".to_owned(),
    })
}

async fn a_lost_answer_is_found_again(world: World) {
    let ((ledger, engine), msp, id) = (node(&world).await, new_msp(), new_id());
    ledger.next([Fault::AnswerLost]);
    let founded = engine.execute(ask(msp, &id, register("Contoso"), "k1"));
    let founded = founded.await.expect("the outcome is known in the end");
    assert_eq!(founded.receipt.position, 1);

    // Lost twice, and lost after the database was away.
    ledger.next([Fault::AnswerLost, Fault::AnswerLost]);
    let renamed = engine.execute(ask(msp, &id, rename("Fabrikam"), "k2"));
    assert_eq!(renamed.await.unwrap().receipt.sequence, 2);
    ledger.next([away(), Fault::AnswerLost, away()]);
    let tagged = engine.execute(ask(msp, &id, tag("gold"), "k3"));
    assert_eq!(tagged.await.unwrap().receipt.sequence, 3);

    // A command with nothing to record is settled the same way.
    ledger.next([Fault::AnswerLost]);
    let done = engine.execute(ask(msp, &id, tag("gold"), "k4"));
    assert_eq!(done.await.unwrap().receipt.events, 0);

    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 3);
    let next = engine.execute(ask(msp, &id, archive(), "k5")).await;
    assert_eq!(next.unwrap().receipt.sequence, 4, "memory is right");
}

async fn an_outcome_that_stays_unknown_is_called_unsettled(world: World) {
    let ((ledger, engine), msp, id) = (node(&world).await, new_msp(), new_id());
    // Recorded, but nobody could say so however often it was asked.
    ledger.next([Fault::AnswerLost, away(), away(), away()]);
    let request = || ask(msp, &id, register("Contoso"), "the-key");
    let error = engine.execute(request()).await.unwrap_err();
    assert_eq!(error.code(), "COMMAND_UNSETTLED");
    assert!(error.to_string().contains("the-key"), "{error}");
    let settled = engine.execute(request()).await.unwrap();
    assert!(settled.replayed);
    assert_eq!(settled.receipt.position, 1);
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 1);
}

async fn an_error_that_is_certain_is_told_as_it_is(world: World) {
    let ((ledger, engine), msp, id) = (node(&world).await, new_msp(), new_id());
    let full = LedgerError::DiskFull {
        detail: "no room".to_owned(),
    };
    ledger.next([Fault::Refused(full)]);
    let request = || ask(msp, &id, register("Contoso"), "k");
    let error = engine.execute(request()).await.unwrap_err();
    assert_eq!(error.code(), "DATABASE_DISK_FULL");

    // No connection became free: nothing was sent, so nothing is unsettled.
    let exhausted = || Fault::Refused(LedgerError::Exhausted);
    ledger.next([exhausted(), exhausted(), exhausted(), exhausted()]);
    let error = engine.execute(request()).await.unwrap_err();
    assert_eq!(error.code(), "DATABASE_POOL_EXHAUSTED");
    // But one lost answer among them leaves the outcome open.
    ledger.next([exhausted(), away(), exhausted(), exhausted()]);
    let error = engine.execute(request()).await.unwrap_err();
    assert_eq!(error.code(), "COMMAND_UNSETTLED");
    assert_eq!(engine.execute(request()).await.unwrap().receipt.position, 1);
}

/// Callers that give up at any moment. What they asked for is recorded whole or not at all, and
/// the engine goes on deciding rightly.
async fn callers_who_go_away_leave_no_trace_or_a_whole_one(world: World) {
    let ((ledger, engine), msp, id) = (node(&world).await, new_msp(), new_id());
    let mut dice = Dice::seeded(dice::seed());
    engine
        .execute(ask(msp, &id, register("Contoso"), "founded"))
        .await
        .unwrap();
    for round in 0..60 {
        // Two commands to one customer at once: the second waits for its turn.
        let asked = [0, 1].map(|at| {
            let name = format!("name {round} {at}");
            let request = ask(msp, &id, rename(&name), format!("gone-{round}-{at}"));
            let patience = Duration::from_micros(dice.below(3_000));
            let engine = engine.clone();
            tokio::spawn(
                async move { tokio::time::timeout(patience, engine.execute(request)).await },
            )
        });
        for asked in asked {
            if let Ok(answer) = asked.await.unwrap() {
                answer.expect("nobody else is in the way");
            }
        }
        let key = format!("stayed-{round}");
        let name = format!("name {round}");
        let done = engine.execute(ask(msp, &id, rename(&name), key)).await;
        assert!(!done.unwrap().replayed);
    }
    quiet(&engine, msp).await;
    let events = audit::ledger(&*ledger, msp).await;
    for round in 0..60 {
        let key = format!("stayed-{round}");
        assert_eq!(audit::recorded_under(&events, &key).len(), 1, "{key}");
        for at in 0..2 {
            let key = format!("gone-{round}-{at}");
            assert!(audit::recorded_under(&events, &key).len() <= 1, "{key}");
            let name = format!("name {round} {at}");
            let again = engine.execute(ask(msp, &id, rename(&name), key.as_str()));
            let recorded = !audit::recorded_under(&events, &key).is_empty();
            assert_eq!(again.await.unwrap().replayed, recorded, "{key}");
        }
    }
    audit::ledger(&*ledger, msp).await;
}

/// What the leavers left on its way to the database is behind us when a later command of the
/// same MSP is: they share a lane.
async fn quiet(engine: &Engine, msp: tenantry_domain::ids::MspId) {
    let request = ask(msp, &new_id(), register("the last"), "quiet");
    engine.execute(request).await.unwrap();
}

on_both_databases!(
    a_lost_answer_is_found_again,
    an_outcome_that_stays_unknown_is_called_unsettled,
    an_error_that_is_certain_is_told_as_it_is,
    callers_who_go_away_leave_no_trace_or_a_whole_one,
);
