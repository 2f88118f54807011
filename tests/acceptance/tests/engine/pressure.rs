//! The limit of commands under way, and that what is beyond it leaves no trace.

use std::sync::Arc;

use tenantry_engine::commands::{Engine, Limits};
use tenantry_support::customers::{ask, new_id, register};
use tenantry_support::going::set_going;
use tenantry_support::world::new_msp;
use tenantry_support::{FaultyLedger, World, audit, on_both_databases};

const IN_FLIGHT: usize = 8;

fn small(ledger: &Arc<FaultyLedger>) -> Arc<Engine> {
    let limits = Limits {
        in_flight: IN_FLIGHT,
        group: 3,
        ..Limits::default()
    };
    Arc::new(Engine::new(ledger.clone(), limits))
}

async fn beyond_the_limit_the_answer_is_overloaded(world: World) {
    let ledger = FaultyLedger::before(world.ledger().await);
    let (engine, msp) = (small(&ledger), new_msp());
    ledger.hold();
    let request = |key: &str| ask(msp, &new_id(), register("Contoso"), key);
    let accepted = (0..IN_FLIGHT).map(|at| engine.execute(request(&format!("in-{at}"))));
    let accepted = set_going(accepted).await;
    let refused: Vec<_> = (0..20).map(|at| format!("out-{at}")).collect();
    for key in &refused {
        let error = engine.execute(request(key)).await.unwrap_err();
        assert_eq!(error.code(), "OVERLOADED");
    }
    ledger.release();
    for accepted in accepted {
        accepted.await.expect("what was accepted is done");
    }
    let events = audit::ledger(&*ledger, msp).await;
    for key in &refused {
        assert!(audit::recorded_under(&events, key).is_empty());
    }

    // The overload is over, and the refused ones may come again under their keys.
    for key in refused {
        let done = engine.execute(request(&key)).await.unwrap();
        assert!(!done.replayed);
    }
    audit::ledger(&*ledger, msp).await;
}

async fn a_slow_database_loses_nobody(world: World) {
    let ledger = FaultyLedger::before(world.ledger().await);
    let (engine, msp) = (small(&ledger), new_msp());
    let mut answers = tokio::task::JoinSet::new();
    for round in 0..6 {
        ledger.hold();
        for at in 0..IN_FLIGHT * 2 {
            let key = format!("{round}-{at}");
            let engine = engine.clone();
            answers.spawn(async move {
                let request = ask(msp, &new_id(), register("Contoso"), key.as_str());
                (key, engine.execute(request).await)
            });
        }
        ledger.somebody_waits().await;
        ledger.release();
    }
    let (mut kept, mut turned_away) = (Vec::new(), Vec::new());
    while let Some(answer) = answers.join_next().await {
        match answer.unwrap() {
            (key, Ok(_)) => kept.push(key),
            (key, Err(error)) => {
                assert_eq!(error.code(), "OVERLOADED");
                turned_away.push(key);
            }
        }
    }
    let events = audit::ledger(&*ledger, msp).await;
    assert_eq!(events.len(), kept.len());
    for key in kept {
        assert_eq!(audit::recorded_under(&events, &key).len(), 1, "{key}");
    }
    for key in turned_away {
        assert!(audit::recorded_under(&events, &key).is_empty(), "{key}");
    }
}

on_both_databases!(
    beyond_the_limit_the_answer_is_overloaded,
    a_slow_database_loses_nobody,
);
