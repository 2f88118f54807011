//! `tenantry templates list`: an MSP's templates by name.

use clap::Args;
use serde::Serialize;
use tenantry_projections::gdap_templates::{self, GdapTemplateFilter, GdapTemplateRow};
use uuid::Uuid;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::{Output, plain};
use crate::paging::{Paging, say_behind, say_more};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Whose templates
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Only those of this name
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    #[command(flatten)]
    paging: Paging,
}

#[derive(Debug, Serialize)]
struct Shown {
    id: Uuid,
    name: String,
    status: &'static str,
    version: u64,
    roles: Vec<String>,
    groups: Vec<String>,
    term_days: u64,
    defined_at: String,
    changed_at: String,
    position: u64,
}

impl From<GdapTemplateRow> for Shown {
    fn from(row: GdapTemplateRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            status: row.status.as_str(),
            version: row.version,
            roles: row.roles,
            groups: row.groups,
            term_days: row.term_days,
            defined_at: moment::show(row.defined_at),
            changed_at: moment::show(row.changed_at),
            position: row.position,
        }
    }
}

pub(super) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let after = asked.paging.after()?;
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let filter = GdapTemplateFilter {
        status: None,
        name: asked.name,
    };
    let first = asked.paging.first;
    let page = gdap_templates::list(&projections, msp, &filter, after.as_ref(), first).await?;
    let shown: Vec<Shown> = page.rows.into_iter().map(Shown::from).collect();
    output.list(
        ["name", "status", "version", "roles", "groups", "days", "id"],
        &shown,
        |it| {
            [
                plain(&it.name),
                it.status.to_owned(),
                it.version.to_string(),
                it.roles.len().to_string(),
                it.groups.len().to_string(),
                it.term_days.to_string(),
                it.id.to_string(),
            ]
        },
    )?;
    say_more(page.next.as_ref());
    say_behind(&projections, "gdap_templates").await?;
    Ok(Exit::Ok)
}
