//! Readers written for postgres-es and sqlite-es read our table.

use cqrs_es::persist::{PersistedEventRepository, PersistedEventStore, SerializedEvent};
use cqrs_es::{AggregateContext, EventStore};
use postgres_es::{PostgresEventRepository, default_postgress_pool};
use sqlite_es::{SqliteEventRepository, default_sqlite_pool};
use tenantry_domain::aggregate::bridge::Root;
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::RecordedEvent;
use tenantry_support::customers::{archive_because, ask, new_id, register, rename, stream, tag};
use tenantry_support::world::new_msp;
use tenantry_support::{World, audit, on_both_databases};

/// A customer's life, lived through the engine.
async fn a_life(world: &World, msp: MspId, id: &str) -> Vec<RecordedEvent> {
    let engine = world.engine().await;
    let commands = [
        register("Contoso"),
        rename("Contoso 🦀 \"GmbH\""),
        tag("gold"),
        archive_because("moved away"),
    ];
    for (at, command) in commands.into_iter().enumerate() {
        let request = ask(msp, id, command, format!("{id}-{at}"));
        engine.execute(request).await.unwrap();
    }
    let events = engine.ledger().stream(msp, &stream(id), 0, 100).await;
    let events = events.unwrap();
    assert_eq!(events.len(), 4);
    events
}

fn must_be_the_same(theirs: &[SerializedEvent], ours: &[RecordedEvent]) {
    assert_eq!(theirs.len(), ours.len());
    for (theirs, ours) in theirs.iter().zip(ours) {
        assert_eq!(theirs.aggregate_type, ours.stream.aggregate_type);
        assert_eq!(theirs.aggregate_id, ours.stream.aggregate_id);
        assert_eq!(theirs.sequence as u64, ours.sequence);
        assert_eq!(theirs.event_type, ours.event_type);
        assert_eq!(theirs.event_version, ours.event_version);
        let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(theirs.payload, json(&ours.payload));
        assert_eq!(theirs.metadata, json(&ours.metadata));
    }
}

async fn must_read<R: PersistedEventRepository>(repository: R, id: &str, ours: &[RecordedEvent]) {
    let theirs = repository.get_events::<Root<Customer>>(id).await.unwrap();
    must_be_the_same(&theirs, ours);
    let last = repository.get_last_events::<Root<Customer>>(id, 2).await;
    must_be_the_same(&last.unwrap(), &ours[2..]);

    // Their store on top of it: events as values, and the state they lead to.
    let store: PersistedEventStore<_, Root<Customer>> =
        PersistedEventStore::new_event_store(repository);
    let events = store.load_events(id).await.unwrap();
    for (theirs, ours) in events.iter().zip(ours) {
        assert_eq!(theirs.payload, ours.decode().unwrap());
        assert_eq!(theirs.metadata["actor_id"], "ada");
    }
    let mut context = store.load_aggregate(id).await.unwrap();
    let state: Customer = audit::fold(ours, &stream(id));
    assert_eq!(context.aggregate(), &mut Root(state));
}

async fn their_readers_read_our_table(world: World) {
    let (msp, id) = (new_msp(), new_id());
    let ours = a_life(&world, msp, &id).await;
    a_life(&world, msp, &new_id()).await;
    if world.is_postgres() {
        let pool = default_postgress_pool(world.url_text()).await;
        must_read(PostgresEventRepository::new(pool), &id, &ours).await;
    } else {
        let pool = default_sqlite_pool(world.url_text()).await;
        must_read(SqliteEventRepository::new(pool), &id, &ours).await;
    }
}

on_both_databases!(their_readers_read_our_table);
