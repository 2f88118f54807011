//! Which vault the configuration names, and how it is opened.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tenantry_domain::cloud::vault::Vault;
use tenantry_vault::embedded::{EmbeddedVault, KeySource, Settings};

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;

/// Holds the key itself, for those who do not want it on the disk.
const KEY_VARIABLE: &str = "TENANTRY_VAULT_KEY";
/// Holds the key to renew to, where the key is held in the environment.
const NEW_KEY_VARIABLE: &str = "TENANTRY_VAULT_NEW_KEY";

/// A vault in a file.
#[derive(Debug)]
pub(crate) struct Place {
    store: PathBuf,
    key: KeySource,
}

impl Place {
    pub(crate) fn of(config: &Config) -> Self {
        Self {
            store: config.vault.value.clone(),
            key: from_environment(KEY_VARIABLE)
                .unwrap_or_else(|| KeySource::File(config.vault_key_file.value.clone())),
        }
    }

    /// Whether there is one already; otherwise it is made at first use.
    pub(crate) fn is_made(&self) -> bool {
        self.store.exists()
    }

    /// What its key is called.
    pub(crate) fn key(&self) -> String {
        match &self.key {
            KeySource::File(path) => path.display().to_string(),
            KeySource::Given { called, .. } => called.clone(),
        }
    }

    pub(crate) async fn open(&self) -> Result<Arc<dyn Vault>, Failure> {
        Ok(Arc::new(self.embedded().await?))
    }

    /// In a key file a new key takes the place of the old one; a key in the environment is
    /// replaced by whoever put it there.
    pub(crate) async fn renew_key(&self) -> Result<(), Failure> {
        let to = match (&self.key, from_environment(NEW_KEY_VARIABLE)) {
            (_, Some(given)) => given,
            (KeySource::File(path), None) => KeySource::File(path.clone()),
            (KeySource::Given { called, .. }, None) => {
                let message = format!(
                    "the key is in {called}: put the new one into {NEW_KEY_VARIABLE}, and when \
                     this is done into {called}"
                );
                return Err(Failure::new("USAGE_INVALID", Exit::Usage, message));
            }
        };
        Ok(self.embedded().await?.renew_key(to).await?)
    }

    async fn embedded(&self) -> Result<EmbeddedVault, Failure> {
        let settings = Settings::new(&self.store, self.key.clone());
        Ok(EmbeddedVault::open(settings).await?)
    }
}

fn from_environment(variable: &str) -> Option<KeySource> {
    let key = env::var(variable).ok().filter(|key| !key.is_empty())?;
    Some(KeySource::Given {
        key: key.into(),
        called: variable.to_owned(),
    })
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Path::display(&self.store).fmt(f)
    }
}
