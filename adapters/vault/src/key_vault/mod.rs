//! The vault in Azure: secrets are kept by Key Vault, through Microsoft's own client.
//!
//! Three things are different there, and made alike here:
//!
//! - A deleted secret keeps its name for days. Who puts it anew gets it recovered and overwritten.
//!   Between these two steps the old secret would be back, so deleting first overwrites it with a
//!   mark that says "deleted"; whatever bears the mark is not there.
//! - There is no compare-and-set. Writers of one process take turns and compare before they write.
//!   Between two processes one round trip stays open: those who share a vault must not renew the
//!   same secret at once, which the leases of sagas see to.
//! - Older versions stay until the secret is purged. They are never read here.
//!
//! `names`: what a secret is called there. `fault`: what its answers mean.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use azure_core::credentials::TokenCredential;
use azure_core::http::{ClientOptions, HttpClient, RetryOptions, Transport, Url};
use azure_security_keyvault_secrets::models::{
    SecretClientListSecretPropertiesOptions, SecretProperties, SetSecretParameters,
};
use azure_security_keyvault_secrets::{ResourceExt as _, SecretClient, SecretClientOptions};
use futures::TryStreamExt as _;
use tenantry_domain::cloud::Effect;
use tenantry_domain::cloud::vault::{
    Expected, Removal, Secret, SecretName, SecretValue, SecretVersion, Vault, VaultFault,
};
use tenantry_domain::ids::MspId;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Instant, sleep};

mod fault;
mod names;

use fault::{Met, after_a_write, met, not_understood};

/// Which Key Vault, as whom, and how to get there.
#[derive(Clone)]
pub struct Settings {
    /// Such as `https://my-vault.vault.azure.net`.
    pub url: String,
    pub credential: Arc<dyn TokenCredential>,
    pub http: Arc<dyn HttpClient>,
    /// How long a call may take with all its repetitions.
    pub patience: Duration,
    /// Before the first repetition; each further one waits twice as long.
    pub pause: Duration,
}

impl Settings {
    pub fn new(
        url: impl Into<String>,
        credential: Arc<dyn TokenCredential>,
        http: Arc<dyn HttpClient>,
    ) -> Self {
        Self {
            url: url.into(),
            credential,
            http,
            patience: Duration::from_secs(45),
            pause: Duration::from_millis(250),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Settings");
        shown.field("url", &self.url).finish_non_exhaustive()
    }
}

const LONGEST_PAUSE: Duration = Duration::from_secs(5);
const TURNS: usize = 64;
/// The tag, and its value, of a secret that counts as deleted.
const MARK: (&str, &str) = ("tenantry", "deleted");

/// A vault in Azure.
pub struct KeyVault {
    place: String,
    client: SecretClient,
    patience: Duration,
    pause: Duration,
    /// One of them per name, several names per turn: whoever writes waits for it.
    turns: [Mutex<()>; TURNS],
    hasher: RandomState,
}

impl fmt::Debug for KeyVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("KeyVault");
        shown.field("place", &self.place).finish_non_exhaustive()
    }
}

/// What a name holds.
enum Held {
    Secret(Secret),
    /// The mark that says "deleted".
    Mark,
}

impl KeyVault {
    /// Opens the vault, and looks whether it lets us in.
    pub async fn open(settings: Settings) -> Result<Self, VaultFault> {
        let wrong = |reason: String| VaultFault::Misconfigured {
            place: "in Azure".to_owned(),
            reason,
        };
        let url = origin(&settings.url).map_err(wrong)?;
        let client = client(&url, settings.credential, settings.http).map_err(wrong)?;
        let vault = Self {
            place: url,
            client,
            patience: settings.patience,
            pause: settings.pause,
            turns: [const { Mutex::const_new(()) }; TURNS],
            hasher: RandomState::new(),
        };
        let first_page = vault.patiently(|| vault.page(1)).await;
        first_page.map_err(|met| vault.fault(met))?;
        Ok(vault)
    }

