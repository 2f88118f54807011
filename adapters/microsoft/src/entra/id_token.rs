//! Entra's word about somebody: believed when its keys say so, and when it is meant for us, now, and
//! for this sign-in.

use super::app::Authority;
use super::documents::{Documents, Signer};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use tenantry_domain::cloud::directory::GroupId;
use tenantry_domain::cloud::{TenantId, Untrusted};
use uuid::Uuid;

/// So far our clock and Entra's may be apart.
const SKEW: i64 = 5 * 60;
/// More than any token has; what is longer is not looked at.
const LONGEST: usize = 32 * 1024;

/// Where the issuer of what serves all organizations has a place for the tenant.
const PLACE_OF_TENANT: &str = "{tenantid}";

/// What a token must say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'a> {
    /// Whose token it must be.
    pub authority: Authority,
    /// To whom it may be made out.
    pub audiences: &'a [String],
    /// What the sign-in was begun with.
    pub nonce: Option<&'a str>,
}

/// Who signed in, as far as we care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub tenant: TenantId,
    /// The account's id in its tenant.
    pub account: Uuid,
    pub name: Option<String>,
    pub login: Option<String>,
    /// Whether there was a second factor; unknown when the token does not tell.
    pub second_factor: Option<bool>,
}

/// What a token says of its bearer's groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum GroupsTold {
    /// These. Entra leaves the claim out for somebody who is in none.
    All(Vec<GroupId>),
    /// There are too many for a token, or they are named in a way that we do not know.
    Elsewhere,
}

/// What a token says that is believed.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Claims {
    iss: String,
    aud: Audience,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    tid: Uuid,
    #[serde(default)]
    oid: Option<Uuid>,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    preferred_username: Option<String>,
    #[serde(default)]
    amr: Option<Vec<String>>,
    /// What an app may do on behalf of the person.
    #[serde(default)]
    scp: Option<String>,
    /// The app that a token was given to.
    #[serde(default)]
    azp: Option<String>,
    #[serde(default)]
    idtyp: Option<String>,
    #[serde(default)]
    groups: Value,
    #[serde(default)]
    hasgroups: Value,
    #[serde(default, rename = "_claim_names")]
    claim_names: Value,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn is_one_of(&self, ours: &[String]) -> bool {
        match self {
            Self::One(audience) => ours.contains(audience),
            Self::Many(audiences) => audiences.iter().any(|audience| ours.contains(audience)),
        }
    }
}

impl Claims {
    pub(super) fn identity(&self) -> Result<Identity, Untrusted> {
        Ok(Identity {
            tenant: TenantId::new(self.tid),
            account: self.oid.ok_or(Untrusted::Malformed)?,
            name: self.name.clone(),
            login: self.preferred_username.clone(),
            second_factor: self.amr.as_deref().map(strong),
        })
    }

    pub(super) fn groups(&self) -> GroupsTold {
        let many = self.hasgroups == true || self.hasgroups == "true";
        if many || self.claim_names.get("groups").is_some() {
            return GroupsTold::Elsewhere;
        }
        let all = match &self.groups {
            Value::Null => Some(Vec::new()),
            Value::Array(all) => all.iter().map(|it| it.as_str()?.parse().ok()).collect(),
            _ => None,
        };
        all.map_or(GroupsTold::Elsewhere, GroupsTold::All)
    }

    /// Whether the token speaks for an app by itself: it was given to one, and on behalf of nobody.
    pub(super) fn is_of_app(&self) -> bool {
        let alone = self.scp.is_none() && self.azp.is_some();
        alone || self.idtyp.as_deref() == Some("app")
    }

    pub(super) fn allows(&self, scope: &str) -> bool {
        let allowed = self.scp.as_deref().unwrap_or_default();
        allowed.split_ascii_whitespace().any(|it| it == scope)
    }

    pub(super) fn until(&self) -> Timestamp {
        Timestamp::from_second(self.exp).unwrap_or(Timestamp::MAX)
    }
}

impl Documents {
    /// What the token says, if it is to be believed.
    pub(super) async fn verify(
        &self,
        token: &str,
        expected: Expected<'_>,
    ) -> Result<Claims, Untrusted> {
        if token.len() > LONGEST {
            return Err(Untrusted::Malformed);
        }
        let header = decode_header(token).map_err(|_| Untrusted::Malformed)?;
        // Before any key is looked for: a name of another algorithm is an attack, not a variant.
        if header.alg != Algorithm::RS256 {
            return Err(Untrusted::Algorithm);
        }
        let key_id = header.kid.ok_or(Untrusted::KeyUnknown)?;
        let signer = self.signer(expected.authority, &key_id).await?;
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
) -> Result<Claims, Untrusted> {
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
    match expected.authority {
        Authority::Tenant(tenant) => {
            if claims.iss != signer.issuer {
                return Err(Untrusted::Issuer);
            }
            if claims.tid != tenant.as_uuid() {
                return Err(Untrusted::Tenant);
            }
        }
        Authority::Organizations => {
            // Without a place for the tenant nothing would tie the one that is named to the issuer.
            let issuer = signer.issuer.split_once(PLACE_OF_TENANT);
            let (before, after) = issuer.ok_or(Untrusted::Issuer)?;
            if claims.iss != format!("{before}{}{after}", claims.tid.hyphenated()) {
                return Err(Untrusted::Issuer);
            }
        }
    }
    if !claims.aud.is_one_of(expected.audiences) {
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
    Ok(claims)
}

fn strong(methods: &[String]) -> bool {
    methods.iter().any(|it| it == "mfa" || it == "ngcmfa")
}

/// What an access token lets be seen of how its person signed in. It is meant for somebody else,
/// and may be sealed: a hint for those who otherwise know nothing, and never a proof.
pub(super) fn second_factor_hint(access_token: &SecretString) -> Option<bool> {
    #[derive(Deserialize)]
    struct Hint {
        amr: Vec<String>,
    }
    let hint: Hint =
        jsonwebtoken::dangerous::insecure_decode_claims(access_token.expose_secret()).ok()?;
    Some(strong(&hint.amr))
}

#[cfg(test)]
mod tests;
