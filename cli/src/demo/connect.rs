//! Northwind's own tenant is connected, its service account signs in, and Partner Center is told where to
//! tell of changes: as the commands of `tenantry partner` do it, with a browser that is walked through the
//! pages.

use std::sync::Arc;

use tenantry_api::webhooks::path_of;
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::partner::{
    AppId, InvalidRegistration, PartnerWebhooks as _, Registration, Topic,
};
use tenantry_domain::cloud::vault::{Expected, Purpose, SecretName, SecretValue};
use tenantry_domain::ids::MspId;
use tenantry_domain::partner_connection::{
    ConnectPartner, NoteSignIn, PartnerAccess, PartnerConnection, PartnerConnectionCommand,
};
use tenantry_engine::time::{Clock as _, SystemClock};
use tenantry_http::{Answer, Call, Dialect, Http, Judgement, Method, Redirects};
use tenantry_microsoft::entra::{
    Access, App, Credential, Resource, ServiceSignIn, SignInFault, StateKey, TokenBroker,
    Tokens as _,
};
use url::Url;

use super::Stage;
use super::cast::{context, msp};
use super::world::{APP_SECRET, DOMAIN, PASSWORD, RETURN, SERVICE, partner_of, secret_for_people};
use crate::clouds::{Microsoft, secret_of, usable};
use crate::command::{Subject, execute};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::partner::sign_in::Once;

const SESSION: &str = "tenantry demo";

/// What of it is done already is not done again.
pub(super) async fn play(stage: &Stage<'_>) -> Result<(), Failure> {
    let known = known(stage).await?;
    let connected = known.connected();
    if connected.is_some_and(|it| it.signed_in.is_some()) {
        return Ok(());
    }
    let microsoft = Microsoft::of(stage.config)?;
    let app = App {
        msp: msp(),
        home: partner_of(stage.world),
        id: stage.world.app(),
        credential: Credential::Secret,
    };
    let broker = microsoft.broker(app.clone(), Arc::clone(&stage.ground.vault));
    if connected.is_none() {
        keep_secrets(stage, &app).await?;
        // The first token proves that tenant, app and secret belong together.
        broker
            .bearer(app.home, Resource::Graph, Access::App)
            .await?;
        let command = PartnerConnectionCommand::Connect(ConnectPartner {
            tenant: Partner(app.home),
            app: AppId::new(app.id),
            access: PartnerAccess::Delegated,
            at: SystemClock.now(),
        });
        record(stage, command).await?;
        stage.say(&format!("{DOMAIN} is connected by its own app"))?;
    }
    sign_in(stage, microsoft.http, broker).await?;
    stage.say("Its service account signed in, with its second factor")
}

async fn known(stage: &Stage<'_>) -> Result<PartnerConnection, Failure> {
    let id = msp().to_string();
    Ok(stage.ground.engine.load(msp(), &id).await?)
}

/// The secrets of both apps: the one that acts for the MSP, and the one that people sign in to.
async fn keep_secrets(stage: &Stage<'_>, app: &App) -> Result<(), Failure> {
    let vault = &stage.ground.vault;
    let name = secret_of(app, Purpose::APP_SECRET);
    let secret = SecretValue::new(APP_SECRET)?;
    vault.put(&name, &secret, &Expected::Anything).await?;
    let name = SecretName::new(MspId::INSTALLATION, Purpose::APP_SECRET);
    let name = name.of_app(stage.world.app_for_people());
    let secret = SecretValue::new(secret_for_people())?;
    vault.put(&name, &secret, &Expected::Anything).await?;
    Ok(())
}

async fn sign_in(stage: &Stage<'_>, http: Http, broker: TokenBroker) -> Result<(), Failure> {
    let key = StateKey::new(&rand::random::<[u8; 32]>())
        .map_err(|error| Failure::config(error.to_string()))?;
    let back: Url = RETURN
        .parse()
        .map_err(|_| SignInFault::CallbackIncomplete { what: "address" })?;
    let states = Arc::new(Once::default());
    let sign_in = ServiceSignIn::new(http.clone(), broker, states, key, back);
    let address = sign_in.begin(SESSION, Some(SERVICE))?;
    let query = walk(&http, &address).await?;
    let account = Box::pin(sign_in.finish(SESSION, &query)).await?;
    let command = PartnerConnectionCommand::NoteSignIn(NoteSignIn {
        app: AppId::new(stage.world.app()),
        account: UserId::new(account.account),
        at: account.signed_in.as_microsecond(),
    });
    record(stage, command).await
}

async fn record(stage: &Stage<'_>, command: PartnerConnectionCommand) -> Result<(), Failure> {
    let (engine, subject) = (&stage.ground.engine, Subject(msp().to_string()));
    execute::<PartnerConnection>(engine, msp(), subject, command, context()).await?;
    Ok(())
}

/// Partner Center tells of approvals, so that nobody has to look for them. Where it told before may be
/// another port.
pub(super) async fn be_told(stage: &Stage<'_>, door: &Url) -> Result<(), Failure> {
    let known = known(stage).await?;
    let connected = usable(&known)?;
    let (parts, partner) = (
        stage.ground.clouds.assembled(msp(), connected),
        connected.tenant,
    );
    let here = door.join(&path_of(msp()));
    let here = here.map_err(|error| Failure::config(error.to_string()))?;
    let told = parts.center.current(partner).await?;
    if told.is_some_and(|it| it.address() == here.as_str()) {
        return Ok(());
    }
    let wish = Registration::new(here.as_str(), Topic::wanted()).map_err(
        |error: InvalidRegistration| {
            Failure::new(InvalidRegistration::CODE, Exit::Refused, error.to_string())
        },
    )?;
    parts.center.register(partner, &wish).await?;
    Ok(())
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
