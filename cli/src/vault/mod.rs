//! `tenantry vault`: where secrets are kept, which there are, and another key for them. Secrets go
//! in by standard input and never come out here.

use clap::{Args, Subcommand};
use serde::Serialize;
use tenantry_domain::cloud::vault::{Expected, Purpose, Removal, SecretName};
use tenantry_domain::ids::{MspId, TenantId};
use uuid::Uuid;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;
use crate::secret;

pub(crate) mod place;

use place::Place;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say where the vault is and whether it opens
    Status,
    /// List the names of what is kept for an MSP
    List {
        /// Whose secrets
        #[arg(long, value_name = "MSP")]
        msp: String,
    },
    /// Keep a secret, read from standard input; it replaces what was there
    Put(Named),
    /// Forget a secret
    Delete(Named),
    /// Put the vault's file under a new key
    RenewKey,
}

/// What a secret is called.
#[derive(Debug, Args)]
pub(crate) struct Named {
    /// What it is for: app-secret, app-certificate, refresh-token, or a word of your own
    purpose: String,
    /// Whose it is
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Good in this tenant only
    #[arg(long, value_name = "TENANT")]
    tenant: Option<String>,
    /// Good for this app only
    #[arg(long, value_name = "APP")]
    app: Option<Uuid>,
}

impl Named {
    fn name(&self) -> Result<SecretName, Failure> {
        let mut name = SecretName::new(installation::msp(&self.msp)?, Purpose::new(&self.purpose)?);
        if let Some(tenant) = &self.tenant {
            name = name.in_tenant(tenant.parse::<TenantId>()?);
        }
        if let Some(app) = self.app {
            name = name.of_app(app);
        }
        Ok(name)
    }
}

#[derive(Debug, Serialize)]
struct Answer {
    secret: String,
    outcome: &'static str,
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        Command::Status => status(config, output).await?,
        Command::List { msp } => list(installation::msp(&msp)?, config, output).await?,
        Command::Put(named) => put(&named, config, output).await?,
        Command::Delete(named) => delete(&named, config, output).await?,
        Command::RenewKey => renew_key(config, output).await?,
    }
    Ok(Exit::Ok)
}

#[derive(Debug, Serialize)]
struct Status {
    vault: String,
    key: String,
    state: &'static str,
}

async fn status(config: &Config, output: &Output) -> Result<(), Failure> {
    let place = Place::of(config);
    let state = if place.is_made() {
        place.open(config).await?;
        "opens"
    } else {
        "is made at first use"
    };
    let status = Status {
        vault: place.to_string(),
        key: place.key(),
        state,
    };
    if output.json {
        return output.document(&status);
    }
    output.line(&format!("vault  {}  {state}", status.vault))?;
    output.line(&format!("key    {}", status.key))
}

async fn list(msp: MspId, config: &Config, output: &Output) -> Result<(), Failure> {
    let vault = Place::of(config).open(config).await?;
    for name in vault.list(msp).await? {
        let secret = name.to_string();
        if output.json {
            output.document(&serde_json::json!({ "secret": secret }))?;
        } else {
            output.line(&secret)?;
        }
    }
    Ok(())
}

async fn put(named: &Named, config: &Config, output: &Output) -> Result<(), Failure> {
    let name = named.name()?;
    let value = secret::from_stdin("tenantry vault put … < FILE")?;
    let vault = Place::of(config).open(config).await?;
    vault.put(&name, &value, &Expected::Anything).await?;
    told(&name, "kept", output)
}

async fn delete(named: &Named, config: &Config, output: &Output) -> Result<(), Failure> {
    let name = named.name()?;
    let vault = Place::of(config).open(config).await?;
    let outcome = match vault.delete(&name).await? {
        Removal::Removed => "forgotten",
        Removal::WasNotThere => "was not there",
    };
    told(&name, outcome, output)
}

async fn renew_key(config: &Config, output: &Output) -> Result<(), Failure> {
    let place = Place::of(config);
    place.renew_key().await?;
    let shown = place.to_string();
    if output.json {
        return output.document(&serde_json::json!({ "vault": shown, "outcome": "renewed" }));
    }
    output.line(&format!("{shown}  is under a new key"))
}

fn told(name: &SecretName, outcome: &'static str, output: &Output) -> Result<(), Failure> {
    let secret = name.to_string();
    if output.json {
        return output.document(&Answer { secret, outcome });
    }
    output.line(&format!("{secret}  {outcome}"))
}
