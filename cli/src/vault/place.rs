//! Which vault the configuration names, and how it is opened.

use std::env;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use tenantry_domain::cloud::vault::Vault;
use tenantry_vault::embedded::{EmbeddedVault, KeySource, Settings};

use crate::config::Config;
use crate::failure::Failure;

/// Holds the key itself, for those who do not want it on the disk.
const KEY_VARIABLE: &str = "TENANTRY_VAULT_KEY";

#[derive(Debug)]
pub(crate) enum Place {
    /// A file beside the database.
    File { store: PathBuf, key: KeySource },
}

impl Place {
    pub(crate) fn of(config: &Config) -> Result<Self, Failure> {
        let store = PathBuf::from(&config.vault.value);
        let given = env::var(KEY_VARIABLE).ok().filter(|key| !key.is_empty());
        let key = match given {
            Some(key) => KeySource::Given {
                key: key.into(),
                called: KEY_VARIABLE.to_owned(),
            },
            None => KeySource::File(config.vault_key_file.value.clone()),
        };
        Ok(Self::File { store, key })
    }

    /// Whether there is one already; the one in a file is made at first use.
    pub(crate) fn is_made(&self) -> bool {
        match self {
            Self::File { store, .. } => store.exists(),
        }
    }

    /// What its key is called.
    pub(crate) fn key(&self) -> Option<String> {
        match self {
            Self::File {
                key: KeySource::File(path),
                ..
            } => Some(path.display().to_string()),
            Self::File {
                key: KeySource::Given { called, .. },
                ..
            } => Some(called.clone()),
        }
    }

    pub(crate) async fn open(&self) -> Result<Arc<dyn Vault>, Failure> {
        match self {
            Self::File { store, key } => Ok(Arc::new(embedded(store, key).await?)),
        }
    }

    pub(crate) async fn renew_key(&self) -> Result<(), Failure> {
        match self {
            Self::File { store, key } => {
                let vault = embedded(store, key).await?;
                Ok(vault.renew_key(key.clone()).await?)
            }
        }
    }
}

async fn embedded(store: &PathBuf, key: &KeySource) -> Result<EmbeddedVault, Failure> {
    Ok(EmbeddedVault::open(Settings::new(store, key.clone())).await?)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { store, .. } => store.display().fmt(f),
        }
    }
}
