//! The vault in a file: every secret in an envelope of its own, all under one master key.
//!
//! Writers take turns, across processes, and replace the file as a whole; readers need no lock.
//! A process keeps the envelopes, still closed, in memory and looks at the first line of the file
//! before each use: it changes with every write, whoever wrote.
//!
//! - `envelope`: the cipher and its keys. `store`: what is in the file.
//! - `files`: files that are whole or not there. `key`: where the master key comes from.
//! - `disk`: the file as it is now. `renew`: another master key.

use std::path::PathBuf;
use std::str;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::cloud::Effect;
use tenantry_domain::cloud::vault::{
    Expected, Removal, Secret, SecretName, SecretValue, SecretVersion, Vault, VaultFault,
};
use tenantry_domain::ids::MspId;
use tokio::sync::Mutex;
use zeroize::Zeroizing;

mod disk;
mod envelope;
mod files;
mod key;
mod renew;
mod store;

use disk::{Content, Disk};
pub use key::KeySource;
use store::Row;

/// Where the vault is, and its key.
#[derive(Debug, Clone)]
pub struct Settings {
    pub store: PathBuf,
    pub key: KeySource,
    /// How long to wait while another process writes.
    pub patience: Duration,
}

impl Settings {
    pub fn new(store: impl Into<PathBuf>, key: KeySource) -> Self {
        Self {
            store: store.into(),
            key,
            patience: Duration::from_secs(10),
        }
    }
}

/// A vault in a file.
#[derive(Debug, Clone)]
pub struct EmbeddedVault {
    disk: Arc<Disk>,
    /// Lines up the writers of this process, so that only one of them asks for the file's lock.
    turn: Arc<Mutex<()>>,
}

impl EmbeddedVault {
    /// Opens the vault, and makes it when there is none. Fails when its key is lost or is not the
    /// right one; a key is made only together with a store.
    pub async fn open(settings: Settings) -> Result<Self, VaultFault> {
        let place = settings.store.display().to_string();
        let disk = blocking(&place, move || Disk::open(settings)).await?;
        Ok(Self {
            disk: Arc::new(disk),
            turn: Arc::default(),
        })
    }

    /// Puts the vault under another master key: a new one when `to` is the file in use, otherwise
    /// the one that `to` has. What was read with the old key before stays valid. Interrupted
    /// anywhere, the vault opens with the old key or with the new one.
    pub async fn renew_key(&self, to: KeySource) -> Result<(), VaultFault> {
        self.write(move |disk| renew::renew(disk, to)).await
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Content) -> Result<T, VaultFault> + Send + 'static,
    ) -> Result<T, VaultFault> {
        let disk = Arc::clone(&self.disk);
        blocking(&self.disk.called(), move || work(&*disk.read()?)).await
    }

    /// Runs to its end once it began, also when nobody waits for the answer any more.
    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Disk) -> Result<T, VaultFault> + Send + 'static,
    ) -> Result<T, VaultFault> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        let disk = Arc::clone(&self.disk);
        let work = move || {
            let _turn = turn;
            work(&disk)
        };
        blocking(&self.disk.called(), work).await
    }
}

/// The file system makes its callers wait, so it is asked on a thread of its own.
async fn blocking<T: Send + 'static>(
    place: &str,
    work: impl FnOnce() -> Result<T, VaultFault> + Send + 'static,
) -> Result<T, VaultFault> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| {
        Err(VaultFault::Unavailable {
            place: place.to_owned(),
            reason: "the program is being stopped".to_owned(),
            effect: Effect::Unknown,
        })
    })
}

fn is_as_expected(found: Option<&Arc<Row>>, expected: &Expected) -> bool {
    match (expected, found) {
        (Expected::Anything, _) | (Expected::Nothing, None) => true,
        (Expected::Version(version), Some(row)) => row.version == *version,
        (Expected::Nothing, Some(_)) | (Expected::Version(_), None) => false,
    }
}

#[async_trait]
impl Vault for EmbeddedVault {
    async fn put(
        &self,
        name: &SecretName,
        value: &SecretValue,
        expected: &Expected,
    ) -> Result<SecretVersion, VaultFault> {
        let (name, expected) = (name.clone(), expected.clone());
        let value = Zeroizing::new(value.expose().to_owned());
        let work = move |disk: &Disk| {
            disk.change(|content| {
                if !is_as_expected(content.rows.get(&name), &expected) {
                    return Err(VaultFault::SecretChanged { name });
                }
                let row = Row::seal(&content.master, &name, &value);
                let row = row.map_err(|reason| disk.unsealed(reason))?;
                let version = row.version.clone();
                let mut rows = content.rows.clone();
                rows.insert(name, Arc::new(row));
                Ok((Some(rows), version))
            })
        };
        self.write(work).await
    }

    async fn get(&self, name: &SecretName) -> Result<Secret, VaultFault> {
        let name = name.clone();
        let place = self.disk.called();
        let work = move |content: &Content| {
            let Some(row) = content.rows.get(&name) else {
                return Err(VaultFault::SecretNotThere { name });
            };
            let broken = || VaultFault::Unreadable {
                place: place.clone(),
                reason: "a secret in it does not open",
            };
            let text = row.open(&content.master, &name).ok_or_else(broken)?;
            let text = str::from_utf8(&text).map_err(|_| broken())?;
            Ok(Secret {
                value: SecretValue::new(text)?,
                version: row.version.clone(),
            })
        };
        self.read(work).await
    }

    async fn delete(&self, name: &SecretName) -> Result<Removal, VaultFault> {
        let name = name.clone();
        let work = move |disk: &Disk| {
            disk.change(|content| {
                if !content.rows.contains_key(&name) {
                    return Ok((None, Removal::WasNotThere));
                }
                let mut rows = content.rows.clone();
                rows.remove(&name);
                Ok((Some(rows), Removal::Removed))
            })
        };
        self.write(work).await
    }

    async fn list(&self, msp: MspId) -> Result<Vec<SecretName>, VaultFault> {
        let work = move |content: &Content| {
            let names = content.rows.keys().filter(|name| name.msp() == msp);
            Ok(names.cloned().collect())
        };
        self.read(work).await
    }
}
