//! cqrs-es with postgres-es and with sqlite-es as the subject: as their documentation sets them
//! up.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use cqrs_es::persist::GenericQuery;
use cqrs_es::{CqrsFramework, EventEnvelope, EventStore, Query, View};
use postgres_es::{PostgresCqrs, PostgresViewRepository, postgres_cqrs};
use serde::{Deserialize, Serialize};
use sqlite_es::{SqliteCqrs, sqlite_cqrs};
use sqlx::Executor;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use tenantry_domain::aggregate::bridge::Root;

use crate::load::{Life, Subject};
use crate::script::Script;

/// The tables as postgres-es documents them (`db/init.sql`).
const POSTGRES: &str = "
create table events (
    aggregate_type text                         not null,
    aggregate_id   text                         not null,
    sequence       bigint check (sequence >= 0) not null,
    event_type     text                         not null,
    event_version  text                         not null,
    payload        json                         not null,
    metadata       json                         not null,
    primary key (aggregate_type, aggregate_id, sequence)
);
create table folded (
    view_id text                         not null,
    version bigint check (version >= 0) not null,
    payload json                         not null,
    primary key (view_id)
)";

/// The table as sqlite-es documents it.
const SQLITE: &str = "
create table events (
    aggregate_type text                          not null,
    aggregate_id   text                          not null,
    sequence       integer check (sequence >= 0) not null,
    event_type     text                          not null,
    event_version  text                          not null,
    payload        text                          not null,
    metadata       text                          not null,
    primary key (aggregate_type, aggregate_id, sequence)
) strict";

/// The framework over the same noun.
pub(crate) struct Peer<A: Script, S: EventStore<Root<A>>>(CqrsFramework<Root<A>, S>)
where
    Root<A>: cqrs_es::Aggregate;

type PostgresStore<A> =
    cqrs_es::persist::PersistedEventStore<postgres_es::PostgresEventRepository, Root<A>>;
type SqliteStore<A> =
    cqrs_es::persist::PersistedEventStore<sqlite_es::SqliteEventRepository, Root<A>>;

pub(crate) type PostgresPeer<A> = Peer<A, PostgresStore<A>>;
pub(crate) type SqlitePeer<A> = Peer<A, SqliteStore<A>>;

/// The read model: the aggregate as it stands.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound = "A: Script")]
pub(crate) struct Folded<A>(A);

impl<A: Script> View<Root<A>> for Folded<A> {
    fn update(&mut self, event: &EventEnvelope<Root<A>>) {
        self.0.evolve(&event.payload);
    }
}

pub(crate) type FoldedViews<A> = PostgresViewRepository<Folded<A>, Root<A>>;
pub(crate) type FoldedQuery<A> = GenericQuery<FoldedViews<A>, Folded<A>, Root<A>>;

pub(crate) fn folded_query<A: Script>(pool: &PgPool) -> FoldedQuery<A> {
    GenericQuery::new(Arc::new(PostgresViewRepository::new(
        "folded",
        pool.clone(),
    )))
}

impl<A: Script> PostgresPeer<A> {
    pub(crate) async fn on(url: &str, connections: u32) -> Arc<Self> {
        let framework: PostgresCqrs<Root<A>> =
            postgres_cqrs(fresh_pool(url, connections).await, Vec::new(), ());
        Arc::new(Self(framework))
    }

    pub(crate) async fn with_view(url: &str, connections: u32) -> Arc<Self> {
        let pool = fresh_pool(url, connections).await;
        let view: Box<dyn Query<Root<A>>> = Box::new(folded_query::<A>(&pool));
        Arc::new(Self(postgres_cqrs(pool, vec![view], ())))
    }
}

impl<A: Script> SqlitePeer<A> {
    /// The file as safe as ours: a commit is on the disk when it returns.
    pub(crate) async fn on(file: &Path) -> Arc<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(std::time::Duration::from_secs(30));
        let pool = SqlitePoolOptions::new()
            .max_connections(10)
            .connect_with(options)
            .await
            .expect("the file can be made");
        pool.execute(SQLITE)
            .await
            .expect("a fresh file takes the schema");
        let framework: SqliteCqrs<Root<A>> = sqlite_cqrs(pool, Vec::new(), ());
        Arc::new(Self(framework))
    }
}

pub(crate) async fn fresh_pool(url: &str, connections: u32) -> PgPool {
    // The options of `default_postgress_pool` but for the number of connections.
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .connect(url)
        .await
        .expect("the server is up");
    pool.execute(POSTGRES)
        .await
        .expect("a fresh database takes the schema");
    pool
}

impl<A, S> Subject for Peer<A, S>
where
    A: Script,
    S: EventStore<Root<A>> + 'static,
    S::AC: Send,
{
    async fn command(&self, life: &Life, step: usize) {
        let metadata = HashMap::from([("actor".to_owned(), "bench".to_owned())]);
        self.0
            .execute_with_metadata(&life.id, A::at(step), metadata)
            .await
            .expect("the command is right");
    }
}
