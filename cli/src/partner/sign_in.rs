//! `tenantry partner sign-in`: Microsoft's Secure Application Model. The service account signs in
//! in a browser; what stays is a refresh token in the vault.
//!
//! What the sign-in was begun with lives in this one command: nobody can end it after it, and a
//! sign-in of one command is not taken by another.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use clap::Args;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::{ConsentFault, ConsentStates, Taken};
use tenantry_domain::partner_connection::{NoteSignIn, PartnerConnectionCommand};
use tenantry_microsoft::entra::{
    Access, Resource, ServiceAccount, ServiceSignIn, SignInFault, StateKey, Tokens as _,
};
use url::Url;

use super::Desk;
use super::return_visit::{self, Doorway};
use crate::clouds::{Microsoft, app_of};
use crate::command::{self, Receipt};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, plain};

/// Whose session it is: this command's, and there is one.
const SESSION: &str = "tenantry partner sign-in";
/// As long as the address that was shown is good.
const PATIENCE: Duration = Duration::from_mins(30);

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Whose service account
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Where the browser is sent afterwards, exactly as it is registered for the app
    #[arg(
        long,
        value_name = "URL",
        default_value = "http://localhost:8400/signed-in"
    )]
    return_address: Url,
    /// The account's name, to fill it in on the page
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// Read the address that the browser ended at from standard input, instead of waiting for the
    /// browser on this machine
    #[arg(long)]
    paste: bool,
}

#[derive(Debug, Serialize)]
struct Answer {
    #[serde(flatten)]
    receipt: Receipt,
    account: UserId,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    second_factor: Option<bool>,
}

pub(crate) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let desk = Desk::of(&asked.msp, config).await?;
    let connected = desk.connected()?;
    let microsoft = Microsoft::of(config)?;
    let broker = microsoft.broker(app_of(desk.msp, connected), Arc::clone(&desk.vault));
    // Listening before anybody is sent out: whoever is quick is not turned away.
    let doorway = if asked.paste {
        None
    } else {
        Some(Doorway::open(&asked.return_address).await?)
    };
    let key = StateKey::new(&rand::random::<[u8; 32]>())
        .map_err(|error| Failure::config(error.to_string()))?;
    let sign_in = ServiceSignIn::new(
        microsoft.http.clone(),
        broker.clone(),
        Arc::new(Once::default()),
        key,
        asked.return_address.clone(),
    );
    let address = sign_in.begin(SESSION, asked.account.as_deref())?;
    invite(&address, &asked, output)?;
    let until = Timestamp::now() + PATIENCE;
    let account = tokio::time::timeout(PATIENCE, came_back(&sign_in, doorway)).await;
    let account = account.map_err(|_| SignInFault::StateExpired { until })??;
    // The first token of the new sign-in: from here on it is known to work.
    let token = broker.bearer(connected.tenant.0, Resource::Graph, Access::Delegated);
    token.await?;
    let note = PartnerConnectionCommand::NoteSignIn(NoteSignIn {
        app: connected.app,
        account: UserId::new(account.account),
        at: account.signed_in.as_microsecond(),
    });
    let answer = Answer {
        receipt: desk.record(note).await?,
        account: UserId::new(account.account),
        name: account.name,
        second_factor: account.second_factor,
    };
    print(&answer, output)?;
    Ok(Exit::Ok)
}

fn invite(address: &Url, asked: &Asked, output: &Output) -> Result<(), Failure> {
    if output.json {
        let waits = if asked.paste { "paste" } else { "browser" };
        return output.document(&json!({ "open": address.as_str(), "waits_for": waits }));
    }
    output.line("Open this address in a browser and sign in as the service account:")?;
    output.line(address.as_str())?;
    output.line(if asked.paste {
        "Then paste the whole address that the browser ended at, also if it shows an error:"
    } else {
        "Waiting for the browser to come back …"
    })
}

/// Whoever comes to the door with something else is sent away, and the waiting goes on.
async fn came_back(
    sign_in: &ServiceSignIn,
    doorway: Option<Doorway>,
) -> Result<ServiceAccount, Failure> {
    let Some(mut doorway) = doorway else {
        let query = return_visit::pasted().await?;
        return Ok(Box::pin(sign_in.finish(SESSION, &query)).await?);
    };
    loop {
        let visit = doorway.next().await?;
        let ended = Box::pin(sign_in.finish(SESSION, visit.query())).await;
        if ended == Err(SignInFault::StateForged) {
            visit
                .answer(Err("This is not the sign-in that is waited for."))
                .await;
            continue;
        }
        visit
            .answer(match &ended {
                Ok(_) => Ok(()),
                Err(_) => Err("The sign-in did not succeed. The command line says why."),
            })
            .await;
        return Ok(ended?);
    }
}

fn print(answer: &Answer, output: &Output) -> Result<(), Failure> {
    if output.json {
        return output.document(answer);
    }
    command::print(&answer.receipt, output)?;
    let name = answer.name.as_deref().unwrap_or_default();
    output.line(&format!(
        "account        {} {}",
        answer.account,
        plain(name)
    ))?;
    let factor = match answer.second_factor {
        Some(true) => "shown",
        Some(false) => "not shown",
        None => "Microsoft did not say",
    };
    output.line(&format!("second factor  {factor}"))
}

/// One command ends one sign-in.
#[derive(Debug, Default)]
pub(crate) struct Once(AtomicBool);

#[async_trait]
impl ConsentStates for Once {
    async fn take(&self, _: &str, _: Timestamp) -> Result<Taken, ConsentFault> {
        Ok(if self.0.swap(true, Ordering::SeqCst) {
            Taken::Again
        } else {
            Taken::First
        })
    }
}
