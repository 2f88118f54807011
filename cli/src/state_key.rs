//! The key that is behind whatever goes out through a browser and comes back.

use tenantry_domain::cloud::vault::{
    Expected, Purpose, SecretName, SecretValue, Vault, VaultFault,
};
use tenantry_domain::ids::MspId;
use tenantry_microsoft::entra::StateKey;

use crate::failure::Failure;

/// The key that states are signed with: one for all nodes, made at first use.
pub(crate) async fn state_key(vault: &dyn Vault) -> Result<StateKey, Failure> {
    let name = SecretName::new(MspId::INSTALLATION, Purpose::CONSENT_STATE_KEY);
    let secret = match vault.get(&name).await {
        Ok(secret) => secret,
        Err(VaultFault::SecretNotThere { .. }) => {
            let (one, two) = (rand::random::<u128>(), rand::random::<u128>());
            let drawn = format!("{one:032x}{two:032x}");
            let value = SecretValue::new(drawn)?;
            match vault.put(&name, &value, &Expected::Nothing).await {
                // Another node was faster: its key is the one.
                Ok(_) | Err(VaultFault::SecretChanged { .. }) => {}
                Err(fault) => return Err(fault.into()),
            }
            vault.get(&name).await?
        }
        Err(fault) => return Err(fault.into()),
    };
    StateKey::from_secret(&secret.value).map_err(|error| Failure::config(error.to_string()))
}
