//! Whether enough is mapped to go on.

use clap::Args;
use serde::Serialize;
use tenantry_engine::mapping::Missing;

use super::Desk;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;
use crate::paging::say_behind;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Which MSP
    #[arg(long, value_name = "MSP")]
    msp: String,
}

#[derive(Debug, Serialize)]
struct Shown {
    ready: bool,
    customers_mapped: usize,
    products_mapped: usize,
    missing: Vec<&'static str>,
}

/// Ends as "not all is right" while something is missing, so that a script can wait for it.
pub(super) async fn run(asked: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let desk = Desk::of(installation::msp(&asked.msp)?, config).await?;
    let readiness = desk.mapping.products.readiness(desk.msp).await?;
    if output.json {
        output.document(&Shown {
            ready: readiness.is_ready(),
            customers_mapped: readiness.customers_mapped,
            products_mapped: readiness.products_mapped,
            missing: readiness.missing.iter().map(|it| it.as_str()).collect(),
        })?;
    } else {
        output.line(&format!(
            "{} customers have a record in a PSA, {} products are billed as a service",
            readiness.customers_mapped, readiness.products_mapped
        ))?;
        for missing in &readiness.missing {
            output.line(&format!("→ {}: {}", missing, command(*missing)))?;
        }
        if readiness.is_ready() {
            output.line("That is enough to go on")?;
        }
    }
    say_behind(&desk.projections, "vendor_records").await?;
    Ok(if readiness.is_ready() {
        Exit::Ok
    } else {
        Exit::NotRight
    })
}

fn command(missing: Missing) -> &'static str {
    match missing {
        Missing::Customer => "`tenantry records list --state unmapped`, then `records link`",
        Missing::Product => "`tenantry products list --standing open`, then `products map`",
    }
}
