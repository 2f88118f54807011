//! The ledger on SQLite and on PostgreSQL, behind the engine's port.
//!
//! - [`url`]: which database is meant.
//! - [`open`] and [`migrate`]: the two ways in. [`open_with_leases`] and [`leases`]: who works where.
//! - [`fitness`]: whether a database is fit to keep a ledger.
//! - [`import`]: what another program recorded with postgres-es or sqlite-es, taken over.
//! - `fresh`: what was recorded a moment ago, for those who follow.
//! - `group`: what becomes of a group of commands, decided once for both databases.
//! - `postgres`, `sqlite`: the same files side by side, held to one contract suite.
//! - [`evidence`]: verifying a ledger, and proving things about it to others.
#![forbid(unsafe_code)]

mod error;
pub mod evidence;
mod fitness;
mod fresh;
mod group;
pub mod import;
mod known;
mod lessee;
mod migrations;
mod numbers;
mod postgres;
mod sqlite;
pub mod url;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tenantry_engine::leases::Leases;
use tenantry_engine::ledger::{Ledger, LedgerError};
use tenantry_engine::time::{Clock, SystemClock};

pub use fitness::{Fitness, fitness};
pub use migrations::KNOWN_SCHEMA;
pub use url::DatabaseUrl;

/// How the ledger is to be reached.
#[derive(Debug, Clone)]
pub struct Options {
    pub clock: Arc<dyn Clock>,
    /// Connections kept for reading; writing has its own.
    pub readers: u32,
    /// How long a caller waits for a connection before it is told so.
    pub acquire_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            readers: 8,
            acquire_timeout: Duration::from_secs(10),
        }
    }
}

/// Opens a migrated ledger. Refuses one that is missing, older or newer than this program.
pub async fn open(url: &DatabaseUrl, options: Options) -> Result<Arc<dyn Ledger>, LedgerError> {
    Ok(match url {
        DatabaseUrl::Postgres(url) => Arc::new(postgres::PostgresLedger::open(url, options).await?),
        DatabaseUrl::Sqlite(path) => Arc::new(sqlite::SqliteLedger::open(path, options).await?),
    })
}

/// As [`open`], with the leases that are kept beside the ledger. On SQLite both write over one
/// connection, so that they take turns instead of meeting at the file's lock.
pub async fn open_with_leases(
    url: &DatabaseUrl,
    options: Options,
) -> Result<(Arc<dyn Ledger>, Arc<dyn Leases>), LedgerError> {
    Ok(match url {
        DatabaseUrl::Postgres(url) => {
            let leases = postgres::PostgresLeases::lazy(url, &options)?;
            let ledger = postgres::PostgresLedger::open(url, options).await?;
            (Arc::new(ledger), Arc::new(leases))
        }
        DatabaseUrl::Sqlite(path) => {
            let ledger = sqlite::SqliteLedger::open(path, options).await?;
            let leases = ledger.leases();
            (Arc::new(ledger), Arc::new(leases))
        }
    })
}

/// The leases alone, for who does not write to the ledger. Refuses the same databases as [`open`].
pub async fn leases(url: &DatabaseUrl, options: Options) -> Result<Arc<dyn Leases>, LedgerError> {
    Ok(match url {
        DatabaseUrl::Postgres(url) => {
            Arc::new(postgres::PostgresLeases::open(url, &options).await?)
        }
        DatabaseUrl::Sqlite(path) => Arc::new(sqlite::SqliteLeases::open(path).await?),
    })
}

/// Brings the database to this program's schema. Safe to run from many nodes at once; does
/// nothing where nothing is to be done. Returns the schema before and after.
pub async fn migrate(url: &DatabaseUrl) -> Result<Migrated, LedgerError> {
    match url {
        DatabaseUrl::Postgres(url) => postgres::migrate(url).await,
        DatabaseUrl::Sqlite(path) => {
            make_parent(path)?;
            sqlite::migrate(path).await
        }
    }
}

/// What a migration did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migrated {
    /// Zero for a database that held nothing of ours.
    pub from: i64,
    pub to: i64,
}

fn make_parent(path: &Path) -> Result<(), LedgerError> {
    let Some(parent) = path.parent().filter(|p| !p.as_os_str().is_empty()) else {
        return Ok(());
    };
    std::fs::create_dir_all(parent).map_err(|reason| LedgerError::Unreachable {
        detail: format!("the folder {} cannot be made: {reason}", parent.display()),
    })
}
