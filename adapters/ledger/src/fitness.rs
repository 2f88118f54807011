//! Whether a database is fit to keep a ledger: what `doctor` asks, without changing anything.

use sqlx::{Connection, Executor, PgConnection, Row, SqliteConnection};
use tenantry_domain::record::Micros;
use tenantry_engine::ledger::LedgerError;
use tenantry_engine::time::{Clock, SystemClock};

use crate::DatabaseUrl;
use crate::error::ledger_error;

/// What a database says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fitness {
    /// Kind and version.
    pub server: String,
    /// How far its clock is ahead of ours; none where it has no clock of its own.
    pub clock_ahead: Option<Micros>,
    /// Why nothing can be recorded now.
    pub write_refused: Option<LedgerError>,
    /// Whether an answer is given only once it is on disk.
    pub durable: bool,
}

/// Looks at a database that can be reached.
pub async fn fitness(url: &DatabaseUrl) -> Result<Fitness, LedgerError> {
    match url {
        DatabaseUrl::Postgres(url) => of_postgres(url).await,
        DatabaseUrl::Sqlite(path) => {
            let options = crate::sqlite::connect_options(path);
            let connection = SqliteConnection::connect_with(&options).await;
            of_sqlite(connection.map_err(|error| ledger_error(&error))?).await
        }
    }
}

async fn of_postgres(url: &str) -> Result<Fitness, LedgerError> {
    let failed = |error: sqlx::Error| ledger_error(&error);
    let options = crate::postgres::connect_options(url)?;
    let mut connection = PgConnection::connect_with(&options).await.map_err(failed)?;
    let before = SystemClock.now();
    let row = sqlx::query(
        "select current_setting('server_version'),
                (extract(epoch from clock_timestamp()) * 1000000)::bigint,
                current_setting('transaction_read_only') = 'on',
                has_table_privilege('events', 'insert')
                    and has_table_privilege('msp_heads', 'insert, update')
                    and has_table_privilege('commands', 'insert')
                    and has_table_privilege('leases', 'insert')
                    and has_table_privilege('leases', 'update'),
                current_setting('synchronous_commit') <> 'off' and current_setting('fsync') = 'on'",
    )
    .fetch_one(&mut connection)
    .await
    .map_err(failed)?;
    // The server looked at its clock somewhere between our two looks.
    let ours = i64::midpoint(before, SystemClock.now());
    let version: String = row.try_get(0).map_err(failed)?;
    let theirs: Micros = row.try_get(1).map_err(failed)?;
    let (read_only, permitted): (bool, bool) = (
        row.try_get(2).map_err(failed)?,
        row.try_get(3).map_err(failed)?,
    );
    let write_refused = match (read_only, permitted) {
        (true, _) => Some(LedgerError::ReadOnly {
            detail: "transactions are read-only on this server".to_owned(),
        }),
        (false, false) => Some(LedgerError::AccessDenied {
            detail: "the user may not write to the ledger's tables".to_owned(),
        }),
        (false, true) => None,
    };
    let durable = row.try_get(4).map_err(failed)?;
    drop(connection.close().await);
    Ok(Fitness {
        server: format!("PostgreSQL {version}"),
        clock_ahead: Some(theirs - ours),
        write_refused,
        durable,
    })
}

async fn of_sqlite(mut connection: SqliteConnection) -> Result<Fitness, LedgerError> {
    let failed = |error: sqlx::Error| ledger_error(&error);
    let version: String = sqlx::query_scalar("select sqlite_version()")
        .fetch_one(&mut connection)
        .await
        .map_err(failed)?;
    // Takes the writer's lock and lets go of it: a file or folder that cannot be written refuses.
    let write_refused = match connection.execute("begin immediate").await {
        Ok(_) => {
            connection.execute("rollback").await.map_err(failed)?;
            None
        }
        Err(error) => Some(ledger_error(&error)),
    };
    drop(connection.close().await);
    Ok(Fitness {
        server: format!("SQLite {version}"),
        clock_ahead: None,
        write_refused,
        // Every connection of ours asks for it.
        durable: true,
    })
}
