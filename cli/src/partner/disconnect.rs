//! `tenantry partner disconnect`: recorded first, then the secrets are forgotten. Whoever is
//! interrupted in between asks again.

use clap::Args;
use serde::Serialize;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::vault::{Removal, SecretName};
use tenantry_domain::partner_connection::{DisconnectPartner, PartnerConnectionCommand};
use tenantry_domain::text::Reason;
use tenantry_engine::commands::CommandError;

use super::{Desk, Forgotten, now};
use crate::command::{self, Receipt};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, say};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Whose tenant
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Serialize)]
struct Plan {
    disconnects: bool,
    forgets: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Answer {
    #[serde(flatten)]
    receipt: Receipt,
    forgotten: Vec<Forgotten>,
}

pub(crate) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let reason = Reason::new(&asked.reason)?;
    let desk = Desk::of(&asked.msp, config).await?;
    let why = reason.as_str().to_owned();
    let wish = PartnerConnectionCommand::Disconnect(DisconnectPartner { reason, at: now() });
    let decided = desk.connection.decide(&wish);
    let events = decided.map_err(CommandError::Refused)?.into_events();
    if asked.dry_run {
        let secrets = kept(&desk, |_| true).await?;
        let plan = Plan {
            disconnects: !events.is_empty(),
            forgets: secrets.iter().map(ToString::to_string).collect(),
        };
        show(&plan, output)?;
        return Ok(Exit::Ok);
    }
    let receipt = desk.record(wish, Some(&why)).await?;
    let forgotten = forget_all(&desk, |_| true).await?;
    let answer = Answer { receipt, forgotten };
    if output.json {
        output.document(&answer)?;
        return Ok(Exit::Ok);
    }
    command::print(&answer.receipt, output)?;
    for Forgotten { secret, outcome } in &answer.forgotten {
        output.line(&format!("{secret}  {outcome}"))?;
    }
    say(
        "the app's registration and the relationships with customers stay as they are at Microsoft",
    );
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