    async fn turn(&self, name: &SecretName) -> MutexGuard<'_, ()> {
        let turns = TURNS as u64;
        let turn = usize::try_from(self.hasher.hash_one(name) % turns).unwrap_or_default();
        self.turns[turn].lock().await
    }

    /// Repeats what may pass by itself. All that is asked here can be asked twice.
    async fn patiently<T, F>(&self, mut ask: impl FnMut() -> F) -> Result<T, Met>
    where
        F: Future<Output = Result<T, Met>> + Send,
    {
        let end = Instant::now() + self.patience;
        let mut pause = self.pause;
        let mut written_perhaps = false;
        loop {
            let met = match ask().await {
                Ok(answer) => return Ok(answer),
                Err(Met::NotThere) => return Err(Met::NotThere),
                Err(met) => met,
            };
            if let Met::Fault(fault) = &met {
                written_perhaps |= fault.effect() == Effect::Unknown;
            }
            match pause_after(&met, pause) {
                Some(wait) if Instant::now() + wait <= end => sleep(wait).await,
                _ if written_perhaps => {
                    let fault = after_a_write(&self.place, self.fault(met));
                    return Err(Met::Fault(fault));
                }
                _ => return Err(met),
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// A secret that is not there, or nowhere yet, is the business of whoever asks.
    fn fault(&self, met: Met) -> VaultFault {
        match met {
            Met::Fault(fault) => fault,
            Met::NotThere | Met::Deleted | Met::OnItsWay => VaultFault::Unavailable {
                place: self.place.clone(),
                reason: "the secret's name is still being deleted or recovered".to_owned(),
                effect: Effect::None,
            },
        }
    }

    async fn held(&self, name: &SecretName) -> Result<Option<Held>, VaultFault> {
        let called = names::write(name);
        match self.patiently(|| self.look(&called)).await {
            Ok(held) => Ok(Some(held)),
            Err(Met::NotThere) => Ok(None),
            Err(met) => Err(self.fault(met)),
        }
    }

    async fn look(&self, called: &str) -> Result<Held, Met> {
        let answer = self.client.get_secret(called, None).await;
        let answer = answer.map_err(|error| met(&self.place, &error, Effect::None))?;
        let senseless = || not_understood(&self.place, Effect::None);
        let found = answer.into_model().map_err(|_| senseless())?;
        if is_marked(found.tags.as_ref()) {
            return Ok(Held::Mark);
        }
        let version = found.resource_id().ok().and_then(|id| id.version);
        let unfit = |_| {
            Met::Fault(VaultFault::Unreadable {
                place: self.place.clone(),
                reason: "a secret in it was written by others: it is empty or too large",
            })
        };
        Ok(Held::Secret(Secret {
            value: SecretValue::new(found.value.ok_or_else(senseless)?).map_err(unfit)?,
            version: SecretVersion::new(version.ok_or_else(senseless)?),
        }))
    }

    /// Writes, and takes the name out of the bin where it is in there.
    async fn set(
        &self,
        name: &SecretName,
        text: &str,
        tags: Option<HashMap<String, String>>,
    ) -> Result<SecretVersion, VaultFault> {
        let called = names::write(name);
        let set = self.patiently(|| async {
            match self.set_once(&called, text, tags.clone()).await {
                Err(Met::Deleted) => {
                    self.recover(&called).await?;
                    Err(Met::OnItsWay)
                }
                outcome => outcome,
            }
        });
        set.await.map_err(|met| self.fault(met))
    }

    async fn set_once(
        &self,
        called: &str,
        text: &str,
        tags: Option<HashMap<String, String>>,
    ) -> Result<SecretVersion, Met> {
        let parameters = SetSecretParameters {
            value: Some(text.to_owned()),
            tags,
            ..SetSecretParameters::default()
        };
        let senseless = || not_understood(&self.place, Effect::Unknown);
        let body = parameters.try_into().map_err(|_| senseless())?;
        let answer = self.client.set_secret(called, body, None).await;
        let answer = answer.map_err(|error| met(&self.place, &error, Effect::Unknown))?;
        let written = answer.into_model().map_err(|_| senseless())?;
        let version = written.resource_id().ok().and_then(|id| id.version);
        Ok(SecretVersion::new(version.ok_or_else(senseless)?))
    }

    /// Begins a recovery. That it was begun or ended by somebody else is just as well.
    async fn recover(&self, called: &str) -> Result<(), Met> {
        let answer = self.client.recover_deleted_secret(called, None).await;
        match answer.map_err(|error| met(&self.place, &error, Effect::Unknown)) {
            Ok(_) | Err(Met::NotThere | Met::Deleted | Met::OnItsWay) => Ok(()),
            Err(met) => Err(met),
        }
    }

    async fn delete_once(&self, called: &str) -> Result<(), Met> {
        let answer = self.client.delete_secret(called, None).await;
        match answer.map_err(|error| met(&self.place, &error, Effect::Unknown)) {
            Ok(_) | Err(Met::NotThere | Met::Deleted) => Ok(()),
            Err(met) => Err(met),
        }
    }

    /// The first page of what the vault has, of so many names.
    async fn page(&self, names: i32) -> Result<(), Met> {
        let options = SecretClientListSecretPropertiesOptions {
            maxresults: Some(names),
            ..SecretClientListSecretPropertiesOptions::default()
        };
        let failed = |error| met(&self.place, &error, Effect::None);
        let pages = self.client.list_secret_properties(Some(options));
        let mut pages = pages.map_err(failed)?.into_pages();
        pages.try_next().await.map_err(failed)?;
        Ok(())
    }

    async fn names(&self, msp: MspId) -> Result<Vec<SecretName>, Met> {
        let failed = |error| met(&self.place, &error, Effect::None);
        let found = self.client.list_secret_properties(None).map_err(failed)?;
        let found: Vec<SecretProperties> = found.try_collect().await.map_err(failed)?;
        let kept = found.iter().filter(|it| !is_marked(it.tags.as_ref()));
        let names = kept.filter_map(|it| names::read(&it.resource_id().ok()?.name));
        let mut own: Vec<SecretName> = names.filter(|name| name.msp() == msp).collect();
        own.sort();
        // A list that changes between two pages can show a name twice.
        own.dedup();
        Ok(own)
    }
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

/// Its own repetitions are switched off: they would wait for as long as the other side says.
fn client(
    url: &str,
    credential: Arc<dyn TokenCredential>,
    http: Arc<dyn HttpClient>,
) -> Result<SecretClient, String> {
    let options = SecretClientOptions {
        client_options: ClientOptions {
            transport: Some(Transport::new(http)),
            retry: RetryOptions::none(),
            ..ClientOptions::default()
        },
        ..SecretClientOptions::default()
    };
    SecretClient::new(url, credential, Some(options)).map_err(|error| error.to_string())
}

/// How long to wait before asking again; none when that is of no use.
fn pause_after(met: &Met, pause: Duration) -> Option<Duration> {
    match met {
        Met::Deleted | Met::OnItsWay | Met::Fault(VaultFault::Unavailable { .. }) => Some(pause),
        Met::Fault(VaultFault::Throttled { retry_after, .. }) => Some(retry_after.unwrap_or(pause)),
        Met::NotThere | Met::Fault(_) => None,
    }
}

fn is_marked(tags: Option<&HashMap<String, String>>) -> bool {
    let (tag, value) = MARK;
    tags.and_then(|tags| tags.get(tag))
        .is_some_and(|it| it == value)
}

#[async_trait]
impl Vault for KeyVault {
    async fn put(
        &self,
        name: &SecretName,
        value: &SecretValue,
        expected: &Expected,
    ) -> Result<SecretVersion, VaultFault> {
        let _turn = self.turn(name).await;
        let fits = match expected {
            Expected::Anything => true,
            Expected::Nothing => !matches!(self.held(name).await?, Some(Held::Secret(_))),
            Expected::Version(version) => match self.held(name).await? {
                Some(Held::Secret(secret)) => secret.version == *version,
                Some(Held::Mark) | None => false,
            },
        };
        if !fits {
            return Err(VaultFault::SecretChanged { name: name.clone() });
        }
        self.set(name, value.expose(), None).await
    }

    async fn get(&self, name: &SecretName) -> Result<Secret, VaultFault> {
        match self.held(name).await? {
            Some(Held::Secret(secret)) => Ok(secret),
            Some(Held::Mark) | None => Err(VaultFault::SecretNotThere { name: name.clone() }),
        }
    }

    async fn delete(&self, name: &SecretName) -> Result<Removal, VaultFault> {
        let _turn = self.turn(name).await;
        let removal = match self.held(name).await? {
            None => return Ok(Removal::WasNotThere),
            // Somebody was interrupted here: what is left to do is done.
            Some(Held::Mark) => Removal::WasNotThere,
            Some(Held::Secret(_)) => {
                let (tag, value) = MARK;
                let tags = HashMap::from([(tag.to_owned(), value.to_owned())]);
                self.set(name, value, Some(tags)).await?;
                Removal::Removed
            }
        };
        let called = names::write(name);
        let deleted = self.patiently(|| self.delete_once(&called)).await;
        deleted.map_err(|met| self.fault(met))?;
        Ok(removal)
    }

    async fn list(&self, msp: MspId) -> Result<Vec<SecretName>, VaultFault> {
        let names = self.patiently(|| self.names(msp)).await;
        names.map_err(|met| self.fault(met))
    }
}
