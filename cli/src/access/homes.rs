//! `tenantry access home-tenant`: which MSP the people of a tenant sign in for.

use clap::{Args, Subcommand};
use serde::Serialize;
use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::home_tenant::HomeTenant;
use tenantry_domain::ids::{MspId, TenantId};

use super::access;
use crate::command::{Ask, print, receipt};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Let the people of a tenant sign in for an MSP
    Admit(Named),
    /// Let them sign in no more; --reason says why
    Remove(Named),
    /// Show which MSP the people of a tenant sign in for
    Show {
        /// The tenant, as Microsoft names it
        tenant: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Named {
    /// The tenant, as Microsoft names it
    tenant: String,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Serialize)]
struct Shown {
    tenant: TenantId,
    msp: Option<MspId>,
}

pub(super) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let (named, admit) = match command {
        Command::Show { tenant } => return show(&tenant, config, output).await,
        Command::Admit(named) => (named, true),
        Command::Remove(named) => (named, false),
    };
    let Named { tenant, ask } = named;
    let (tenant, msp): (TenantId, MspId) = (tenant.parse()?, installation::msp(&ask.msp)?);
    let context = ask.context()?;
    let done = if admit {
        let access = access(config).await?;
        access.admit_home_tenant(msp, tenant, context).await?
    } else {
        let reason = ask.needed_reason()?;
        let access = access(config).await?;
        access
            .remove_home_tenant(msp, tenant, reason, context)
            .await?
    };
    let stream = format!("{}/{tenant}", HomeTenant::TYPE);
    print(&receipt(MspId::INSTALLATION, stream, done), output)?;
    Ok(Exit::Ok)
}

async fn show(tenant: &str, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let tenant: TenantId = tenant.parse()?;
    let msp = access(config).await?.home_of(tenant).await?;
    if output.json {
        output.document(&Shown { tenant, msp })?;
    } else {
        let name = msp.map(|msp| msp.to_string());
        let name = name.as_deref().unwrap_or("nobody");
        output.line(&format!("home of the people of {name}"))?;
    }
    Ok(Exit::Ok)
}
