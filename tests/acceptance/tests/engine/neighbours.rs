//! Who fails in a group fails alone.

use std::sync::Arc;

use tenantry_domain::customer::{Customer, CustomerRefusal};
use tenantry_domain::ids::MspId;
use tenantry_domain::record::CANONICAL_LIMIT;
use tenantry_engine::commands::{CommandError, Done, Engine, Limits, Request};
use tenantry_support::customers::{ask, new_id, register, rename};
use tenantry_support::going::set_going;
use tenantry_support::world::new_msp;
use tenantry_support::{FaultyLedger, World, audit, on_both_databases};

type Answer = Result<Done, CommandError<CustomerRefusal>>;

/// Has all these commands wait while an earlier one is on its way, so that they go together.
async fn in_one_group(
    ledger: &Arc<FaultyLedger>,
    engine: &Engine,
    first: Request<Customer>,
    requests: Vec<Request<Customer>>,
) -> Vec<Answer> {
    let before = ledger.groups().len();
    ledger.hold();
    let first = set_going([engine.execute(first)]).await;
    ledger.somebody_waits().await;
    let together = requests.len();
    let rest = set_going(requests.into_iter().map(|it| engine.execute(it))).await;
    ledger.release();
    for first in first {
        first.await.expect("the first goes alone");
    }
    let mut answers = Vec::new();
    for going in rest {
        answers.push(going.await);
    }
    let groups = &ledger.groups()[before..];
    // Streams share a number of turns: now and then one has to wait for another's.
    let met = groups[0] == 1 && groups[1] + 2 >= together;
    assert!(met, "{groups:?} of {together}");
    answers
}

/// One lane, so that commands of several MSPs meet in a group.
async fn node(world: &World) -> (Arc<FaultyLedger>, Engine) {
    let ledger = FaultyLedger::before(world.ledger().await);
    let engine = Engine::new(ledger.clone(), Limits::default());
    (ledger, engine)
}

async fn an_oversized_event_fails_alone(world: World) {
    let ((ledger, engine), msp) = (node(&world).await, new_msp());
    let first = ask(msp, &new_id(), register("Contoso"), "first");
    let requests = (0..9).map(|at| {
        let mut request = ask(msp, &new_id(), register("Contoso"), format!("k{at}"));
        if at % 3 == 1 {
            request.context.reason = Some("x".repeat(CANONICAL_LIMIT));
        }
        request
    });
    let answers = in_one_group(&ledger, &engine, first, requests.collect()).await;
    for (at, answer) in answers.into_iter().enumerate() {
        match answer {
            Ok(_) => assert_ne!(at % 3, 1),
            Err(error) => assert_eq!((at % 3, error.code()), (1, "EVENT_TOO_LARGE")),
        }
    }
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 7);
}

/// Something in the database itself says no to one customer.
async fn what_the_database_refuses_fails_alone(world: World) {
    let ((ledger, engine), msp) = (node(&world).await, new_msp());
    world
        .sql(if world.is_postgres() {
            "alter table events add check (aggregate_id <> 'cursed')"
        } else {
            "create trigger curse before insert on events when new.aggregate_id = 'cursed'
             begin select raise(abort, 'cursed'); end"
        })
        .await;
    let first = ask(msp, &new_id(), register("Contoso"), "first");
    let mut requests: Vec<_> = (0..8)
        .map(|at| ask(msp, &new_id(), register("Contoso"), format!("k{at}")))
        .collect();
    requests.insert(3, ask(msp, "cursed", register("Contoso"), "cursed"));
    let answers = in_one_group(&ledger, &engine, first, requests).await;
    for (at, answer) in answers.into_iter().enumerate() {
        match answer {
            Ok(_) => assert_ne!(at, 3),
            Err(error) => assert_eq!((at, error.code()), (3, "DATABASE_ERROR")),
        }
    }
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 9);
}

/// One MSP's head row is damaged. Its own commands are refused; the others' go on.
async fn a_damaged_ledger_stops_no_other(world: World) {
    let ((ledger, engine), whole, damaged) = (node(&world).await, new_msp(), new_msp());
    let founded = ask(damaged, &new_id(), register("Contoso"), "founded");
    engine.execute(founded).await.unwrap();
    damage(&world, damaged).await;
    // Another node, which does not remember the head as it was.
    let (ledger, engine) = {
        drop((ledger, engine));
        node(&world).await
    };
    let first = ask(whole, &new_id(), register("Contoso"), "first");
    let requests = (0..8).map(|at| {
        let msp = if at == 3 { damaged } else { whole };
        ask(msp, &new_id(), register("Contoso"), format!("k{at}"))
    });
    let answers = in_one_group(&ledger, &engine, first, requests.collect()).await;
    for (at, answer) in answers.into_iter().enumerate() {
        match answer {
            Ok(_) => assert_ne!(at, 3),
            Err(error) => assert_eq!((at, error.code()), (3, "LEDGER_CORRUPT")),
        }
    }
    assert_eq!(audit::ledger(&*ledger, whole).await.len(), 8);
    assert_eq!(audit::feed(&*ledger, damaged).await.len(), 1);
}

async fn damage(world: &World, msp: MspId) {
    let short = if world.is_postgres() {
        r"'\x00'"
    } else {
        "x'00'"
    };
    let sql = format!("update msp_heads set frontier = {short} where msp_id = '{msp}'");
    world.sql(&sql).await;
}

/// A command decided on an old memory conflicts within a group; the others do not notice.
async fn a_conflict_fails_alone(world: World) {
    let ((ledger, engine), msp, id) = (node(&world).await, new_msp(), new_id());
    let other = world.engine().await;
    engine
        .execute(ask(msp, &id, register("Contoso"), "k"))
        .await
        .unwrap();
    let stranger = rename("Fabrikam");
    other
        .execute(ask(msp, &id, stranger, "stranger"))
        .await
        .unwrap();
    let first = ask(msp, &new_id(), register("Contoso"), "first");
    let mut requests: Vec<_> = (0..8)
        .map(|at| ask(msp, &new_id(), register("Contoso"), format!("k{at}")))
        .collect();
    let stale = rename("Northwind");
    requests.push(ask(msp, &id, stale, "stale"));
    let answers = in_one_group(&ledger, &engine, first, requests).await;
    let last = answers.last().unwrap().as_ref().unwrap();
    assert_eq!(last.receipt.sequence, 3, "decided anew on what is there");
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(audit::ledger(&*ledger, msp).await.len(), 12);
}

on_both_databases!(
    an_oversized_event_fails_alone,
    what_the_database_refuses_fails_alone,
    a_damaged_ledger_stops_no_other,
    a_conflict_fails_alone,
);
