//! Tenantry as the subject.

use std::marker::PhantomData;
use std::sync::Arc;

use tenantry_domain::record::{Actor, Source};
use tenantry_engine::commands::{Context, Engine, Limits, Request};
use tenantry_engine::ledger::Ledger;
use tenantry_ledger::{DatabaseUrl, Options};
use tenantry_projections::Projections;

use crate::load::{Life, Subject};
use crate::script::Script;

/// The engine with everything on: version check, Merkle log, an idempotency key per command.
pub(crate) struct Ours<A> {
    engine: Engine,
    noun: PhantomData<fn() -> A>,
}

impl<A: Script> Ours<A> {
    pub(crate) fn on(ledger: Arc<dyn Ledger>) -> Arc<Self> {
        Arc::new(Self {
            engine: Engine::new(ledger, Limits::default()),
            noun: PhantomData,
        })
    }
}

/// A ledger in an empty database.
pub(crate) async fn fresh_ledger(url: &str) -> Arc<dyn Ledger> {
    let url: DatabaseUrl = url.parse().expect("the harness gives good URLs");
    tenantry_ledger::migrate(&url)
        .await
        .expect("a fresh database takes the schema");
    open_ledger(&url.clone()).await
}

/// A ledger that is there.
pub(crate) async fn open_ledger(url: &DatabaseUrl) -> Arc<dyn Ledger> {
    tenantry_ledger::open(url, Options::default())
        .await
        .expect("a migrated database opens")
}

/// Makes the query tables of a ledger, and brings them as far as it is.
pub(crate) async fn fill_tables(url: &str, ledger: Arc<dyn Ledger>) {
    let projections = Projections::open(url, ledger).await;
    let projections = projections.expect("the database is up");
    projections
        .migrate()
        .await
        .expect("a fresh database takes the tables");
    projections
        .catch_up()
        .await
        .expect("the ledger can be read");
    projections.close().await;
}

impl<A: Script> Subject for Ours<A> {
    async fn command(&self, life: &Life, step: usize) {
        let request = Request::<A> {
            msp: life.msp,
            id: life.id.clone(),
            command: A::at(step),
            context: Context::new(Actor::service("bench"), Source::Engine),
        };
        let done = self
            .engine
            .execute(request)
            .await
            .expect("the command is right");
        assert!(!done.replayed, "every command is new");
    }
}
