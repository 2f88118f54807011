//! What Entra publishes about a tenant for everybody: where it is, and with which keys it signs.

use super::app::{API, Authority, login_address};
use crate::fault::EntraDialect;
use crate::settings::Endpoints;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, PublicKeyUse};
use serde::Deserialize;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::{Call, Http};
use tokio::sync::Mutex as Flight;
use tokio::time::Instant;
use url::Url;

const DEADLINE: Duration = Duration::from_secs(30);
const LARGEST: usize = 1024 * 1024;

/// How long what was published is taken for true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyRules {
    pub lasts: Duration,
    /// So long it serves when nothing newer can be had.
    pub serves: Duration,
    /// A key that nobody knows makes us look again, but not more often than this: anybody can name
    /// keys that are not there.
    pub between_looks: Duration,
}

impl Default for KeyRules {
    fn default() -> Self {
        Self {
            lasts: Duration::from_hours(12),
            serves: Duration::from_hours(48),
            between_looks: Duration::from_mins(1),
        }
    }
}

/// The part of a tenant's metadata that we use.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Metadata {
    pub issuer: String,
    jwks_uri: Url,
    #[serde(default)]
    pub tenant_region_scope: Option<String>,
    #[serde(default)]
    pub cloud_instance_name: Option<String>,
}

#[derive(Deserialize)]
struct Published {
    keys: Vec<serde_json::Value>,
}

/// What a tenant signs with, and as whom. What serves all organizations signs as each of them: there the
/// issuer has a place for the tenant.
#[derive(Clone)]
pub(super) struct Signer {
    pub issuer: String,
    pub key: DecodingKey,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Known {
    signers: HashMap<String, Signer>,
    since: Instant,
}

#[derive(Debug, Default)]
struct Place {
    known: Mutex<Option<Arc<Known>>>,
    /// When somebody looked last. Held by whoever is looking.
    looked: Flight<Option<Instant>>,
}

impl Place {
    fn known(&self) -> Option<Arc<Known>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.clone()
    }

    /// What is known of the key, if it was learned no longer ago than this.
    fn signer(&self, key_id: &str, within: Duration) -> Option<Signer> {
        let known = self.known()?;
        let young = known.since.elapsed() < within;
        young.then(|| known.signers.get(key_id).cloned()).flatten()
    }

    fn learn(&self, signers: HashMap<String, Signer>) {
        let since = Instant::now();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some(Arc::new(Known { signers, since }));
    }
}

/// Reads what Entra publishes, and remembers it for a while.
#[derive(Debug, Clone)]
pub(super) struct Documents {
    http: Http,
    endpoints: Arc<Endpoints>,
    rules: KeyRules,
    places: Arc<Mutex<HashMap<Authority, Arc<Place>>>>,
}

impl Documents {
    pub(super) fn new(http: Http, endpoints: Arc<Endpoints>, rules: KeyRules) -> Self {
        Self {
            http,
            endpoints,
            rules,
            places: Arc::default(),
        }
    }

    /// The metadata of the tenant with this id or domain.
    pub(super) async fn metadata(&self, tenant: &str) -> Result<Metadata, CloudFault> {
        let path = format!("/{tenant}/v2.0/.well-known/openid-configuration");
        let answer = self.read(login_address(&self.endpoints, &path)?, tenant);
        answer.await
    }

    /// With what this authority signs under this key's id; none when it has no such key.
    pub(super) async fn signer(
        &self,
        authority: Authority,
        key_id: &str,
    ) -> Result<Option<Signer>, CloudFault> {
        let place = {
            let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(places.entry(authority).or_default())
        };
        let rules = self.rules;
        // Whoever comes with a known key does not wait for those who come with another.
        if let Some(signer) = place.signer(key_id, rules.lasts) {
            return Ok(Some(signer));
        }
        // One looks; the others wait here and find what it brought.
        let mut looked = place.looked.lock().await;
        if let Some(signer) = place.signer(key_id, rules.lasts) {
            return Ok(Some(signer));
        }
        let old = place.signer(key_id, rules.serves);
        let lately = |at: Instant| at.elapsed() < rules.between_looks;
        if place.known().is_some() && looked.is_some_and(lately) {
            return Ok(old);
        }
        *looked = Some(Instant::now());
        match self.look(authority).await {
            Ok(signers) => {
                let found = signers.get(key_id).cloned();
                place.learn(signers);
                Ok(found)
            }
            // Keys are announced long before they are used and kept long after: an old list serves.
            Err(_) if old.is_some() => Ok(old),
            Err(fault) => Err(fault),
        }
    }

    async fn look(&self, authority: Authority) -> Result<HashMap<String, Signer>, CloudFault> {
        let authority = authority.to_string();
        let metadata = self.metadata(&authority).await?;
        if metadata.jwks_uri.origin() != self.endpoints.login.origin() {
            let host = metadata.jwks_uri.host_str().unwrap_or_default();
            let why = format!("the keys are said to be at {host}");
            return Err(CloudFault::new(Cause::RedirectRefused, API, why));
        }
        let published: Published = self.read(metadata.jwks_uri, &authority).await?;
        let keys = published.keys.into_iter();
        Ok(keys
            .filter_map(|key| signer(key, &metadata.issuer))
            .collect())
    }

    async fn read<T: serde::de::DeserializeOwned>(
        &self,
        url: Url,
        tenant: &str,
    ) -> Result<T, CloudFault> {
        let call = Call::get(url, API)
            .tenant(tenant)
            .deadline(DEADLINE)
            .limit(LARGEST);
        self.http.send(call, &EntraDialect).await?.json()
    }
}

/// A key for signatures, with its id. Keys of kinds that we do not know are none of our business.
fn signer(key: serde_json::Value, issuer: &str) -> Option<(String, Signer)> {
    let named_issuer = key.get("issuer").and_then(serde_json::Value::as_str);
    // A key may be published for one issuer only: then it signs for no other.
    let issuer = match named_issuer {
        Some(named) if named != issuer && !named.contains("{tenantid}") => return None,
        _ => issuer.to_owned(),
    };
    let key: Jwk = serde_json::from_value(key).ok()?;
    let signs = !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption));
    if !signs || !matches!(key.algorithm, AlgorithmParameters::RSA(_)) {
        return None;
    }
    let id = key.common.key_id.clone()?;
    let key = DecodingKey::from_jwk(&key).ok()?;
    Some((id, Signer { issuer, key }))
}
