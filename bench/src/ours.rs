//! Tenantry as the subject.

use std::sync::Arc;

use tenantry_domain::record::{Actor, Source};
use tenantry_engine::commands::{Context, Engine, Limits, Request};
use tenantry_engine::ledger::Ledger;
use tenantry_ledger::{DatabaseUrl, Options};

use crate::load::{Life, Subject};
use crate::order::{Order, OrderCommand};

/// The engine with everything on: version check, Merkle log, an idempotency key per command.
#[derive(Debug)]
pub(crate) struct Ours(Engine);

impl Ours {
    pub(crate) async fn on(url: &str) -> Arc<Self> {
        let ledger = fresh_ledger(url).await;
        Arc::new(Self(Engine::new(ledger, Limits::default())))
    }
}

/// A ledger in an empty database.
pub(crate) async fn fresh_ledger(url: &str) -> Arc<dyn Ledger> {
    let url: DatabaseUrl = url.parse().expect("the harness gives good URLs");
    tenantry_ledger::migrate(&url)
        .await
        .expect("a fresh database takes the schema");
    tenantry_ledger::open(&url, Options::default())
        .await
        .expect("a migrated database opens")
}

impl Subject for Ours {
    async fn command(&self, life: &Life, step: usize) {
        let request = Request::<Order> {
            msp: life.msp,
            id: life.id.clone(),
            command: OrderCommand::at(step),
            context: Context::new(Actor::service("bench"), Source::Engine),
        };
        let done = self.0.execute(request).await.expect("the command is right");
        assert!(!done.replayed, "every command is new");
    }
}
