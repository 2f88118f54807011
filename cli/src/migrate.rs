//! `tenantry migrate`: the database in the form this program needs.

use serde::Serialize;
use tenantry_ledger::{DatabaseUrl, Migrated, Options};
use tenantry_projections::Projections;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;

#[derive(Debug, Serialize)]
struct Answer {
    database: String,
    from: i64,
    to: i64,
}

/// Brings ledger and query tables into form, and says from which schema to which.
pub(crate) async fn bring(url: &DatabaseUrl) -> Result<Migrated, Failure> {
    let migrated = tenantry_ledger::migrate(url).await?;
    // The query tables as well: they may be missing where the ledger is not.
    let ledger = tenantry_ledger::open(url, Options::default()).await?;
    let projections = Projections::open(&installation::whole(url), ledger).await?;
    projections.migrate().await?;
    Ok(migrated)
}

pub(crate) async fn run(config: &Config, output: &Output) -> Result<Exit, Failure> {
    let url = &config.database_url.value;
    let Migrated { from, to } = bring(url).await?;
    let database = url.to_string();
    if output.json {
        output.document(&Answer { database, from, to })?;
    } else if from == to {
        output.line(&format!("{database} is at schema {to} already"))?;
    } else {
        output.line(&format!("{database} migrated from schema {from} to {to}"))?;
    }
    Ok(Exit::Ok)
}
