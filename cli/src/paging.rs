//! Pages of a list: so many rows, and where the next page begins.

use clap::Args;
use tenantry_projections::{Cursor, Projections};

use crate::failure::Failure;
use crate::output::say;

#[derive(Debug, Args)]
pub(crate) struct Paging {
    /// At most so many
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub(crate) first: u32,
    /// Those that come after this cursor, which the page before gave
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
}

impl Paging {
    pub(crate) fn after(&self) -> Result<Option<Cursor>, Failure> {
        Ok(self.after.as_deref().map(str::parse).transpose()?)
    }
}

/// Where the next page begins. Talk, so that a list stays a list.
pub(crate) fn say_more(next: Option<&Cursor>) {
    if let Some(next) = next {
        let next = next.to_string().replace('\'', "'\\''");
        say(&format!("There are more: --after '{next}'"));
    }
}

/// A list may be older than the ledger; whoever reads it should know.
pub(crate) async fn say_behind(projections: &Projections, name: &str) -> Result<(), Failure> {
    let status = projections.status().await?;
    let live = status.iter().find(|it| it.projection == name);
    if let Some(lag) = live.map(|it| it.lag).filter(|lag| *lag > 0) {
        say(&format!(
            "This list is {lag} events behind the ledger; `tenantry projections run` follows it"
        ));
    }
    Ok(())
}
