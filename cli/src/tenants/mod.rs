//! `tenantry tenants`: the Microsoft 365 tenants of an MSP's customers.

mod discover;
mod shown;

use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};
use tenantry_domain::ids::TenantId;
use tenantry_projections::tenants::{self, TenantFilter, TenantStatus};

use crate::clouds::ClientClouds;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;
use crate::paging::{Paging, say_behind, say_more};
use crate::vault::place::Place;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Ask Partner Center and Graph which tenants the MSP's customers have
    Discover {
        /// Whose customers
        #[arg(long, value_name = "MSP")]
        msp: String,
    },
    /// List tenants by name, each with its status
    List(List),
    /// Show one tenant, and what each source says of it
    Show {
        /// Its id, as Microsoft names it
        id: String,
        /// Whose tenant
        #[arg(long, value_name = "MSP")]
        msp: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Whose tenants
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Only those of this status
    #[arg(long)]
    status: Option<Standing>,
    /// Only those of this customer
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
    /// Only those whose name begins like this
    #[arg(long, value_name = "TEXT")]
    prefix: Option<String>,
    /// Only those with the old kind of delegated administration (DAP)
    #[arg(long)]
    legacy: bool,
    /// Only those that no source names any more
    #[arg(long)]
    missed: bool,
    #[command(flatten)]
    paging: Paging,
}

/// The four statuses, as they are typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Standing {
    Discovered,
    Onboarding,
    Active,
    Error,
}

impl From<Standing> for TenantStatus {
    fn from(typed: Standing) -> Self {
        match typed {
            Standing::Discovered => Self::Discovered,
            Standing::Onboarding => Self::Onboarding,
            Standing::Active => Self::Active,
            Standing::Error => Self::Error,
        }
    }
}

async fn list(asked: List, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let after = asked.paging.after()?;
    let filter = TenantFilter {
        status: asked.status.map(TenantStatus::from),
        customer: asked.customer.map(|it| it.parse()).transpose()?,
        prefix: asked.prefix,
        legacy: asked.legacy.then_some(true),
        missed: asked.missed.then_some(true),
        drifted: None,
    };
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let first = asked.paging.first;
    let page = tenants::list(&projections, msp, &filter, after.as_ref(), first).await?;
    shown::list(page.rows, output)?;
    say_more(page.next.as_ref());
    say_behind(&projections, "tenants").await?;
    Ok(Exit::Ok)
}

async fn show(id: &str, msp: &str, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(msp)?;
    let id: TenantId = id.parse()?;
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let row = tenants::get(&projections, msp, id).await?;
    let row = row.ok_or_else(|| {
        let message = format!("this MSP knows no tenant {id}");
        Failure::new("TENANT_UNDISCOVERED", Exit::Refused, message)
    })?;
    shown::one(row, output)?;
    say_behind(&projections, "tenants").await?;
    Ok(Exit::Ok)
}

async fn discover(msp: &str, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(msp)?;
    let engine = Arc::new(installation::engine(config).await?);
    let ledger = Arc::clone(engine.ledger());
    let projections = installation::projections(config, ledger).await?;
    let vault = Place::of(config).open(config).await?;
    let clouds = ClientClouds::new(config, Arc::clone(&engine), vault)?;
    discover::run(msp, &*clouds, engine, projections, output).await
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        Command::Discover { msp } => discover(&msp, config, output).await,
        Command::List(asked) => list(asked, config, output).await,
        Command::Show { id, msp } => show(&id, &msp, config, output).await,
    }
}
