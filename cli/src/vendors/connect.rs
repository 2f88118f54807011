//! What is entered for an account, and what its test comes to: connecting, other secrets, other settings.

use clap::Args;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::vendor::Vendor;
use tenantry_domain::ids::VendorConnectionId;
use tenantry_domain::text::VendorConnectionName;
use tenantry_domain::vendor_connection::{
    ConnectVendor, VendorConnection, VendorConnectionCommand, VendorConnectionRefusal,
};
use tenantry_engine::commands::CommandError;
use tenantry_engine::time::{Clock as _, SystemClock};
use tenantry_engine::vendors::{Rotation, VendorError, VendorWish};

use super::entered::{Secrets, Settings};
use super::tried::Answer;
use super::{Desk, One, receipt};
use crate::command::{Ask, Subject};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, say};
use crate::work::Ground;

#[derive(Debug, Args)]
pub(crate) struct Wanted {
    /// The vendor's word, such as datto-rmm: `vendors kinds` shows all
    vendor: String,
    /// What the MSP calls the account
    name: String,
    /// The connection's id [default: a new one]
    #[arg(long)]
    id: Option<String>,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    secrets: Secrets,
    /// Connect nothing and keep nothing if the account does not work
    #[arg(long)]
    only_if_works: bool,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Args)]
pub(crate) struct Rotated {
    #[command(flatten)]
    one: One,
    #[command(flatten)]
    secrets: Secrets,
    /// Let them replace the old ones although they do not work
    #[arg(long)]
    even_if_failing: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Changed {
    #[command(flatten)]
    one: One,
    #[command(flatten)]
    settings: Settings,
}

pub(super) async fn run(wanted: Wanted, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let vendor: Vendor = wanted.vendor.parse()?;
    let name = VendorConnectionName::new(&wanted.name)?;
    let settings = wanted.settings.read()?;
    let (ask, context) = (&wanted.ask, wanted.ask.context()?);
    let msp = installation::msp(&ask.msp)?;
    let subject = Subject::new_or::<VendorConnectionId>(wanted.id.as_deref(), ask)?;
    let id: VendorConnectionId = subject.0.parse()?;
    let connections = Ground::of(config).await?.vendors;
    let stands = connections.of(msp, id).await?;
    if matches!(stands, VendorConnection::Unknown) {
        // What is refused anyway is refused before a secret is asked for.
        let wish = VendorConnectionCommand::Connect(ConnectVendor {
            vendor,
            name: name.clone(),
            settings: settings.clone(),
            at: SystemClock.now(),
        });
        let refusal = stands.decide(&wish).err();
        refusal.map_or(Ok(()), |it| Err(CommandError::Refused(it)))?;
    }
    let wish = VendorWish {
        vendor,
        name,
        settings,
        secrets: wanted.secrets.read(vendor)?,
        only_if_works: wanted.only_if_works,
    };
    let tried = connections.connect(msp, id, wish, context).await?;
    let answer = Answer::new(id, receipt(msp, id, tried.done), tried.test);
    let exit = answer.print(output)?;
    if exit == Exit::Ok {
        say(&format!("next: tenantry vendors discover {id} --msp {msp}"));
    }
    Ok(exit)
}

pub(super) async fn test(one: One, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let context = one.ask.context()?;
    let desk = Desk::of(&one, config).await?;
    let tried = desk.connections().test(desk.msp, desk.id, context).await?;
    Answer::new(desk.id, desk.receipt(tried.done), tried.test).print(output)
}

pub(super) async fn rotate(
    wanted: Rotated,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let context = wanted.one.ask.context()?;
    let desk = Desk::of(&wanted.one, config).await?;
    let stands = desk.connections().of(desk.msp, desk.id).await?;
    let known = stands.known().ok_or_else(not_connected)?;
    let rotation = Rotation {
        secrets: wanted.secrets.read(known.vendor)?,
        even_if_failing: wanted.even_if_failing,
    };
    let connections = desk.connections();
    let tried = connections.rotate(desk.msp, desk.id, rotation, context);
    let tried = tried.await?;
    Answer::new(desk.id, desk.receipt(tried.done), tried.test).print(output)
}

pub(super) async fn change(
    wanted: Changed,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let context = wanted.one.ask.context()?;
    let settings = wanted.settings.read()?;
    let desk = Desk::of(&wanted.one, config).await?;
    let connections = desk.connections();
    let tried = connections.change_settings(desk.msp, desk.id, settings, context);
    let tried = tried.await?;
    Answer::new(desk.id, desk.receipt(tried.done), tried.test).print(output)
}

fn not_connected() -> VendorError {
    CommandError::Refused(VendorConnectionRefusal::VendorNotConnected).into()
}
