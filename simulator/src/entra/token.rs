//! `/oauth2/v2.0/token`: what is given for what.

use crate::entra::admit::{self, Issued, Person};
use crate::entra::client::{self, Place};
use crate::entra::interface::{name_groups, subject};
use crate::entra::problem::{Problem, invalid_grant, invalid_request, missing, other};
use crate::wire::{Reply, Request};
use crate::world::World;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// So long may a refresh token lie unused.
const INACTIVE: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What a signed-in person's browser carries back, once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Code {
    pub tenant: Uuid,
    pub app: Uuid,
    pub person: Person,
    pub redirect_uri: String,
    pub challenge: Option<String>,
    pub scope: String,
    pub nonce: Option<String>,
    pub expires: Timestamp,
    pub redeemed: bool,
}

/// Good for this app and person, in every tenant and for everything that was consented to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RefreshToken {
    pub app: Uuid,
    pub person: Person,
    pub used: Timestamp,
    pub revoked: bool,
}

pub(super) fn answer(world: &mut World, tenant: &str, request: &Request) -> Reply {
    match grant(world, tenant, request) {
        Ok(body) => Reply::json(200, &body)
            .header("Cache-Control", "no-store, no-cache")
            .header("Pragma", "no-cache"),
        Err(problem) => problem.reply(request),
    }
}

fn grant(world: &mut World, tenant: &str, request: &Request) -> Result<Value, Problem> {
    let kind = request.header("content-type").unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        let text = "AADSTS request is malformed or invalid: the body is no form.";
        return Err(invalid_request(9_002_313, text));
    }
    let form = request.form();
    let grant = form
        .get("grant_type")
        .ok_or_else(|| missing("grant_type"))?
        .clone();
    let place = place_named(world, tenant)?;
    let by_itself = grant == "client_credentials";
    if by_itself && place.tenant().is_none() {
        let text = "No tenant-identifying information found in either the request or implied by any provided \
            credentials.";
        return Err(invalid_request(50_059, text));
    }
    let app = client::authenticate(world, &place, &form)?;
    check_reach(world, place.tenant(), app)?;
    match (grant.as_str(), place.tenant()) {
        ("client_credentials", Some(tenant)) => {
            let scope = form.get("scope").ok_or_else(|| missing("scope"))?;
            Ok(said(&admit::app_token(world, tenant, app, scope)?))
        }
        ("authorization_code", tenant) => redeem(world, tenant, app, &form),
        ("refresh_token", tenant) => renew(world, tenant, app, &form),
        (strange, _) => {
            let text = format!("The provided grant_type '{strange}' is not supported.");
            Err(other("unsupported_grant_type", 70_003, text))
        }
    }
}

/// `consumers` is for accounts that no organization has.
fn place_named(world: &World, name: &str) -> Result<Place, Problem> {
    if matches!(name, "common" | "organizations") {
        return Ok(Place::Anywhere(name.to_owned()));
    }
    let found = world.find_tenant(name).map(|tenant| tenant.id);
    let found = found.ok_or_else(|| super::problem::unknown_tenant(name))?;
    Ok(Place::Tenant(found))
}

/// Where no tenant is named, only an app for several of them may ask.
pub(super) fn check_reach(world: &World, tenant: Option<Uuid>, app: Uuid) -> Result<(), Problem> {
    let several = client::registration(world, app).is_some_and(|app| app.multi_tenant);
    if tenant.is_some() || several {
        return Ok(());
    }
    let text = format!(
        "Application '{app}' is not configured as a multi-tenant application. Usage of the /common endpoint is not \
         supported for such apps. Use a tenant-specific endpoint or configure the application to be multi-tenant."
    );
    Err(invalid_request(50_194, text))
}

fn said(issued: &Issued) -> Value {
    json!({
        "token_type": "Bearer",
        "expires_in": issued.lasts,
        "ext_expires_in": issued.lasts,
        "access_token": issued.token,
    })
}

