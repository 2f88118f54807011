//! `/oauth2/v2.0/token`: what is given for what.

use crate::entra::admit::{self, Issued, Person};
use crate::entra::client;
use crate::entra::problem::{Problem, invalid_grant, invalid_request, missing, other};
use crate::wire::{Reply, Request};
use crate::world::World;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// So long may a refresh token lie unused.
const INACTIVE: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What a signed-in person's browser carries back, once.
#[derive(Debug, Clone)]
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
#[derive(Debug, Clone)]
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
    let tenant = named_tenant(world, tenant, &grant)?;
    let app = client::authenticate(world, tenant, &form)?;
    match grant.as_str() {
        "client_credentials" => {
            let scope = form.get("scope").ok_or_else(|| missing("scope"))?;
            Ok(said(&admit::app_token(world, tenant, app, scope)?))
        }
        "authorization_code" => redeem(world, tenant, app, &form),
        "refresh_token" => renew(world, tenant, app, &form),
        strange => {
            let text = format!("The provided grant_type '{strange}' is not supported.");
            Err(other("unsupported_grant_type", 70_003, text))
        }
    }
}

/// An app by itself has no account that could tell its tenant.
fn named_tenant(world: &World, name: &str, grant: &str) -> Result<Uuid, Problem> {
    if matches!(name, "common" | "organizations" | "consumers") {
        let text = "No tenant-identifying information found in either the request or implied by any provided \
            credentials.";
        let single = world
            .partners
            .keys()
            .next()
            .copied()
            .filter(|_| grant != "client_credentials");
        return single.ok_or_else(|| invalid_request(50_059, text));
    }
    let found = world.find_tenant(name).map(|tenant| tenant.id);
    found.ok_or_else(|| super::problem::unknown_tenant(name))
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
    tenant: Uuid,
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
    if code.tenant != tenant {
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
    let issued = admit::user_token(world, tenant, app, code.person, &scope)?;
    Ok(with_refresh(
        world,
        tenant,
        app,
        code.person,
        &scope,
        code.nonce.as_deref(),
        &issued,
    ))
}

fn renew(
    world: &mut World,
    tenant: Uuid,
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
    let issued = admit::user_token(world, tenant, app, person, scope)?;
    Ok(with_refresh(
        world, tenant, app, person, scope, None, &issued,
    ))
}

fn with_refresh(
    world: &mut World,
    tenant: Uuid,
    app: Uuid,
    person: Person,
    scope: &str,
    nonce: Option<&str>,
    issued: &Issued,
) -> Value {
    let asked = |word: &str| scope.split_whitespace().any(|asked| asked == word);
    let mut body = said(issued);
    body["scope"] = json!(issued.scope);
    if asked("offline_access") {
        let text = format!("1.{}", world.dice.token(120));
        let token = RefreshToken {
            app,
            person,
            used: world.clock.now(),
            revoked: false,
        };
        world.entra.refresh_tokens.insert(text.clone(), token);
        body["refresh_token"] = json!(text);
    }
    if asked("openid") {
        body["id_token"] = json!(id_token(world, tenant, app, person, nonce, issued.lasts));
    }
    body
}

/// Of the tenant where the account lives or is a guest; it does not say how it signed in.
fn id_token(
    world: &World,
    tenant: Uuid,
    app: Uuid,
    person: Person,
    nonce: Option<&str>,
    lasts: i64,
) -> String {
    let now = world.clock.now().as_second();
    let account = world
        .tenants
        .get(&person.home)
        .and_then(|home| home.directory.account(person.id));
    let name = account.map(|account| account.name.as_str());
    let base = world.endpoints.login.as_str().trim_end_matches('/');
    let mut claims = json!({
        "aud": app,
        "iss": format!("{base}/{tenant}/v2.0"),
        "iat": now,
        "nbf": now,
        "exp": now + lasts,
        "tid": tenant,
        "oid": person.id,
        "sub": person.id,
        "preferred_username": name,
        "name": account.map(|account| account.display_name.as_str()),
        "ver": "2.0",
    });
    if let Some(nonce) = nonce {
        claims["nonce"] = json!(nonce);
    }
    world.entra.keys.sign(&claims)
}
