//! A secret that is tried before it takes the place of one that works.

use async_trait::async_trait;
use tenantry_domain::cloud::vault::{
    Expected, Removal, Secret, SecretName, SecretValue, SecretVersion, Vault, VaultFault,
};
use tenantry_domain::ids::MspId;

/// A vault that holds this one secret and takes no other.
#[derive(Debug)]
pub(super) struct Candidate {
    name: SecretName,
    value: SecretValue,
}

impl Candidate {
    pub(super) fn new(name: SecretName, value: SecretValue) -> Self {
        Self { name, value }
    }

    pub(super) fn value(&self) -> &SecretValue {
        &self.value
    }
}

fn read_only() -> VaultFault {
    VaultFault::ReadOnly {
        place: "of a secret on trial".to_owned(),
        reason: "nothing is kept before it was found to be good".to_owned(),
    }
}

#[async_trait]
impl Vault for Candidate {
    async fn put(
        &self,
        _: &SecretName,
        _: &SecretValue,
        _: &Expected,
    ) -> Result<SecretVersion, VaultFault> {
        Err(read_only())
    }

    async fn get(&self, name: &SecretName) -> Result<Secret, VaultFault> {
        if *name != self.name {
            return Err(VaultFault::SecretNotThere { name: name.clone() });
        }
        Ok(Secret {
            value: SecretValue::new(self.value.expose())?,
            version: SecretVersion::new("candidate"),
        })
    }

    async fn delete(&self, _: &SecretName) -> Result<Removal, VaultFault> {
        Err(read_only())
    }

    async fn list(&self, msp: MspId) -> Result<Vec<SecretName>, VaultFault> {
        let ours = self.name.msp() == msp;
        Ok(ours.then(|| self.name.clone()).into_iter().collect())
    }
}
