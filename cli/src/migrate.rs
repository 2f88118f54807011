//! `tenantry migrate`: the database in the form this program needs.

use serde::Serialize;
use tenantry_ledger::Migrated;
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
pub(crate) async fn bring(config: &Config) -> Result<Migrated, Failure> {
    let url = &config.database_url.value;
    let migrated = tenantry_ledger::migrate(url).await?;
    // The query tables as well: they may be missing where the ledger is not.
    let ledger = installation::ledger(config).await?;
    let projections = Projections::open(&installation::whole(url), ledger).await?;
    projections.migrate().await?;
    Ok(migrated)
}

pub(crate) async fn run(config: &Config, output: &Output) -> Result<Exit, Failure> {
    let Migrated { from, to } = bring(config).await?;
    let database = config.database_url.value.to_string();
    if output.json {
        output.document(&Answer { database, from, to })?;
    } else if from == to {
        output.line(&format!("{database} is at schema {to} already"))?;
    } else {
        output.line(&format!("{database} migrated from schema {from} to {to}"))?;
    }
    Ok(Exit::Ok)
}
