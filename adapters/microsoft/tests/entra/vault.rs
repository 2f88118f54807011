//! A vault in memory that keeps the promises of the port: versions, and nothing newer is lost.

use crate::stage::{app, app_id};
use async_trait::async_trait;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use tenantry_domain::cloud::vault::{
    Expected, Purpose, Removal, Secret, SecretName, SecretValue, SecretVersion, Vault, VaultFault,
};
use tenantry_domain::ids::MspId;
use tenantry_microsoft::entra::Credential;

#[derive(Default)]
pub(crate) struct TestVault {
    kept: Mutex<BTreeMap<SecretName, (u64, String)>>,
    written: Mutex<u64>,
    /// It can be read, and not be written.
    pub(crate) full: AtomicBool,
    pub(crate) gone: AtomicBool,
}

impl std::fmt::Debug for TestVault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TestVault")
    }
}

pub(crate) fn name(purpose: Purpose) -> SecretName {
    SecretName::new(app(Credential::Secret).msp, purpose).of_app(app_id())
}

impl TestVault {
    /// Puts something there by hand.
    pub(crate) fn set(&self, purpose: Purpose, value: &str) {
        let mut written = self.written.lock().unwrap();
        *written += 1;
        self.kept
            .lock()
            .unwrap()
            .insert(name(purpose), (*written, value.to_owned()));
    }

    pub(crate) fn value(&self, purpose: Purpose) -> Option<String> {
        self.kept
            .lock()
            .unwrap()
            .get(&name(purpose))
            .map(|(_, value)| value.clone())
    }

    pub(crate) fn writes(&self) -> u64 {
        *self.written.lock().unwrap()
    }
}

fn unavailable() -> VaultFault {
    VaultFault::Unavailable {
        place: "memory".to_owned(),
        reason: "gone".to_owned(),
        effect: tenantry_domain::cloud::Effect::None,
    }
}

#[async_trait]
impl Vault for TestVault {
    async fn put(
        &self,
        name: &SecretName,
        value: &SecretValue,
        expected: &Expected,
    ) -> Result<SecretVersion, VaultFault> {
        if self.full.load(Ordering::SeqCst) {
            return Err(unavailable());
        }
        let mut kept = self.kept.lock().unwrap();
        let now = kept
            .get(name)
            .map(|(version, _)| SecretVersion::new(version.to_string()));
        let fits = match expected {
            Expected::Anything => true,
            Expected::Nothing => now.is_none(),
            Expected::Version(version) => now.as_ref() == Some(version),
        };
        if !fits {
            return Err(VaultFault::SecretChanged { name: name.clone() });
        }
        let mut written = self.written.lock().unwrap();
        *written += 1;
        kept.insert(name.clone(), (*written, value.expose().to_owned()));
        Ok(SecretVersion::new(written.to_string()))
    }

    async fn get(&self, name: &SecretName) -> Result<Secret, VaultFault> {
        if self.gone.load(Ordering::SeqCst) {
            return Err(unavailable());
        }
        let kept = self.kept.lock().unwrap();
        let (version, value) = kept
            .get(name)
            .ok_or_else(|| VaultFault::SecretNotThere { name: name.clone() })?;
        Ok(Secret {
            value: SecretValue::new(value.clone())?,
            version: SecretVersion::new(version.to_string()),
        })
    }

    async fn delete(&self, name: &SecretName) -> Result<Removal, VaultFault> {
        let gone = self.kept.lock().unwrap().remove(name);
        Ok(gone.map_or(Removal::WasNotThere, |_| Removal::Removed))
    }

    async fn list(&self, msp: MspId) -> Result<Vec<SecretName>, VaultFault> {
        let kept = self.kept.lock().unwrap();
        Ok(kept
            .keys()
            .filter(|name| name.msp() == msp)
            .cloned()
            .collect())
    }
}
