//! A vault with one secret in it.

use async_trait::async_trait;
use tenantry_domain::cloud::vault::{
    Expected, Removal, Secret, SecretName, SecretValue, SecretVersion, Vault, VaultFault,
};
use tenantry_domain::ids::MspId;

#[derive(Debug)]
pub(crate) struct OneSecret(pub(crate) &'static str);

#[async_trait]
impl Vault for OneSecret {
    async fn put(
        &self,
        name: &SecretName,
        _: &SecretValue,
        _: &Expected,
    ) -> Result<SecretVersion, VaultFault> {
        Err(VaultFault::SecretChanged { name: name.clone() })
    }

    async fn get(&self, _: &SecretName) -> Result<Secret, VaultFault> {
        Ok(Secret {
            value: SecretValue::new(self.0)?,
            version: SecretVersion::new("1"),
        })
    }

    async fn delete(&self, _: &SecretName) -> Result<Removal, VaultFault> {
        Ok(Removal::WasNotThere)
    }

    async fn list(&self, _: MspId) -> Result<Vec<SecretName>, VaultFault> {
        Ok(Vec::new())
    }
}
