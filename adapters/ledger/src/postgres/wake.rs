//! Telling those who wait that something was recorded.
//!
//! Within the process that is a counter. Other processes hear it through NOTIFY, sent from a
//! connection of its own and at most every [`QUIET`]: inside the append's transaction it would
//! take a lock that all committers share. What a lost notification would delay is caught by the
//! time limit of each wait.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgListener, PgPool, PgPoolOptions};
use tenantry_engine::ledger::Wake;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

const CHANNEL: &str = "tenantry_ledger";
const QUIET: Duration = Duration::from_millis(50);
const AFTER_A_FAULT: Duration = Duration::from_secs(1);

pub(super) struct Waker {
    /// Appends by this process.
    own: watch::Sender<u64>,
    /// Appends by any process.
    any: watch::Sender<u64>,
    tasks: [JoinHandle<()>; 2],
}

impl Waker {
    pub(super) fn start(pool: PgPool, connect: PgConnectOptions) -> Self {
        let (own, _) = watch::channel(0);
        let (any, _) = watch::channel(1);
        let name: Arc<str> = Uuid::now_v7().to_string().into();
        let tasks = [
            tokio::spawn(tell_others(pool, name.clone(), own.subscribe())),
            tokio::spawn(hear_others(connect, name, any.clone())),
        ];
        Self { own, any, tasks }
    }

    pub(super) fn appended(&self) {
        self.own.send_modify(|count| *count += 1);
        self.any.send_modify(|count| *count += 1);
    }

    pub(super) async fn wait(&self, seen: &mut Wake, at_most: Duration) {
        let mut any = self.any.subscribe();
        let news = any.wait_for(|count| *count != seen.0);
        if let Ok(Ok(count)) = tokio::time::timeout(at_most, news).await {
            seen.0 = *count;
        }
    }
}

impl Drop for Waker {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

async fn tell_others(pool: PgPool, name: Arc<str>, mut own: watch::Receiver<u64>) {
    while own.changed().await.is_ok() {
        let told = sqlx::query("select pg_notify($1, $2)")
            .bind(CHANNEL)
            .bind(&*name)
            .execute(&pool)
            .await;
        if let Err(error) = told {
            tracing::debug!(%error, "other nodes were not told of new events; they will poll");
        }
        tokio::time::sleep(QUIET).await;
    }
}

async fn hear_others(connect: PgConnectOptions, name: Arc<str>, any: watch::Sender<u64>) {
    // A pool of one, so that the listener finds its way back by itself after a restart.
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .connect_lazy_with(connect);
    loop {
        let heard = listen(&pool, &name, &any).await;
        if let Err(error) = heard {
            tracing::debug!(%error, "not hearing of other nodes' events for now; polling");
        }
        tokio::time::sleep(AFTER_A_FAULT).await;
    }
}

async fn listen(pool: &PgPool, own: &str, any: &watch::Sender<u64>) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    loop {
        // `None` tells of a connection that was lost and found again: something may be missed.
        let heard = listener.try_recv().await?;
        if heard.is_none_or(|heard| heard.payload() != own) {
            any.send_modify(|count| *count += 1);
        }
    }
}
