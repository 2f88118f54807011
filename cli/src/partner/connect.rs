//! `tenantry partner connect`: the tenant is found, the app's secret is tried, then kept, then the
//! connection is recorded. A secret that does not work replaces none.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use serde::Serialize;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::cloud::vault::{Expected, Purpose, Vault};
use tenantry_domain::cloud::{TenantId, TenantName, TenantResolver as _};
use tenantry_domain::partner_connection::{
    ConnectPartner, PartnerAccess, PartnerConnection, PartnerConnectionCommand,
};
use tenantry_engine::commands::CommandError;
use tenantry_microsoft::entra::{
    Access as TokenAccess, App, Credential, EntraTenants, Resource, Tokens as _,
};
use uuid::Uuid;

use super::candidate::Candidate;
use super::disconnect::forget_all;
use super::{Desk, Forgotten, now, word};
use crate::clouds::{Microsoft, app_of, secret_of};
use crate::command::{self, Receipt};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, say};
use crate::secret;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Whose tenant
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// The MSP's own tenant: one of its domains, or its id
    #[arg(long, value_name = "DOMAIN_OR_ID")]
    tenant: String,
    /// The app that is registered there, by its client id
    #[arg(long, value_name = "APPID")]
    app: Uuid,
    /// As whom delegated administration is asked for: as the service account, or as the app itself,
    /// in a tenant that is prepared for it
    #[arg(long, value_enum, default_value_t = Access::Delegated)]
    access: Access,
    /// The file that holds the app's secret [default: it is read from standard input]
    #[arg(long, value_name = "FILE", conflicts_with = "secret_in_vault")]
    secret_file: Option<PathBuf>,
    /// Use the secret that the vault keeps for this app already
    #[arg(long)]
    secret_in_vault: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Access {
    Delegated,
    App,
}

#[derive(Debug, Serialize)]
struct Answer {
    #[serde(flatten)]
    receipt: Receipt,
    tenant: TenantId,
    app: Uuid,
    access: &'static str,
    /// Of an app that was replaced.
    forgotten: Vec<Forgotten>,
}

pub(crate) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let name: TenantName = asked.tenant.parse()?;
    let desk = Desk::of(&asked.msp, config).await?;
    let microsoft = Microsoft::of(config)?;
    let tenants = EntraTenants::new(microsoft.http.clone(), Arc::clone(&microsoft.endpoints));
    let tenant = tenants.resolve(&name).await?.id;
    let access = match asked.access {
        Access::Delegated => PartnerAccess::Delegated,
        Access::App => PartnerAccess::App,
    };
    let wish = PartnerConnectionCommand::Connect(ConnectPartner {
        tenant: Partner(tenant),
        app: AppId::new(asked.app),
        access,
        at: now(),
    });
    // What is refused anyway is refused before a secret is asked for.
    let refused = desk.connection.decide(&wish).err();
    if let Some(refusal) = refused {
        return Err(CommandError::Refused(refusal).into());
    }
    must_be_free(&desk, tenant).await?;
    let app = App {
        msp: desk.msp,
        home: tenant,
        id: asked.app,
        credential: Credential::Secret,
    };
    let replaced = desk.connection.connected().map(|it| app_of(desk.msp, it));
    if asked.secret_in_vault {
        prove(&microsoft, &app, Arc::clone(&desk.vault)).await?;
    } else {
        let value = match &asked.secret_file {
            Some(path) => secret::from_file(path)?,
            None => secret::from_stdin("tenantry partner connect … < FILE")?,
        };
        let name = secret_of(&app, Purpose::APP_SECRET);
        let candidate = Arc::new(Candidate::new(name.clone(), value));
        prove(&microsoft, &app, candidate.clone()).await?;
        let kept = desk
            .vault
            .put(&name, candidate.value(), &Expected::Anything);
        kept.await?;
    }
    let receipt = desk.record(wish).await?;
    let forgotten = match replaced.filter(|it| it.id != app.id) {
        Some(before) => forget_all(&desk, |name| name.app() == Some(before.id)).await?,
        None => Vec::new(),
    };
    let answer = Answer {
        receipt,
        tenant,
        app: app.id,
        access: word(access),
        forgotten,
    };
    print(&answer, output)?;
    Ok(Exit::Ok)
}

/// What is made in a partner's tenant is shared by one MSP's onboardings, as its own ledger says: two
/// MSPs in one tenant would take each other's groups away.
async fn must_be_free(desk: &Desk, tenant: TenantId) -> Result<(), Failure> {
    let heads = installation::heads(&**desk.engine.ledger()).await?;
    for msp in heads.into_iter().map(|head| head.msp) {
        let other: PartnerConnection = desk.engine.load(msp, &msp.to_string()).await?;
        let is_taken = other.connected().is_some_and(|it| it.tenant.0 == tenant);
        if is_taken && msp != desk.msp {
            let message = format!("another MSP here is connected to the tenant {tenant}");
            let code = "PARTNER_TENANT_TAKEN";
            return Err(Failure::new(code, Exit::Refused, message));
        }
    }
    Ok(())
}

/// The app gets a token in its own tenant: tenant, app and secret belong together.
async fn prove(microsoft: &Microsoft, app: &App, vault: Arc<dyn Vault>) -> Result<(), Failure> {
    let broker = microsoft.broker(app.clone(), vault);
    let token = broker.bearer(app.home, Resource::Graph, TokenAccess::App);
    Ok(token.await.map(drop)?)
}

fn print(answer: &Answer, output: &Output) -> Result<(), Failure> {
    if output.json {
        return output.document(answer);
    }
    command::print(&answer.receipt, output)?;
    output.line(&format!("tenant  {}", answer.tenant))?;
    output.line(&format!("app     {}", answer.app))?;
    output.line(&format!("access  {}", answer.access))?;
    for Forgotten { secret, outcome } in &answer.forgotten {
        output.line(&format!("{secret}  {outcome}"))?;
    }
    let msp = answer.receipt.msp;
    say(&format!(
        "next: tenantry partner sign-in --msp {msp}, unless the service account did already"
    ));
    Ok(())
}
