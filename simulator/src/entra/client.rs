//! Whether an app is who it says it is.

use crate::directory::{AppCertificate, Application};
use crate::entra::keys::Jwt;
use crate::entra::problem::{Problem, invalid_client, missing, unknown_app};
use crate::world::World;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use rustls::server::ParsedCertificate;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use uuid::Uuid;

/// Where a token is asked for.
pub(super) enum Place {
    Tenant(Uuid),
    /// `common` or `organizations`: what is shown tells the tenant.
    Anywhere(String),
}

impl Place {
    pub(super) fn tenant(&self) -> Option<Uuid> {
        match self {
            Self::Tenant(tenant) => Some(*tenant),
            Self::Anywhere(_) => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tenant(tenant) => fmt::Display::fmt(tenant, f),
            Self::Anywhere(name) => f.write_str(name),
        }
    }
}

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The app's id, when what it shows is right.
pub(super) fn authenticate(
    world: &World,
    place: &Place,
    form: &BTreeMap<String, String>,
) -> Result<Uuid, Problem> {
    let named = form
        .get("client_id")
        .filter(|id| !id.is_empty())
        .ok_or_else(|| missing("client_id"))?;
    let app = named
        .parse::<Uuid>()
        .ok()
        .and_then(|id| registration(world, id));
    let app = app.ok_or_else(|| unknown_app(named, place.tenant().unwrap_or_default()))?;
    let now = world.clock.now();
    if let Some(assertion) = form.get("client_assertion") {
        if form.get("client_assertion_type").map(String::as_str) != Some(ASSERTION_TYPE) {
            return Err(missing("client_assertion_type"));
        }
        check_assertion(world, place, app, assertion, now)?;
        return Ok(app.app_id);
    }
    let Some(shown) = form
        .get("client_secret")
        .filter(|secret| !secret.is_empty())
    else {
        let text = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
        return Err(invalid_client(7_000_218, text));
    };
    let Some(secret) = app
        .secrets
        .iter()
        .find(|secret| secret.text == *shown && secret.usable_from <= now)
    else {
        let text = format!(
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret \
             value, not the client secret ID, for a secret added to app '{}'.",
            app.app_id
        );
        return Err(invalid_client(7_000_215, text));
    };
    if secret.ends <= now {
        let text = format!(
            "The provided client secret keys for app '{}' are expired.",
            app.app_id
        );
        return Err(invalid_client(7_000_222, text));
    }
    Ok(app.app_id)
}

/// Where the app is registered, whichever tenant that is.
pub(super) fn registration(world: &World, app: Uuid) -> Option<&Application> {
    world
        .tenants
        .values()
        .find_map(|tenant| tenant.directory.application(app))
}

fn check_assertion(
    world: &World,
    place: &Place,
    app: &Application,
    assertion: &str,
    now: Timestamp,
) -> Result<(), Problem> {
    let bad = |number, text: &str| invalid_client(number, text.to_owned());
    let malformed = || bad(50_027, "JWT token is invalid or malformed.");
    let jwt = Jwt::read(assertion).ok_or_else(malformed)?;
    let expires = jwt.claims["exp"].as_i64().ok_or_else(malformed)?;
    let begins = jwt.claims["nbf"].as_i64().unwrap_or(0);
    // Five minutes of difference between clocks are forgiven.
    if expires + 300 < now.as_second() || begins - 300 > now.as_second() {
        return Err(bad(
            700_024,
            "Client assertion is not within its valid time range.",
        ));
    }
    let issuer = jwt.claims["iss"].as_str().unwrap_or_default();
    if issuer != app.app_id.to_string() {
        return check_federated(app, &jwt);
    }
    if jwt.claims["sub"] != issuer {
        return Err(bad(
            700_021,
            "Client assertion application identifier doesn't match 'client_id' parameter.",
        ));
    }
    let audience = jwt.claims["aud"].as_str().unwrap_or_default();
    if !audiences(world, place).iter().any(|own| own == audience) {
        return Err(bad(
            700_023,
            "Client assertion audience claim does not match Realm issuer.",
        ));
    }
    let certificate = app
        .certificates
        .iter()
        .find(|certificate| is_named(&jwt, certificate));
    let Some(certificate) = certificate else {
        let text = "Client assertion failed signature validation. The certificate with identifier used to sign \
            the client assertion is not registered on application.";
        return Err(bad(700_027, text));
    };
    if !public_key(certificate).is_some_and(|key| jwt.is_signed_by(&key)) {
        return Err(bad(
            700_027,
            "Client assertion failed signature validation.",
        ));
    }
    Ok(())
}

/// The real address counts as well: clients put in what they believe the service is called.
fn audiences(world: &World, place: &Place) -> Vec<String> {
    let base = world.endpoints.login.as_str().trim_end_matches('/');
    let mut own = Vec::new();
    for base in [base, "https://login.microsoftonline.com"] {
        own.push(format!("{base}/{place}/oauth2/v2.0/token"));
        own.push(format!("{base}/{place}/v2.0"));
    }
    own
}

fn is_named(jwt: &Jwt<'_>, certificate: &AppCertificate) -> bool {
    let thumbprint = BASE64.encode(Sha256::digest(&certificate.der));
    jwt.header["x5t#S256"] == thumbprint.as_str()
}

fn public_key(certificate: &AppCertificate) -> Option<Vec<u8>> {
    let der = CertificateDer::from(certificate.der.as_slice());
    let parsed = ParsedCertificate::try_from(&der).ok()?;
    Some(parsed.subject_public_key_info().as_ref().to_vec())
}

/// A workload's own token instead of a secret: its issuer, subject and audience must be registered.
fn check_federated(app: &Application, jwt: &Jwt<'_>) -> Result<(), Problem> {
    let claim = |name: &str| jwt.claims[name].as_str().unwrap_or_default();
    let fits = app.federated.iter().find(|known| {
        known.issuer == claim("iss")
            && known.subject == claim("sub")
            && known.audience == claim("aud")
    });
    let Some(known) = fits else {
        let text = format!(
            "No matching federated identity record found for presented assertion subject '{}'.",
            claim("sub")
        );
        return Err(invalid_client(700_213, text));
    };
    if !jwt.is_signed_by(&known.public_key) {
        return Err(invalid_client(
            700_027,
            "Client assertion failed signature validation.",
        ));
    }
    Ok(())
}
