//! A vault in memory that keeps the promises of the port.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;

use async_trait::async_trait;
use tenantry_domain::cloud::vault::{
    Expected, Removal, Secret, SecretName, SecretValue, SecretVersion, Vault, VaultFault,
};
use tenantry_domain::ids::MspId;

#[derive(Default)]
struct Inside {
    writes: u64,
    kept: BTreeMap<SecretName, (u64, String)>,
}

#[derive(Default)]
pub struct Safe(Mutex<Inside>);

impl fmt::Debug for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Safe")
    }
}

impl Safe {
    /// All that is kept.
    pub fn kept(&self) -> Vec<String> {
        let inside = self.0.lock().unwrap();
        inside.kept.values().map(|(_, text)| text.clone()).collect()
    }

    pub fn writes(&self) -> u64 {
        self.0.lock().unwrap().writes
    }
}

#[async_trait]
impl Vault for Safe {
    async fn put(
        &self,
        name: &SecretName,
        value: &SecretValue,
        expected: &Expected,
    ) -> Result<SecretVersion, VaultFault> {
        let mut inside = self.0.lock().unwrap();
        let found = inside
            .kept
            .get(name)
            .map(|(version, _)| version.to_string());
        let fits = match expected {
            Expected::Anything => true,
            Expected::Nothing => found.is_none(),
            Expected::Version(version) => found.as_deref() == Some(version.as_str()),
        };
        if !fits {
            return Err(VaultFault::SecretChanged { name: name.clone() });
        }
        inside.writes += 1;
        let version = inside.writes;
        let kept = (version, value.expose().to_owned());
        inside.kept.insert(name.clone(), kept);
        Ok(SecretVersion::new(version.to_string()))
    }

    async fn get(&self, name: &SecretName) -> Result<Secret, VaultFault> {
        let inside = self.0.lock().unwrap();
        let found = inside.kept.get(name);
        let missing = || VaultFault::SecretNotThere { name: name.clone() };
        let (version, text) = found.ok_or_else(missing)?;
        Ok(Secret {
            value: SecretValue::new(text.clone())?,
            version: SecretVersion::new(version.to_string()),
        })
    }

    async fn delete(&self, name: &SecretName) -> Result<Removal, VaultFault> {
        let removed = self.0.lock().unwrap().kept.remove(name);
        Ok(removed.map_or(Removal::WasNotThere, |_| Removal::Removed))
    }

    async fn list(&self, msp: MspId) -> Result<Vec<SecretName>, VaultFault> {
        let inside = self.0.lock().unwrap();
        let names = inside.kept.keys().filter(|name| name.msp() == msp);
        Ok(names.cloned().collect())
    }
}
