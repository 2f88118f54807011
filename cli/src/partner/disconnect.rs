//! `tenantry partner disconnect`: asked for here. Once it is approved, a worker records it and forgets the
//! secrets; what is interrupted in between is done again.

use clap::Args;
use serde::Serialize;
use tenantry_domain::approval::Operation;
use tenantry_domain::cloud::vault::{Removal, SecretName};
use tenantry_domain::partner_connection::PartnerConnection;

use super::{Desk, Forgotten};
use crate::asked;
use crate::command::Ask;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, say};
use crate::work::Ground;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Say what would be done, and ask for nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Serialize)]
struct Plan {
    disconnects: bool,
    forgets: Vec<String>,
}

pub(crate) async fn run(wish: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let ask = &wish.ask;
    ask.needed_reason()?;
    if !wish.dry_run {
        let ground = Ground::of(config).await?;
        let asked = asked::ask(&ground, Operation::DisconnectPartner {}, ask, output).await?;
        say(
            "the app's registration and the relationships with customers stay as they are at Microsoft",
        );
        return Ok(asked);
    }
    let desk = Desk::of(&ask.msp, config).await?;
    if matches!(desk.connection, PartnerConnection::Unknown) {
        desk.connected()?;
    }
    let secrets = kept(&desk, |_| true).await?;
    let plan = Plan {
        disconnects: desk.connection.connected().is_some(),
        forgets: secrets.iter().map(ToString::to_string).collect(),
    };
    show(&plan, output)?;
    Ok(Exit::Ok)
}

fn show(plan: &Plan, output: &Output) -> Result<(), Failure> {
    if output.json {
        return output.document(plan);
    }
    output.line(if plan.disconnects {
        "would disconnect the tenant"
    } else {
        "the tenant is disconnected already"
    })?;
    for secret in &plan.forgets {
        output.line(&format!("would forget {secret}"))?;
    }
    Ok(())
}

/// The secrets of the MSP's own apps.
async fn kept(
    desk: &Desk,
    which: impl Fn(&SecretName) -> bool,
) -> Result<Vec<SecretName>, Failure> {
    let mut names = desk.vault.list(desk.msp).await?;
    names.retain(|name| name.is_of_own_app() && which(name));
    Ok(names)
}

pub(super) async fn forget_all(
    desk: &Desk,
    which: impl Fn(&SecretName) -> bool,
) -> Result<Vec<Forgotten>, Failure> {
    let mut forgotten = Vec::new();
    for name in kept(desk, which).await? {
        let outcome = match desk.vault.delete(&name).await? {
            Removal::Removed => "forgotten",
            Removal::WasNotThere => "was not there",
        };
        forgotten.push(Forgotten {
            secret: name.to_string(),
            outcome,
        });
    }
    Ok(forgotten)
}
