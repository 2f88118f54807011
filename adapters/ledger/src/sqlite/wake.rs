//! Telling those who wait that something was recorded.
//!
//! Within the process that is a counter. For other processes the file has one of its own,
//! `data_version`, which costs next to nothing to look at; it is looked at while somebody waits.

use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use tenantry_engine::ledger::Wake;
use tokio::sync::{Mutex, watch};
use tokio::time::{Instant, sleep_until};

const LOOK_EVERY: Duration = Duration::from_millis(100);

pub(super) struct Waker {
    connect: SqliteConnectOptions,
    appends: watch::Sender<u64>,
    /// A connection of its own: the version only counts what others did.
    eye: Mutex<Option<(SqliteConnection, i64)>>,
}

impl Waker {
    pub(super) fn new(connect: SqliteConnectOptions) -> Self {
        Self {
            connect,
            appends: watch::channel(1).0,
            eye: Mutex::default(),
        }
    }

    pub(super) fn appended(&self) {
        self.appends.send_modify(|count| *count += 1);
    }

    pub(super) async fn wait(&self, seen: &mut Wake, at_most: Duration) {
        let mut appends = self.appends.subscribe();
        let deadline = Instant::now() + at_most;
        loop {
            let next_look = deadline.min(Instant::now() + LOOK_EVERY);
            tokio::select! {
                Ok(count) = appends.wait_for(|count| *count != seen.0) => {
                    seen.0 = *count;
                    return;
                }
                () = sleep_until(next_look) => {}
            }
            if self.file_changed().await {
                self.appended();
            }
            if Instant::now() >= deadline {
                return;
            }
        }
    }

    /// A file that cannot be looked at now is looked at again later; the waiting ends anyway.
    async fn file_changed(&self) -> bool {
        let mut eye = self.eye.lock().await;
        let looked = match eye.take() {
            Some((mut connection, before)) => data_version(&mut connection)
                .await
                .map(|now| ((connection, now), now != before)),
            None => match SqliteConnection::connect_with(&self.connect).await {
                Ok(mut connection) => data_version(&mut connection)
                    .await
                    .map(|now| ((connection, now), true)),
                Err(error) => Err(error),
            },
        };
        match looked {
            Ok((next, changed)) => {
                *eye = Some(next);
                changed
            }
            Err(_) => false,
        }
    }
}

async fn data_version(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("pragma data_version")
        .fetch_one(connection)
        .await
}
