//! Names, values and vaults that tests talk about.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tenantry_domain::cloud::TenantId;
use tenantry_domain::cloud::vault::{
    Expected, Purpose, SecretName, SecretValue, SecretVersion, Vault,
};
use tenantry_domain::ids::MspId;
use tenantry_vault::embedded::{EmbeddedVault, KeySource, Settings};
use uuid::Uuid;

pub(crate) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(crate) fn msp(number: u128) -> MspId {
    MspId::new(id(number))
}

pub(crate) fn tenant(number: u128) -> TenantId {
    TenantId::new(id(number))
}

/// A name like any other.
pub(crate) fn token() -> SecretName {
    SecretName::new(msp(1), Purpose::REFRESH_TOKEN)
}

pub(crate) fn app_secret(app: u128) -> SecretName {
    SecretName::new(msp(1), Purpose::APP_SECRET).of_app(id(app))
}

pub(crate) fn value(text: &str) -> SecretValue {
    SecretValue::new(text).unwrap()
}

/// Puts a secret, whatever is there.
pub(crate) async fn put(vault: &dyn Vault, name: &SecretName, text: &str) -> SecretVersion {
    let put = vault.put(name, &value(text), &Expected::Anything).await;
    put.unwrap()
}

pub(crate) async fn text_of(vault: &dyn Vault, name: &SecretName) -> String {
    vault.get(name).await.unwrap().value.expose().to_owned()
}

/// A folder with a vault in it, gone when it is dropped.
#[derive(Debug)]
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.path().join("vault")
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.path().join("keys/vault.key")
    }

    pub(crate) fn settings(&self) -> Settings {
        Settings::new(self.store(), KeySource::File(self.key()))
    }

    pub(crate) async fn open(&self) -> EmbeddedVault {
        EmbeddedVault::open(self.settings()).await.unwrap()
    }

    /// The code that opening ends with.
    pub(crate) async fn refusal(&self) -> &'static str {
        refusal(self.settings()).await
    }
}

pub(crate) async fn refusal(settings: Settings) -> &'static str {
    let fault = EmbeddedVault::open(settings).await.unwrap_err();
    assert!(fault.to_string().len() < 400, "{fault}");
    fault.code()
}

pub(crate) fn given(key: &str) -> KeySource {
    KeySource::Given {
        key: key.to_owned().into(),
        called: "VAULT_KEY".to_owned(),
    }
}

/// 32 bytes in base64, each of them 1.
pub(crate) const ONES: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
/// 32 bytes in base64, each of them 2.
pub(crate) const TWOS: &str = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";
