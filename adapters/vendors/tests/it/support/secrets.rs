//! A vault in memory, with versions as a real one has them.

use async_trait::async_trait;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;
use tenantry_domain::cloud::vault::{
    Expected, Purpose, Removal, Secret, SecretName, SecretValue, SecretVersion, Vault, VaultFault,
};
use tenantry_domain::cloud::vendor::VendorReach;
use tenantry_domain::ids::MspId;

#[derive(Default)]
pub(crate) struct Secrets(Mutex<Kept>);

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")
    }
}

#[derive(Default)]
struct Kept {
    secrets: BTreeMap<SecretName, (String, u64)>,
    writes: u64,
}

/// Where the secrets of a connection are.
pub(crate) fn name(reach: &VendorReach) -> SecretName {
    SecretName::new(reach.msp, Purpose::VENDOR_CREDENTIALS).of_app(reach.connection.as_uuid())
}

impl Secrets {
    /// As somebody enters them.
    pub(crate) fn enter(&self, reach: &VendorReach, secrets: &[(&str, &str)]) {
        let secrets: BTreeMap<&str, &str> = secrets.iter().copied().collect();
        let text = serde_json::to_string(&secrets).unwrap();
        self.0.lock().unwrap().write(&name(reach), text);
    }
}

impl Kept {
    fn write(&mut self, name: &SecretName, text: String) -> SecretVersion {
        self.writes += 1;
        self.secrets.insert(name.clone(), (text, self.writes));
        SecretVersion::new(self.writes.to_string())
    }
}

#[async_trait]
impl Vault for Secrets {
    async fn put(
        &self,
        name: &SecretName,
        value: &SecretValue,
        expected: &Expected,
    ) -> Result<SecretVersion, VaultFault> {
        let mut kept = self.0.lock().unwrap();
        let there = kept.secrets.get(name).map(|it| it.1);
        let as_expected = match expected {
            Expected::Anything => true,
            Expected::Nothing => there.is_none(),
            Expected::Version(version) => {
                there.is_some_and(|it| it.to_string() == version.as_str())
            }
        };
        if !as_expected {
            return Err(VaultFault::SecretChanged { name: name.clone() });
        }
        Ok(kept.write(name, value.expose().to_owned()))
    }

    async fn get(&self, name: &SecretName) -> Result<Secret, VaultFault> {
        let found = self.0.lock().unwrap().secrets.get(name).cloned();
        let (text, version) =
            found.ok_or_else(|| VaultFault::SecretNotThere { name: name.clone() })?;
        Ok(Secret {
            value: SecretValue::new(text)?,
            version: SecretVersion::new(version.to_string()),
        })
    }

    async fn delete(&self, name: &SecretName) -> Result<Removal, VaultFault> {
        let removed = self.0.lock().unwrap().secrets.remove(name);
        Ok(removed.map_or(Removal::WasNotThere, |_| Removal::Removed))
    }

    async fn list(&self, msp: MspId) -> Result<Vec<SecretName>, VaultFault> {
        let kept = self.0.lock().unwrap();
        let names = kept.secrets.keys().filter(|name| name.msp() == msp);
        Ok(names.cloned().collect())
    }
}
