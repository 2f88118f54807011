//! Entra's word about who signed in: believed when its keys say so, and when it is meant for us,
//! now, and for this sign-in.

use super::documents::{Documents, Signer};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde::Deserialize;
use tenantry_domain::cloud::{CloudFault, TenantId};
use uuid::Uuid;

/// So far our clock and Entra's may be apart.
const SKEW: i64 = 5 * 60;
/// More than any token has; what is longer is not looked at.
const LONGEST: usize = 32 * 1024;

/// Why a token is not believed. A closed list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    #[error("it is no token")]
    Malformed,
    #[error("it is signed in a way that is not accepted")]
    Algorithm,
    #[error("the tenant has no key of this name")]
    KeyUnknown,
    #[error("its signature is not the tenant's")]
    Signature,
    #[error("somebody else issued it")]
    Issuer,
    #[error("it is made out to somebody else")]
    Audience,
    #[error("it is of another tenant")]
    Tenant,
    #[error("its time is over")]
    Expired,
    #[error("its time has not come")]
    TooEarly,
    #[error("it belongs to another sign-in")]
    Nonce,
    #[error(transparent)]
    Cloud(#[from] CloudFault),
}

/// What a token must say.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    pub tenant: TenantId,
    /// The app that the token is made out to.
    pub audience: Uuid,
    /// What the sign-in was begun with.
    pub nonce: Option<&'a str>,
}

/// Who signed in, as far as we care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub tenant: TenantId,
    /// The account's id in its tenant.
    pub account: Uuid,
    pub name: Option<String>,
    /// Whether there was a second factor; unknown when the token does not tell.
    pub second_factor: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    tid: Uuid,
    oid: Uuid,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    preferred_username: Option<String>,
    #[serde(default)]
    amr: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Documents {
    /// Who signed in, if the token is to be believed.
    pub(super) async fn verify(
        &self,
        token: &str,
        expected: Expected<'_>,
    ) -> Result<Identity, Untrusted> {
        if token.len() > LONGEST {
            return Err(Untrusted::Malformed);
        }
        let header = decode_header(token).map_err(|_| Untrusted::Malformed)?;
        // Before any key is looked for: a name of another algorithm is an attack, not a variant.
        if header.alg != Algorithm::RS256 {
            return Err(Untrusted::Algorithm);
        }
        let key_id = header.kid.ok_or(Untrusted::KeyUnknown)?;
        let signer = self.signer(expected.tenant, &key_id).await?;
        let signer = signer.ok_or(Untrusted::KeyUnknown)?;
        verify_at(token, &signer, expected, Timestamp::now())
    }
}

/// The same without looking at a clock or a network.
fn verify_at(
    token: &str,
    signer: &Signer,
    expected: Expected<'_>,
    now: Timestamp,
) -> Result<Identity, Untrusted> {
    // All claims are compared below, where each gets its own answer; here the signature is checked.
    let mut rules = Validation::new(Algorithm::RS256);
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.required_spec_claims.clear();
    let claims = decode::<Claims>(token, &signer.key, &rules).map_err(|error| {
        if matches!(
            error.kind(),
            jsonwebtoken::errors::ErrorKind::InvalidSignature
        ) {
            Untrusted::Signature
        } else {
            Untrusted::Malformed
        }
    })?;
    let claims = claims.claims;
    if claims.iss != signer.issuer {
        return Err(Untrusted::Issuer);
    }
    if claims.tid != expected.tenant.as_uuid() {
        return Err(Untrusted::Tenant);
    }
    let ours = expected.audience.to_string();
    let for_us = match &claims.aud {
        Audience::One(audience) => *audience == ours,
        Audience::Many(audiences) => audiences.contains(&ours),
    };
    if !for_us {
        return Err(Untrusted::Audience);
    }
    if claims.exp.saturating_add(SKEW) <= now.as_second() {
        return Err(Untrusted::Expired);
    }
    if claims
        .nbf
        .is_some_and(|nbf| nbf.saturating_sub(SKEW) > now.as_second())
    {
        return Err(Untrusted::TooEarly);
    }
    if expected.nonce.is_some() && claims.nonce.as_deref() != expected.nonce {
        return Err(Untrusted::Nonce);
    }
    Ok(Identity {
        tenant: expected.tenant,
        account: claims.oid,
        name: claims.preferred_username,
        second_factor: claims.amr.as_deref().map(strong),
    })
}

fn strong(methods: &[String]) -> bool {
    methods.iter().any(|it| it == "mfa" || it == "ngcmfa")
}

/// What an access token lets be seen of how its person signed in. It is meant for somebody else,
/// and may be sealed: a hint for those who otherwise know nothing, and never a proof.
pub(super) fn second_factor_hint(access_token: &str) -> Option<bool> {
    #[derive(Deserialize)]
    struct Hint {
        amr: Vec<String>,
    }
    let hint: Hint = jsonwebtoken::dangerous::insecure_decode_claims(access_token).ok()?;
    Some(strong(&hint.amr))
}

#[cfg(test)]
mod tests;
