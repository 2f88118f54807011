//! Many commands at once, on one aggregate and on many, on one node and on two.

use std::sync::Arc;

use tenantry_domain::customer::Customer;
use tenantry_domain::ids::MspId;
use tenantry_engine::commands::Engine;
use tenantry_engine::ledger::Outcome;
use tenantry_support::customers::{ask, new_id, register, rename, stream, tag};
use tenantry_support::world::new_msp;
use tenantry_support::{World, audit, on_both_databases};
use tokio::task::JoinSet;

const CROWD: usize = 64;

async fn register_it(engine: &Engine, msp: MspId, id: &str) {
    let request = ask(msp, id, register("Contoso"), format!("register-{id}"));
    engine.execute(request).await.unwrap();
}

async fn sixty_four_on_one_customer(world: World) {
    let (engine, msp, id) = (Arc::new(world.engine().await), new_msp(), new_id());
    register_it(&engine, msp, &id).await;
    let mut crowd = JoinSet::new();
    for at in 0..CROWD {
        let (engine, id) = (engine.clone(), id.clone());
        // Of 64 that want 16 tags, 16 find something to record.
        let command = tag(&format!("tag {}", at % 16));
        crowd.spawn(async move {
            let request = ask(msp, &id, command, format!("k{at}"));
            engine.execute(request).await.unwrap().outcome()
        });
    }
    let outcomes = crowd.join_all().await;
    let recorded = outcomes.iter().filter(|it| **it == Outcome::Recorded);
    assert_eq!(recorded.count(), 16);
    let events = audit::ledger(&**engine.ledger(), msp).await;
    assert_eq!(events.len(), 17);
    let Customer::Registered(known) = audit::fold(&events, &stream(&id)) else {
        panic!("registered");
    };
    assert_eq!(known.tags.len(), 16);
}

async fn sixty_four_found_the_same_customer(world: World) {
    let (engine, msp, id) = (Arc::new(world.engine().await), new_msp(), new_id());
    let mut crowd = JoinSet::new();
    for at in 0..CROWD {
        let (engine, id) = (engine.clone(), id.clone());
        crowd.spawn(async move {
            let request = ask(msp, &id, register(&format!("name {at}")), format!("k{at}"));
            engine.execute(request).await.map_err(|error| error.code())
        });
    }
    let answers = crowd.join_all().await;
    let (founded, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(founded.len(), 1);
    let all_exist = refused.iter().all(|it| *it == Err("CUSTOMER_EXISTS"));
    assert!(all_exist, "{refused:?}");
    assert_eq!(audit::ledger(&**engine.ledger(), msp).await.len(), 1);
}

async fn the_same_key_from_sixty_four_callers(world: World) {
    let nodes = [
        Arc::new(world.engine().await),
        Arc::new(world.engine().await),
    ];
    let (msp, id) = (new_msp(), new_id());
    let mut crowd = JoinSet::new();
    for at in 0..CROWD {
        let (engine, id) = (nodes[at % 2].clone(), id.clone());
        crowd.spawn(async move {
            let request = ask(msp, &id, register("Contoso"), "the-one");
            engine.execute(request).await.unwrap()
        });
    }
    let answers = crowd.join_all().await;
    let first = answers.iter().filter(|done| !done.replayed);
    assert_eq!(first.count(), 1, "one recorded, the others were told of it");
    assert!(answers.iter().all(|it| it.receipt == answers[0].receipt));
    assert_eq!(audit::ledger(&**nodes[0].ledger(), msp).await.len(), 1);
}

async fn many_customers_of_many_msps(world: World) {
    let engine = Arc::new(world.engine().await);
    let msps: Vec<_> = (0..7).map(|_| new_msp()).collect();
    let mut crowd = JoinSet::new();
    for at in 0..CROWD * 4 {
        let (engine, msp) = (engine.clone(), msps[at % msps.len()]);
        crowd.spawn(async move {
            let id = format!("customer-{at}");
            register_it(&engine, msp, &id).await;
            let request = ask(msp, &id, rename("Fabrikam"), format!("rename-{id}"));
            engine.execute(request).await.unwrap();
        });
    }
    crowd.join_all().await;
    let mut total = 0;
    for msp in msps {
        total += audit::ledger(&**engine.ledger(), msp).await.len();
    }
    assert_eq!(total, CROWD * 8);
}

/// Two nodes take turns on one customer. They conflict all the time and still both get through,
/// or are told so: nothing is doubled, nothing is lost.
async fn two_nodes_on_one_customer(world: World) {
    let nodes = [
        Arc::new(world.engine().await),
        Arc::new(world.engine().await),
    ];
    let (msp, id) = (new_msp(), new_id());
    register_it(&nodes[0], msp, &id).await;
    let mut crowd = JoinSet::new();
    for (at, engine) in nodes.iter().enumerate() {
        let (engine, id) = (engine.clone(), id.clone());
        crowd.spawn(async move {
            let mut recorded = 0;
            for round in 0..100 {
                let name = format!("name {at} {round}");
                let request = ask(msp, &id, rename(&name), name.replace(' ', "-"));
                match engine.execute(request).await {
                    Ok(done) => recorded += usize::from(done.outcome() == Outcome::Recorded),
                    Err(error) => assert_eq!(error.code(), "COMMAND_CONTENDED"),
                }
            }
            recorded
        });
    }
    let recorded: usize = crowd.join_all().await.into_iter().sum();
    let events = audit::ledger(&**nodes[0].ledger(), msp).await;
    assert_eq!(events.len(), recorded + 1);
    // Whoever loses is decided anew at once, and hardly ever too often.
    assert!(recorded >= 100, "{recorded} of 200");
    for pair in events[1..].windows(2) {
        let name = |at: usize, field: &str| {
            let payload: serde_json::Value = serde_json::from_str(&pair[at].payload).unwrap();
            payload["CustomerRenamed"][field].clone()
        };
        assert_eq!(name(0, "to"), name(1, "from"), "each saw the one before");
    }
}

on_both_databases!(
    sixty_four_on_one_customer,
    sixty_four_found_the_same_customer,
    the_same_key_from_sixty_four_callers,
    many_customers_of_many_msps,
    two_nodes_on_one_customer,
);
