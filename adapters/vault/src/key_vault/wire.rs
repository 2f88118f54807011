//! What Key Vault is asked, one request each, through Microsoft's client.

use std::collections::HashMap;
use std::sync::Arc;

use azure_core::credentials::TokenCredential;
use azure_core::error::Error;
use azure_core::http::{ClientOptions, HttpClient, RetryOptions, Transport, Url};
use azure_security_keyvault_secrets::models::{
    SecretClientListSecretPropertiesOptions, SecretProperties, SetSecretParameters,
};
use azure_security_keyvault_secrets::{ResourceExt, SecretClient, SecretClientOptions};
use futures::TryStreamExt as _;
use tenantry_domain::cloud::Effect;
use tenantry_domain::cloud::vault::{Secret, SecretName, SecretValue, SecretVersion, VaultFault};
use tenantry_domain::ids::MspId;

use super::fault::{Met, met, not_understood};
use super::names;

/// The tag, and its value, of a secret that counts as deleted.
const MARK: (&str, &str) = ("tenantry", "deleted");

/// What a name holds.
pub(super) enum Held {
    Secret(Secret),
    /// The mark that says "deleted".
    Mark,
}

/// What is written under a name.
#[derive(Clone, Copy)]
pub(super) enum Writing<'a> {
    Secret(&'a SecretValue),
    Mark,
}

impl Writing<'_> {
    pub(super) fn is(self, other: &SecretValue) -> bool {
        match self {
            Self::Secret(value) => value.expose() == other.expose(),
            Self::Mark => false,
        }
    }
}

/// One Key Vault and how it is asked.
pub(super) struct Wire {
    place: String,
    client: SecretClient,
}

impl Wire {
    pub(super) fn new(
        url: &str,
        credential: Arc<dyn TokenCredential>,
        http: Arc<dyn HttpClient>,
    ) -> Result<Self, VaultFault> {
        let wrong = |reason: String| VaultFault::Misconfigured {
            place: "in Azure".to_owned(),
            reason,
        };
        let place = origin(url).map_err(wrong)?;
        let options = SecretClientOptions {
            client_options: ClientOptions {
                transport: Some(Transport::new(http)),
                // It would wait for as long as the other side says. Who asks repeats.
                retry: RetryOptions::none(),
                ..ClientOptions::default()
            },
            ..SecretClientOptions::default()
        };
        let client = SecretClient::new(&place, credential, Some(options));
        let client = client.map_err(|error| wrong(error.to_string()))?;
        Ok(Self { place, client })
    }

    pub(super) fn place(&self) -> &str {
        &self.place
    }

    fn read(&self, error: &Error) -> Met {
        met(&self.place, error, Effect::None)
    }

    fn written(&self, error: &Error) -> Met {
        met(&self.place, error, Effect::Unknown)
    }

    /// Whether we are let in: the first name of whatever is there.
    pub(super) async fn knock(&self) -> Result<(), Met> {
        let options = SecretClientListSecretPropertiesOptions {
            maxresults: Some(1),
            ..SecretClientListSecretPropertiesOptions::default()
        };
        let pages = self.client.list_secret_properties(Some(options));
        let mut pages = pages.map_err(|error| self.read(&error))?.into_pages();
        let first = pages.try_next().await;
        first.map(drop).map_err(|error| self.read(&error))
    }

    pub(super) async fn look(&self, called: &str) -> Result<Option<Held>, Met> {
        let answer = self.client.get_secret(called, None).await;
        let answer = match answer.map_err(|error| self.read(&error)) {
            Err(Met::NotThere) => return Ok(None),
            answer => answer?,
        };
        let senseless = || not_understood(&self.place, Effect::None);
        let found = answer.into_model().map_err(|_| senseless())?;
        if is_marked(found.tags.as_ref()) {
            return Ok(Some(Held::Mark));
        }
        let version = version(&found).ok_or_else(senseless)?;
        let value = SecretValue::new(found.value.ok_or_else(senseless)?);
        let value = value.map_err(|_| {
            Met::Fault(VaultFault::Unreadable {
                place: self.place.clone(),
                reason: "a secret in it was written by others: it is empty or too large",
            })
        })?;
        Ok(Some(Held::Secret(Secret { value, version })))
    }

    pub(super) async fn set(
        &self,
        called: &str,
        writing: Writing<'_>,
    ) -> Result<SecretVersion, Met> {
        let parameters = match writing {
            Writing::Secret(value) => SetSecretParameters {
                value: Some(value.expose().to_owned()),
                ..SetSecretParameters::default()
            },
            Writing::Mark => SetSecretParameters {
                value: Some(MARK.1.to_owned()),
                tags: Some(HashMap::from([(MARK.0.to_owned(), MARK.1.to_owned())])),
                ..SetSecretParameters::default()
            },
        };
        let senseless = || not_understood(&self.place, Effect::Unknown);
        let body = parameters.try_into().map_err(|_| senseless())?;
        let answer = self.client.set_secret(called, body, None).await;
        let answer = answer.map_err(|error| self.written(&error))?;
        let written = answer.into_model().map_err(|_| senseless())?;
        version(&written).ok_or_else(senseless)
    }

    /// Begins a recovery. That somebody else began or ended it is just as well; whether it was
    /// ours is the answer.
    pub(super) async fn recover(&self, called: &str) -> Result<bool, Met> {
        let answer = self.client.recover_deleted_secret(called, None).await;
        match answer.map_err(|error| self.written(&error)) {
            Ok(_) => Ok(true),
            Err(Met::NotThere | Met::Deleted | Met::OnItsWay) => Ok(false),
            Err(met) => Err(met),
        }
    }

    /// Begins a deletion. The name is gone at once.
    pub(super) async fn delete(&self, called: &str) -> Result<(), Met> {
        let answer = self.client.delete_secret(called, None).await;
        match answer.map_err(|error| self.written(&error)) {
            Ok(_) | Err(Met::NotThere | Met::Deleted) => Ok(()),
            Err(met) => Err(met),
        }
    }

    pub(super) async fn names(&self, msp: MspId) -> Result<Vec<SecretName>, Met> {
        let found = self.client.list_secret_properties(None);
        let found = found.map_err(|error| self.read(&error))?;
        let found: Result<Vec<SecretProperties>, Error> = found.try_collect().await;
        let found = found.map_err(|error| self.read(&error))?;
        let kept = found.iter().filter(|it| !is_marked(it.tags.as_ref()));
        let names = kept.filter_map(|it| names::read(&it.resource_id().ok()?.name));
        let mut own: Vec<SecretName> = names.filter(|name| name.msp() == msp).collect();
        own.sort();
        // A list that changes between two pages can show a name twice.
        own.dedup();
        Ok(own)
    }
}

fn version(secret: &impl ResourceExt) -> Option<SecretVersion> {
    let id = secret.resource_id().ok()?;
    id.version.map(SecretVersion::new)
}

/// The vault's URL, if it is one. It is not repeated when it is not: there may be a password in it.
fn origin(url: &str) -> Result<String, String> {
    let url = Url::parse(url).map_err(|error| format!("its URL is none: {error}"))?;
    let plain = url.username().is_empty() && url.password().is_none();
    let alone = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if url.scheme() == "https" && url.has_host() && plain && alone {
        Ok(url.origin().ascii_serialization())
    } else {
        Err("a URL of https and a host is expected, and nothing else in it".to_owned())
    }
}

fn is_marked(tags: Option<&HashMap<String, String>>) -> bool {
    let (tag, value) = MARK;
    tags.and_then(|tags| tags.get(tag))
        .is_some_and(|it| it == value)
}
