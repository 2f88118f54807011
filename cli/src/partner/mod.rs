//! `tenantry partner`: an MSP's own tenant at Microsoft, the app that acts there, and the service
//! account that signs in for it.

use std::sync::Arc;

use clap::Subcommand;
use serde::Serialize;
use tenantry_domain::cloud::vault::Vault;
use tenantry_domain::ids::MspId;
use tenantry_domain::partner_connection::{
    Connected, PartnerAccess, PartnerConnection, PartnerConnectionCommand, PartnerConnectionRefusal,
};
use tenantry_engine::commands::{CommandError, Engine};
use tenantry_engine::time::{Clock as _, SystemClock};

use crate::command::{Receipt, Subject, execute};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;
use crate::vault::place::Place;

mod candidate;
mod connect;
mod disconnect;
mod return_visit;
pub(crate) mod sign_in;
mod status;
mod webhook;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Connect the MSP's own tenant by an app of it, or change app, access or secret
    Connect(connect::Asked),
    /// Sign the service account in, in a browser, with its second factor
    SignIn(sign_in::Asked),
    /// Say how the connection stands, and ask Microsoft whether it works now
    Status(status::Asked),
    /// Say where Partner Center tells of changes, have it tell them here, and try it
    Webhook(webhook::Asked),
    /// Ask for the tenant to be disconnected, and the app's secrets forgotten; another admin approves.
    /// --reason says why
    Disconnect(disconnect::Asked),
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        Command::Connect(asked) => connect::run(asked, config, output).await,
        Command::SignIn(asked) => sign_in::run(asked, config, output).await,
        Command::Status(asked) => status::run(asked, config, output).await,
        Command::Webhook(asked) => webhook::run(asked, config, output).await,
        Command::Disconnect(asked) => disconnect::run(asked, config, output).await,
    }
}

/// One MSP's connection, with what it takes to read and to change it.
struct Desk {
    msp: MspId,
    engine: Arc<Engine>,
    vault: Arc<dyn Vault>,
    connection: PartnerConnection,
}

impl Desk {
    async fn of(msp: &str, config: &Config) -> Result<Self, Failure> {
        let msp = installation::msp(msp)?;
        let engine = Arc::new(installation::engine(config).await?);
        let connection = engine.load(msp, &msp.to_string()).await?;
        let vault = Place::of(config).open(config).await?;
        Ok(Self {
            msp,
            engine,
            vault,
            connection,
        })
    }

    fn connected(&self) -> Result<&Connected, Failure> {
        self.connection.connected().ok_or_else(|| {
            CommandError::Refused(PartnerConnectionRefusal::PartnerNotConnected).into()
        })
    }

    async fn record(&self, command: PartnerConnectionCommand) -> Result<Receipt, Failure> {
        let context = installation::operator();
        let subject = Subject(self.msp.to_string());
        execute::<PartnerConnection>(&self.engine, self.msp, subject, command, context).await
    }
}

fn now() -> i64 {
    SystemClock.now()
}

fn word(access: PartnerAccess) -> &'static str {
    match access {
        PartnerAccess::Delegated => "delegated",
        PartnerAccess::App => "app",
    }
}

/// What became of one secret.
#[derive(Debug, Serialize)]
struct Forgotten {
    secret: String,
    outcome: &'static str,
}
