//! How an aggregate stands is what the database says, whatever this node remembers.

use tenantry_domain::customer::Customer;
use tenantry_domain::ids::MspId;
use tenantry_engine::commands::Engine;
use tenantry_support::customers::{archive, ask, new_id, register, rename};
use tenantry_support::world::new_msp;
use tenantry_support::{World, on_both_databases};

async fn state(engine: &Engine, msp: MspId, id: &str) -> Customer {
    engine.load(msp, id).await.unwrap()
}

async fn what_another_node_recorded_is_seen(world: World) {
    let (a, b) = (world.engine().await, world.engine().await);
    let (msp, id) = (new_msp(), new_id());
    assert_eq!(state(&b, msp, &id).await, Customer::default());
    a.execute(ask(msp, &id, register("Contoso"), "k1"))
        .await
        .unwrap();
    let registered = state(&b, msp, &id).await;
    assert_ne!(registered, Customer::default());
    assert_eq!(registered, state(&a, msp, &id).await);
    for (command, key) in [(rename("Fabrikam"), "k2"), (archive(), "k3")] {
        a.execute(ask(msp, &id, command, key)).await.unwrap();
    }
    let archived = state(&b, msp, &id).await;
    assert_ne!(archived, registered);
    assert_eq!(archived, state(&world.engine().await, msp, &id).await);
}

async fn another_msp_sees_nothing(world: World) {
    let (engine, msp, id) = (world.engine().await, new_msp(), new_id());
    engine
        .execute(ask(msp, &id, register("Contoso"), "k1"))
        .await
        .unwrap();
    assert_eq!(
        state(&engine, new_msp(), &id).await,
        Customer::default(),
        "the same id in another ledger"
    );
    let refused = engine.load::<Customer>(msp, "").await.unwrap_err();
    assert_eq!(refused.code(), "AGGREGATE_ID_MALFORMED");
}

on_both_databases!(what_another_node_recorded_is_seen, another_msp_sees_nothing,);
