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
//! `identity`: as whom we come. `names`: what a secret is called there. `wire`: one request each,
//! asked once. `fault`: what its answers mean.

use std::fmt;
use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use async_trait::async_trait;
use azure_core::credentials::TokenCredential;
use azure_core::http::HttpClient;
use tenantry_domain::cloud::Effect;
use tenantry_domain::cloud::vault::{
    Expected, Removal, Secret, SecretName, SecretValue, SecretVersion, Vault, VaultFault,
};
use tenantry_domain::ids::MspId;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Instant, sleep};

mod fault;
mod identity;
mod names;

pub use identity::{Identity, transport};
mod wire;

use fault::{Met, after_a_write};
use wire::{Held, Wire, Writing};

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

/// What happened to a write before it is repeated.
#[derive(Default)]
struct Progress {
    /// An answer was lost.
    written_perhaps: AtomicBool,
    /// We took the name out of the bin. What was in there counts as deleted, marked or not.
    recovered: AtomicBool,
}

/// A vault in Azure.
pub struct KeyVault {
    wire: Wire,
    patience: Duration,
    pause: Duration,
    /// One of them per name, several names per turn: whoever writes waits for it.
    turns: [Mutex<()>; TURNS],
    hasher: RandomState,
}

impl fmt::Debug for KeyVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("KeyVault");
        shown
            .field("place", &self.wire.place())
            .finish_non_exhaustive()
    }
}

impl KeyVault {
    /// Opens the vault, and looks whether it lets us in.
    pub async fn open(settings: Settings) -> Result<Self, VaultFault> {
        let wire = Wire::new(&settings.url, settings.credential, settings.http)?;
        let vault = Self {
            wire,
            patience: settings.patience,
            pause: settings.pause,
            turns: [const { Mutex::const_new(()) }; TURNS],
            hasher: RandomState::new(),
        };
        let let_in = vault.patiently(|| vault.wire.knock()).await;
        let_in.map_err(|met| vault.fault(met))?;
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
                Err(met @ (Met::NotThere | Met::Changed)) => return Err(met),
                Err(met) => met,
            };
            if let Met::Fault(fault) = &met {
                written_perhaps |= fault.effect() == Effect::Unknown;
            }
            match pause_after(&met, pause) {
                Some(wait) if Instant::now() + wait <= end => sleep(wait).await,
                _ if written_perhaps => {
                    let fault = after_a_write(self.wire.place(), self.fault(met));
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
            Met::NotThere | Met::Deleted | Met::OnItsWay | Met::Changed => {
                VaultFault::Unavailable {
                    place: self.wire.place().to_owned(),
                    reason: "the secret's name is still being deleted or recovered".to_owned(),
                    effect: Effect::None,
                }
            }
        }
    }

    async fn held(&self, name: &SecretName) -> Result<Option<Held>, VaultFault> {
        let called = names::write(name);
        let held = self.patiently(|| self.wire.look(&called)).await;
        held.map_err(|met| self.fault(met))
    }

    async fn set(
        &self,
        name: &SecretName,
        writing: Writing<'_>,
        expected: &Expected,
    ) -> Result<SecretVersion, VaultFault> {
        let called = names::write(name);
        let progress = Progress::default();
        let set = || self.set_once(&called, writing, expected, &progress);
        match self.patiently(set).await {
            Ok(version) => Ok(version),
            Err(Met::Changed) => Err(VaultFault::SecretChanged { name: name.clone() }),
            Err(met) => Err(self.fault(met)),
        }
    }

    /// Compares just before it writes, each time it is repeated, and takes the name out of the bin
    /// where it is in there.
    async fn set_once(
        &self,
        called: &str,
        writing: Writing<'_>,
        expected: &Expected,
        progress: &Progress,
    ) -> Result<SecretVersion, Met> {
        let name_was_free = progress.recovered.load(Relaxed) && *expected == Expected::Nothing;
        if *expected != Expected::Anything && !name_was_free {
            let held = self.wire.look(called).await?;
            if !is_as_expected(held.as_ref(), expected) {
                return match held {
                    // It was ours, and only the answer was lost.
                    Some(Held::Secret(found))
                        if progress.written_perhaps.load(Relaxed) && writing.is(&found.value) =>
                    {
                        Ok(found.version)
                    }
                    _ => Err(Met::Changed),
                };
            }
        }
        match self.wire.set(called, writing).await {
            Err(Met::Deleted) => {
                let ours = self.wire.recover(called).await?;
                progress.recovered.fetch_or(ours, Relaxed);
                Err(Met::OnItsWay)
            }
            Err(Met::Fault(fault)) => {
                let unknown = fault.effect() == Effect::Unknown;
                progress.written_perhaps.fetch_or(unknown, Relaxed);
                Err(Met::Fault(fault))
            }
            outcome => outcome,
        }
    }
}

fn is_as_expected(held: Option<&Held>, expected: &Expected) -> bool {
    match (expected, held) {
        (Expected::Anything, _) | (Expected::Nothing, None | Some(Held::Mark)) => true,
        (Expected::Version(version), Some(Held::Secret(secret))) => secret.version == *version,
        (Expected::Nothing, Some(Held::Secret(_)))
        | (Expected::Version(_), None | Some(Held::Mark)) => false,
    }
}

/// How long to wait before asking again; none when that is of no use.
fn pause_after(met: &Met, pause: Duration) -> Option<Duration> {
    match met {
        Met::Deleted | Met::OnItsWay | Met::Fault(VaultFault::Unavailable { .. }) => Some(pause),
        Met::Fault(VaultFault::Throttled { retry_after, .. }) => Some(retry_after.unwrap_or(pause)),
        Met::NotThere | Met::Changed | Met::Fault(_) => None,
    }
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
        self.set(name, Writing::Secret(value), expected).await
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
                self.set(name, Writing::Mark, &Expected::Anything).await?;
                Removal::Removed
            }
        };
        let called = names::write(name);
        let deleted = self.patiently(|| self.wire.delete(&called)).await;
        deleted.map_err(|met| self.fault(met))?;
        Ok(removal)
    }

    async fn list(&self, msp: MspId) -> Result<Vec<SecretName>, VaultFault> {
        let names = self.patiently(|| self.wire.names(msp)).await;
        names.map_err(|met| self.fault(met))
    }
}
