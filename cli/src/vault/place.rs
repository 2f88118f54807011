//! Which vault the configuration names, and how it is opened.

use std::env;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use tenantry_domain::cloud::vault::Vault;
use tenantry_vault::embedded::{EmbeddedVault, KeySource, Settings};
use tenantry_vault::key_vault::{self, Identity, KeyVault};

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;

/// Holds the key itself, for those who do not want it on the disk.
const KEY_VARIABLE: &str = "TENANTRY_VAULT_KEY";
/// Holds the key to renew to, where the key is held in the environment.
const NEW_KEY_VARIABLE: &str = "TENANTRY_VAULT_NEW_KEY";

#[derive(Debug)]
pub(crate) enum Place {
    File { store: PathBuf, key: KeySource },
    Azure { url: String, identity: Identity },
}

impl Place {
    /// A path is a file; an address is a Key Vault.
    pub(crate) fn of(config: &Config) -> Self {
        let store = config.vault.value.clone();
        match store.to_str().filter(|text| text.starts_with("https://")) {
            Some(url) => Self::Azure {
                url: url.to_owned(),
                identity: identity(),
            },
            None => Self::File {
                store,
                key: from_environment(KEY_VARIABLE)
                    .unwrap_or_else(|| KeySource::File(config.vault_key_file.value.clone())),
            },
        }
    }

    /// Whether there is one already; the one in a file is made at first use.
    pub(crate) fn is_made(&self) -> bool {
        match self {
            Self::File { store, .. } => store.exists(),
            Self::Azure { .. } => true,
        }
    }

    /// What its key is called.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::File {
                key: KeySource::File(path),
                ..
            } => path.display().to_string(),
            Self::File {
                key: KeySource::Given { called, .. },
                ..
            } => called.clone(),
            Self::Azure { .. } => "kept by Azure".to_owned(),
        }
    }

    pub(crate) async fn open(&self, config: &Config) -> Result<Arc<dyn Vault>, Failure> {
        match self {
            Self::File { store, key } => Ok(Arc::new(embedded(store, key).await?)),
            Self::Azure { url, identity } => {
                let http = config.http()?;
                let credential = identity.credential(&http)?;
                let transport = key_vault::transport(&http);
                let settings = key_vault::Settings::new(url, credential, transport);
                Ok(Arc::new(KeyVault::open(settings).await?))
            }
        }
    }

    /// In a key file a new key takes the place of the old one; a key in the environment is
    /// replaced by whoever put it there.
    pub(crate) async fn renew_key(&self) -> Result<(), Failure> {
        let Self::File { store, key } = self else {
            return Err(misused(
                "the key of a vault in Azure is renewed there".to_owned(),
            ));
        };
        let to = match (key, from_environment(NEW_KEY_VARIABLE)) {
            (_, Some(given)) => given,
            (KeySource::File(path), None) => KeySource::File(path.clone()),
            (KeySource::Given { called, .. }, None) => {
                return Err(misused(format!(
                    "the key is in {called}: put the new one into {NEW_KEY_VARIABLE}, and when \
                     this is done into {called}"
                )));
            }
        };
        Ok(embedded(store, key).await?.renew_key(to).await?)
    }
}

async fn embedded(store: &PathBuf, key: &KeySource) -> Result<EmbeddedVault, Failure> {
    Ok(EmbeddedVault::open(Settings::new(store, key.clone())).await?)
}

fn misused(message: String) -> Failure {
    Failure::new("USAGE_INVALID", Exit::Usage, message)
}

/// In the variables that programs for Azure agree on. Without a secret it is the machine itself.
fn identity() -> Identity {
    let names = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"];
    match names.map(variable) {
        [Some(tenant), Some(client_id), Some(secret)] => Identity::App {
            tenant,
            client_id,
            secret: secret.into(),
        },
        [_, client_id, _] => Identity::Machine { client_id },
    }
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn from_environment(name: &str) -> Option<KeySource> {
    Some(KeySource::Given {
        key: variable(name)?.into(),
        called: name.to_owned(),
    })
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { store, .. } => store.display().fmt(f),
            Self::Azure { url, .. } => f.write_str(url),
        }
    }
}
