//! cqrs-es with postgres-es as the subject: as its documentation sets it up.

use std::collections::HashMap;
use std::sync::Arc;

use postgres_es::{PostgresCqrs, postgres_cqrs};
use sqlx::Executor;
use sqlx::postgres::{PgPool, PgPoolOptions};
use tenantry_domain::aggregate::bridge::Root;

use crate::load::{Life, Subject};
use crate::order::{Order, OrderCommand};

/// The table as the crate documents it (`db/init.sql`).
const SCHEMA: &str = "
create table events (
    aggregate_type text                         not null,
    aggregate_id   text                         not null,
    sequence       bigint check (sequence >= 0) not null,
    event_type     text                         not null,
    event_version  text                         not null,
    payload        json                         not null,
    metadata       json                         not null,
    primary key (aggregate_type, aggregate_id, sequence)
)";

/// The framework over the same noun, without a view.
pub(crate) struct Peer(PostgresCqrs<Root<Order>>);

impl Peer {
    pub(crate) async fn on(url: &str, connections: u32) -> Arc<Self> {
        let pool = fresh_pool(url, connections).await;
        Arc::new(Self(postgres_cqrs(pool, Vec::new(), ())))
    }
}

async fn fresh_pool(url: &str, connections: u32) -> PgPool {
    // The options of `default_postgress_pool` but for the number of connections.
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .connect(url)
        .await
        .expect("the server is up");
    pool.execute(SCHEMA)
        .await
        .expect("a fresh database takes the schema");
    pool
}

impl Subject for Peer {
    async fn command(&self, life: &Life, step: usize) {
        let metadata = HashMap::from([("actor".to_owned(), "bench".to_owned())]);
        self.0
            .execute_with_metadata(&life.id, OrderCommand::at(step), metadata)
            .await
            .expect("the command is right");
    }
}
