//! login.microsoftonline.com: who gets a token for what.
//!
//! - `metadata`, `keys`: what everybody may know. `sign_in`, `consent`: pages for people.
//! - `token`: codes, secrets and refresh tokens against tokens. `client`: whether an app is who it
//!   says. `admit`: whether it may, and for which `interface`. `switches`: what stands in the way.
//!   `problem`: how no is said.

mod admit;
mod client;
mod consent;
mod interface;
mod keys;
mod metadata;
mod problem;
mod sign_in;
mod switches;
mod token;

pub(crate) use consent::consent;
pub(crate) use problem::outage;
pub(crate) use sign_in::authenticate;
pub use switches::{AccountTrouble, Barrier};

use crate::wire::{Reply, Request};
use crate::world::World;
use keys::{Jwt, Keys};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use switches::Switches;
use token::{Code, RefreshToken};
use uuid::Uuid;

/// Signing keys, codes and refresh tokens.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Entra {
    pub keys: Keys,
    pub codes: BTreeMap<String, Code>,
    pub refresh_tokens: BTreeMap<String, RefreshToken>,
    pub switches: Switches,
    /// So many seconds, from least to most, until a consent is known everywhere.
    pub propagation: (i64, i64),
}

impl Entra {
    pub(crate) fn new(propagation: (i64, i64)) -> Result<Self, String> {
        Ok(Self {
            keys: Keys::new()?,
            codes: BTreeMap::new(),
            refresh_tokens: BTreeMap::new(),
            switches: Switches::default(),
            propagation,
        })
    }

    /// All that this account ever signed in for must be signed in for again.
    pub(crate) fn revoke_sessions(&mut self, account: Uuid) {
        for token in self
            .refresh_tokens
            .values_mut()
            .filter(|token| token.person.id == account)
        {
            token.revoked = true;
        }
    }
}

/// Whom a valid token speaks for.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// Whose tenant the token is for (`tid`).
    pub tenant: Uuid,
    pub app: Uuid,
    /// Application permissions, of a token without a user.
    pub roles: BTreeSet<String>,
    /// Delegated permissions.
    pub scopes: BTreeSet<String>,
    pub user: Option<User>,
}

/// The person behind a delegated token.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub id: Uuid,
    /// Where the account lives: the partner's tenant, when it works in a customer's over GDAP.
    pub home: Uuid,
    /// Template ids of the directory roles that the user holds in the token's tenant.
    pub directory_roles: BTreeSet<String>,
    /// Whether the sign-in had a second factor.
    pub mfa: bool,
}

impl Caller {
    /// Whether the token carries one of these permissions, as role or as scope.
    pub(crate) fn may(&self, permissions: &[&str]) -> bool {
        let held = if self.user.is_some() {
            &self.scopes
        } else {
            &self.roles
        };
        permissions
            .iter()
            .any(|permission| held.contains(*permission))
    }
}

pub(crate) fn answer(world: &mut World, request: &Request) -> Reply {
    let segments = request.segments();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("POST", [tenant, "oauth2", "v2.0", "token"]) => token::answer(world, tenant, request),
        (_, [tenant, "oauth2", "v2.0", "authorize"]) => sign_in::answer(world, tenant, request),
        (_, [tenant, "v2.0", "adminconsent"]) => consent::answer(world, tenant, true, request),
        (_, [tenant, "adminconsent"]) => consent::answer(world, tenant, false, request),
        ("GET", [tenant, "v2.0", ".well-known", "openid-configuration"]) => {
            metadata::configuration(world, tenant, request)
        }
        ("GET", [tenant, "discovery", "v2.0", "keys"]) => metadata::keys(world, tenant),
        ("GET", ["common", "discovery", "instance"]) => metadata::instance(world),
        _ => Reply::empty(404),
    }
}

/// The caller of a token for this audience; otherwise why not, in the resource's words.
pub(crate) fn caller(
    world: &World,
    audience: &[&str],
    bearer: &str,
) -> Result<Caller, &'static str> {
    let claims = world
        .entra
        .keys
        .open(bearer)
        .ok_or("Access token validation failure. Invalid signature.")?;
    let now = world.clock.now().as_second();
    if claims["exp"].as_i64().is_none_or(|end| end <= now) {
        return Err("Lifetime validation failed, the token is expired.");
    }
    if claims["nbf"].as_i64().is_none_or(|start| start > now + 300) {
        return Err("Lifetime validation failed, the token is not yet valid.");
    }
    if !claims["aud"]
        .as_str()
        .is_some_and(|own| audience.contains(&own))
    {
        return Err("Access token validation failure. Invalid audience.");
    }
    let id = |name: &str| {
        claims[name]
            .as_str()
            .and_then(|text| text.parse::<Uuid>().ok())
    };
    let tenant = id("tid").ok_or("Access token validation failure.")?;
    let app = id("appid").ok_or("Access token validation failure.")?;
    let ended = world.entra.switches.tokens_ended.get(&tenant);
    let issued = claims["iat"].as_i64().unwrap_or_default();
    if ended.is_some_and(|ended| issued < ended.as_second()) {
        return Err("Lifetime validation failed, the token is expired.");
    }
    let words = |name: &str| match &claims[name] {
        serde_json::Value::String(text) => text.split_whitespace().map(str::to_owned).collect(),
        serde_json::Value::Array(all) => all
            .iter()
            .filter_map(|it| it.as_str())
            .map(str::to_owned)
            .collect(),
        _ => BTreeSet::new(),
    };
    let user = id("home").zip(id("oid")).map(|(home, id)| User {
        id,
        home,
        directory_roles: words("wids"),
        mfa: words("amr").contains("mfa"),
    });
    // What was given to the app is asked anew: a consent that was revoked opens nothing any more.
    let principal = world
        .tenants
        .get(&tenant)
        .and_then(|tenant| tenant.directory.service_principal(app));
    if principal.is_none() && user.is_none() {
        return Err(
            "Access token validation failure. The application was removed from the tenant.",
        );
    }
    Ok(Caller {
        tenant,
        app,
        roles: words("roles"),
        scopes: words("scp"),
        user,
    })
}

/// The tenant that a token claims to be for, whether it is valid or not.
pub(crate) fn tenant_in(bearer: &str) -> Option<Uuid> {
    Jwt::read(bearer)?.claims["tid"].as_str()?.parse().ok()
}
