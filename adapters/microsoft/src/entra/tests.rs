//! What several tests need.

use async_trait::async_trait;
use tenantry_domain::cloud::vault::{
    Expected as Before, Removal, Secret, SecretName, SecretValue, SecretVersion, Vault, VaultFault,
};
use tenantry_domain::ids::MspId;

/// Nothing is kept here, and nothing is to be kept.
#[derive(Debug)]
pub(super) struct Empty;

#[async_trait]
impl Vault for Empty {
    async fn put(
        &self,
        name: &SecretName,
        _: &SecretValue,
        _: &Before,
    ) -> Result<SecretVersion, VaultFault> {
        Err(VaultFault::SecretChanged { name: name.clone() })
    }

    async fn get(&self, name: &SecretName) -> Result<Secret, VaultFault> {
        Err(VaultFault::SecretNotThere { name: name.clone() })
    }

    async fn delete(&self, _: &SecretName) -> Result<Removal, VaultFault> {
        Ok(Removal::WasNotThere)
    }

    async fn list(&self, _: MspId) -> Result<Vec<SecretName>, VaultFault> {
        Ok(Vec::new())
    }
}