fn redeem(
    world: &mut World,
    tenant: Option<Uuid>,
    app: Uuid,
    form: &BTreeMap<String, String>,
) -> Result<Value, Problem> {
    let given = form.get("code").ok_or_else(|| missing("code"))?;
    let redirect_uri = form
        .get("redirect_uri")
        .ok_or_else(|| missing("redirect_uri"))?;
    let now = world.clock.now();
    let malformed = || {
        invalid_grant(
            9_002_313,
            "Invalid request. Request is malformed or invalid.",
        )
    };
    let code = world.entra.codes.get_mut(given).ok_or_else(malformed)?;
    if code.redeemed {
        let text = "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an \
            existing refresh token.";
        return Err(invalid_grant(54_005, text));
    }
    if code.expires <= now {
        return Err(invalid_grant(
            70_008,
            "The provided authorization code or refresh token has expired.",
        ));
    }
    if code.app != app {
        return Err(invalid_grant(
            70_000,
            "The provided authorization code is issued to another client.",
        ));
    }
    if tenant.is_some_and(|tenant| tenant != code.tenant) {
        let text = "The provided authorization code is intended to use against other tenant, thus rejected.";
        return Err(invalid_grant(700_005, text));
    }
    if code.redirect_uri != *redirect_uri {
        let text = "The redirect URI specified in the request does not match the one the code was issued for.";
        return Err(invalid_grant(50_011, text));
    }
    if let Some(challenge) = &code.challenge {
        let verifier = form
            .get("code_verifier")
            .ok_or_else(|| missing("code_verifier"))?;
        if BASE64.encode(Sha256::digest(verifier)) != *challenge {
            let text = "The Code_Verifier does not match the code_challenge supplied in the authorization request.";
            return Err(invalid_grant(501_481, text));
        }
    }
    code.redeemed = true;
    let code = code.clone();
    let scope = form.get("scope").unwrap_or(&code.scope).clone();
    let issued = admit::user_token(world, code.tenant, app, code.person, &scope)?;
    let told = Told {
        tenant: code.tenant,
        app,
        person: code.person,
        nonce: code.nonce.as_deref(),
        // What the person was asked for counts, also when the code is redeemed for less.
        named: asks(&scope, "profile") || asks(&code.scope, "profile"),
    };
    Ok(with_refresh(world, &told, &scope, &issued))
}

fn renew(
    world: &mut World,
    tenant: Option<Uuid>,
    app: Uuid,
    form: &BTreeMap<String, String>,
) -> Result<Value, Problem> {
    let given = form
        .get("refresh_token")
        .ok_or_else(|| missing("refresh_token"))?;
    let scope = form.get("scope").ok_or_else(|| missing("scope"))?;
    let now = world.clock.now();
    let invalid = || {
        invalid_grant(
            70_000,
            "The provided value for the input parameter 'refresh_token' is not valid.",
        )
    };
    let token = world
        .entra
        .refresh_tokens
        .get_mut(given)
        .filter(|token| token.app == app)
        .ok_or_else(invalid)?;
    if token.revoked {
        let text = "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user \
            might have changed or reset their password.";
        return Err(invalid_grant(50_173, text));
    }
    if now.duration_since(token.used) > INACTIVE {
        let text = "The refresh token has expired due to inactivity. The token was inactive for 90.00:00:00.";
        return Err(invalid_grant(700_082, text));
    }
    // The old one stays good: it is only newer ones that are to be kept.
    token.used = now;
    let person = token.person;
    let tenant = tenant.unwrap_or(person.home);
    let issued = admit::user_token(world, tenant, app, person, scope)?;
    let told = Told {
        tenant,
        app,
        person,
        nonce: None,
        named: asks(scope, "profile"),
    };
    Ok(with_refresh(world, &told, scope, &issued))
}

/// Of whom the app is told, and how much.
struct Told<'a> {
    tenant: Uuid,
    app: Uuid,
    person: Person,
    nonce: Option<&'a str>,
    /// Whether it asked for names.
    named: bool,
}

fn asks(scope: &str, word: &str) -> bool {
    scope.split_whitespace().any(|asked| asked == word)
}

fn with_refresh(world: &mut World, told: &Told<'_>, scope: &str, issued: &Issued) -> Value {
    let mut body = said(issued);
    body["scope"] = json!(issued.scope);
    if asks(scope, "offline_access") {
        let text = format!("1.{}", world.dice.token(120));
        let token = RefreshToken {
            app: told.app,
            person: told.person,
            used: world.clock.now(),
            revoked: false,
        };
        world.entra.refresh_tokens.insert(text.clone(), token);
        body["refresh_token"] = json!(text);
    }
    if asks(scope, "openid") {
        body["id_token"] = json!(id_token(world, told, issued.lasts));
    }
    body
}

/// Of the tenant where the account lives or is a guest; it does not say how it signed in.
fn id_token(world: &World, told: &Told<'_>, lasts: i64) -> String {
    let now = world.clock.now().as_second();
    let (tenant, person) = (told.tenant, told.person);
    let base = world.endpoints.login.as_str().trim_end_matches('/');
    let mut claims = json!({
        "aud": told.app,
        "iss": format!("{base}/{tenant}/v2.0"),
        "iat": now,
        "nbf": now,
        "exp": now + lasts,
        "tid": tenant,
        "oid": person.id,
        "sub": subject(told.app, person.id),
        "ver": "2.0",
    });
    let account = world
        .tenants
        .get(&person.home)
        .and_then(|home| home.directory.account(person.id));
    if let Some(account) = account.filter(|_| told.named) {
        claims["preferred_username"] = json!(account.name);
        claims["name"] = json!(account.display_name);
    }
    if let Some(nonce) = told.nonce {
        claims["nonce"] = json!(nonce);
    }
    if let Some(app) = client::registration(world, told.app) {
        name_groups(world, app, tenant, person.id, &mut claims);
    }
    world.entra.keys.sign(&claims)
}
