//! A migrated database of one's own, and nodes upon it.

use std::sync::Arc;

use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use tempfile::TempDir;
use tenantry_domain::ids::MspId;
use tenantry_engine::commands::{Engine, Limits};
use tenantry_engine::leases::Leases;
use tenantry_engine::ledger::Ledger;
use tenantry_ledger::{DatabaseUrl, Options};
use tenantry_projections::Projections;
use uuid::Uuid;

use crate::Postgres;

/// A database that nobody else uses. Each ledger opened on it is a node of its own, as if another
/// process had opened it.
#[derive(Debug)]
pub struct World {
    /// As it may be handed to another process; the parsed form hides passwords.
    text: String,
    url: DatabaseUrl,
    /// Where an SQLite database lives as long as the world does.
    _home: Option<TempDir>,
}

impl World {
    /// An SQLite file, durable as in production.
    pub async fn sqlite() -> Self {
        let home = tempfile::tempdir().unwrap_or_else(|error| panic!("no folder: {error}"));
        let text = format!("sqlite:{}", home.path().join("ledger.db").display());
        Self::migrated(text, Some(home)).await
    }

    /// A database of the PostgreSQL server that this process shares.
    pub async fn postgres() -> Self {
        Self::postgres_on(Postgres::shared()).await
    }

    /// A database of a server of one's own, to be crashed or starved.
    pub async fn postgres_on(server: &Postgres) -> Self {
        Self::migrated(server.fresh_database(), None).await
    }

    /// A database wherever the test put it.
    pub async fn at(url: impl Into<String>) -> Self {
        Self::migrated(url.into(), None).await
    }

    async fn migrated(text: String, home: Option<TempDir>) -> Self {
        let url: DatabaseUrl = text.parse().unwrap_or_else(|error| panic!("{error}"));
        if let Err(error) = tenantry_ledger::migrate(&url).await {
            panic!("{url} cannot be migrated: {error}");
        }
        Self {
            text,
            url,
            _home: home,
        }
    }

    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// The URL in full, for another process or another driver.
    pub fn url_text(&self) -> &str {
        &self.text
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.url, DatabaseUrl::Postgres(_))
    }

    /// A node of its own on this database.
    pub async fn ledger(&self) -> Arc<dyn Ledger> {
        self.ledger_with(Options::default()).await
    }

    pub async fn ledger_with(&self, options: Options) -> Arc<dyn Ledger> {
        match tenantry_ledger::open(&self.url, options).await {
            Ok(ledger) => ledger,
            Err(error) => panic!("{} cannot be opened: {error}", self.url),
        }
    }

    /// The leases that are kept beside the ledger.
    pub async fn leases(&self) -> Arc<dyn Leases> {
        match tenantry_ledger::leases(&self.url, Options::default()).await {
            Ok(leases) => leases,
            Err(error) => panic!("{} cannot be opened: {error}", self.url),
        }
    }

    /// An engine on a node of its own.
    pub async fn engine(&self) -> Engine {
        Engine::new(self.ledger().await, Limits::default())
    }

    /// The query tables that belong to this ledger, of the form this program knows.
    pub async fn projections(&self) -> Projections {
        let projections = match Projections::open(&self.text, self.ledger().await).await {
            Ok(projections) => projections,
            Err(error) => panic!("the query tables of {}: {error}", self.url),
        };
        if let Err(error) = projections.migrate().await {
            panic!("the query tables of {}: {error}", self.url);
        }
        projections
    }

    /// Runs SQL behind the ledger's back.
    pub async fn sql(&self, statements: &str) {
        if let Err(error) = self.try_sql(statements).await {
            panic!("{statements}: {error}");
        }
    }

    pub async fn try_sql(&self, statements: &str) -> Result<(), sqlx::Error> {
        match &self.url {
            DatabaseUrl::Postgres(url) => {
                let mut connection = PgConnection::connect(url).await?;
                connection.execute(sqlx::raw_sql(statements)).await?;
                connection.close().await
            }
            DatabaseUrl::Sqlite(path) => {
                let url = format!("sqlite:{}", path.display());
                let mut connection = SqliteConnection::connect(&url).await?;
                connection.execute(sqlx::raw_sql(statements)).await?;
                connection.close().await
            }
        }
    }
}

/// An MSP that nobody heard of yet.
pub fn new_msp() -> MspId {
    MspId::new(Uuid::now_v7())
}

/// Runs each of these `async fn(World)` as two tests, one per database:
/// `on_both_databases!(first, second);`
#[macro_export]
macro_rules! on_both_databases {
    ($($case:ident),+ $(,)?) => {
        mod on_sqlite {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $case() {
                    super::$case($crate::World::sqlite().await).await;
                }
            )+
        }

        mod on_postgres {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $case() {
                    super::$case($crate::World::postgres().await).await;
                }
            )+
        }
    };
}
