//! Northwind's own tenant is connected, and its service account signs in: as `tenantry partner
//! connect` and `tenantry partner sign-in` do it, with a browser that is walked through the pages.

use std::sync::Arc;

use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::cloud::vault::{Expected, Purpose, SecretValue, Vault};
use tenantry_domain::cloud::{TenantName, TenantResolver as _};
use tenantry_domain::partner_connection::{
    ConnectPartner, NoteSignIn, PartnerAccess, PartnerConnection, PartnerConnectionCommand,
};
use tenantry_domain::record::Source;
use tenantry_engine::commands::Context;
use tenantry_engine::time::Clock as _;
use tenantry_http::{Answer, Call, Dialect, Http, Judgement, Method, Redirects};
use tenantry_microsoft::entra::{
    Access, App, Credential, EntraTenants, Resource, ServiceSignIn, SignInFault, StateKey,
    Tokens as _,
};
use url::Url;

use super::world::{APP_SECRET, DOMAIN, PASSWORD, RETURN, SERVICE, World};
use crate::clouds::secret_of;
use crate::command::{Receipt, Subject, execute};
use crate::demo::Stage;
use crate::demo::story::NORTHWIND;
use crate::failure::Failure;
use crate::output::Tone;
use crate::partner::sign_in::Once;

const SESSION: &str = "tenantry demo";

pub(super) async fn play(
    stage: &Stage<'_>,
    world: &World,
    vault: &Arc<dyn Vault>,
) -> Result<(), Failure> {
    let (microsoft, msp) = (&world.microsoft, NORTHWIND.id());
    let tenants = EntraTenants::new(microsoft.http.clone(), Arc::clone(&microsoft.endpoints));
    let name: TenantName = DOMAIN.parse()?;
    let home = tenants.resolve(&name).await?.id;
    let app = App {
        msp,
        home,
        id: world.app(),
        credential: Credential::Secret,
    };
    let secret = SecretValue::new(APP_SECRET)?;
    let name = secret_of(&app, Purpose::APP_SECRET);
    vault.put(&name, &secret, &Expected::Anything).await?;
    let broker = microsoft.broker(app.clone(), Arc::clone(vault));
    // The first token proves that tenant, app and secret belong together.
    broker.bearer(home, Resource::Graph, Access::App).await?;
    let command = PartnerConnectionCommand::Connect(ConnectPartner {
        tenant: Partner(home),
        app: AppId::new(app.id),
        access: PartnerAccess::Delegated,
        at: world.clock.now(),
    });
    let receipt = record(stage, command).await?;
    told(
        stage,
        &format!("{DOMAIN} is connected by its own app"),
        &receipt,
    )?;
    let key = StateKey::new(&rand::random::<[u8; 32]>())
        .map_err(|error| Failure::config(error.to_string()))?;
    let back: Url = RETURN
        .parse()
        .map_err(|_| SignInFault::CallbackIncomplete { what: "address" })?;
    let http = microsoft.http.clone();
    let states = Arc::new(Once::default());
    let sign_in = ServiceSignIn::new(http, broker, states, key, back);
    let address = sign_in.begin(SESSION, Some(SERVICE))?;
    let query = walk(&microsoft.http, &address).await?;
    let account = Box::pin(sign_in.finish(SESSION, &query)).await?;
    let command = PartnerConnectionCommand::NoteSignIn(NoteSignIn {
        app: AppId::new(world.app()),
        account: UserId::new(account.account),
        at: account.signed_in.as_microsecond(),
    });
    let receipt = record(stage, command).await?;
    told(
        stage,
        "the service account signs in, with its second factor",
        &receipt,
    )
}

fn told(stage: &Stage<'_>, what: &str, receipt: &Receipt) -> Result<(), Failure> {
    let word = stage.output.paint(Tone::Good, receipt.outcome);
    let position = receipt.position;
    stage.line(&format!("{what:<60}{word} at position {position}"))
}

async fn record(stage: &Stage<'_>, command: PartnerConnectionCommand) -> Result<Receipt, Failure> {
    let (msp, context) = (NORTHWIND.id(), Context::new(NORTHWIND.actor(), Source::Cli));
    let subject = Subject(msp.to_string());
    execute::<PartnerConnection>(&stage.engine, msp, subject, command, context).await
}

/// Fills in the sign-in form, and says what the browser brings back.
async fn walk(http: &Http, address: &Url) -> Result<String, Failure> {
    let asked: Vec<(String, String)> = address.query_pairs().into_owned().collect();
    let filled_in = [
        ("username", SERVICE),
        ("password", PASSWORD),
        ("second_factor", "yes"),
        ("choice", "sign-in"),
    ];
    let mut form: Vec<(&str, &str)> = asked
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    form.extend(filled_in);
    let mut target = address.clone();
    target.set_query(None);
    let call = Call::new(Method::POST, target, "entra").form(&form);
    let answer = http.send(call.redirects(Redirects::Hand), &Page).await?;
    let back = answer.header("location").and_then(|it| Url::parse(it).ok());
    let query = back.and_then(|back| back.query().map(str::to_owned));
    Ok(query.ok_or(SignInFault::CallbackIncomplete { what: "code" })?)
}

/// A page for people: whoever asked looks at it.
struct Page;

impl Dialect for Page {
    fn judge(&self, _: &Answer) -> Judgement {
        Judgement::Good
    }
}
