//! The secrets of a connection: one JSON object of texts in the vault, under the connection's name.

use std::collections::BTreeMap;
use std::sync::Arc;

use tenantry_domain::cloud::vault::{
    Expected, Purpose, SecretName, SecretValue, SecretVersion, Vault, VaultFault,
};
use tenantry_domain::cloud::vendor::{InputKind, Vendor};
use tenantry_domain::ids::{MspId, VendorConnectionId};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::VendorError;

/// What was entered as secret, by the names of the vendor's inputs.
pub type EnteredSecrets = BTreeMap<String, SecretValue>;

/// How long the name of a secret is told that no vendor has.
const NAME_SHOWN: usize = 80;

/// As one text, if they are those that the vendor is opened with.
pub(super) fn of_vendor(
    vendor: Vendor,
    entered: &EnteredSecrets,
) -> Result<SecretValue, VendorError> {
    let secrets = vendor.inputs().iter();
    let secrets = secrets.filter(|input| input.kind == InputKind::Secret);
    let mut missing = secrets.clone().filter(|it| !entered.contains_key(it.name));
    if let Some(input) = missing.next() {
        let (name, about) = (input.name, input.about);
        return Err(VendorError::SecretMissing {
            vendor,
            name,
            about,
        });
    }
    let mut names = entered.keys();
    let unknown = names.find(|name| secrets.clone().all(|input| input.name != name.as_str()));
    if let Some(name) = unknown {
        let name = name.chars().take(NAME_SHOWN).collect();
        return Err(VendorError::SecretUnknown { vendor, name });
    }
    let texts = entered.iter().map(|(name, value)| (name, value.expose()));
    let texts: BTreeMap<_, _> = texts.collect();
    // Texts by texts always can be written as JSON.
    let written = Zeroizing::new(serde_json::to_string(&texts).unwrap_or_default());
    Ok(SecretValue::new(written.as_str())?)
}

/// Under which the secrets of a connection are tried out before they are its own. It follows from the
/// connection, so that whoever comes next finds what was left there.
pub(super) fn on_trial(connection: VendorConnectionId) -> VendorConnectionId {
    VendorConnectionId::new(Uuid::new_v5(&connection.as_uuid(), b"on trial"))
}

/// What connections have in the vault.
#[derive(Debug, Clone)]
pub(super) struct Drawer {
    vault: Arc<dyn Vault>,
}

impl Drawer {
    pub(super) fn new(vault: Arc<dyn Vault>) -> Self {
        Self { vault }
    }

    pub(super) async fn put(
        &self,
        msp: MspId,
        connection: VendorConnectionId,
        value: &SecretValue,
        expected: &Expected,
    ) -> Result<(), VaultFault> {
        let name = name_of(msp, connection);
        self.vault.put(&name, value, expected).await?;
        Ok(())
    }

    /// What is there now; none where nothing is.
    pub(super) async fn version(
        &self,
        msp: MspId,
        connection: VendorConnectionId,
    ) -> Result<Option<SecretVersion>, VaultFault> {
        match self.vault.get(&name_of(msp, connection)).await {
            Ok(secret) => Ok(Some(secret.version)),
            Err(VaultFault::SecretNotThere { .. }) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    pub(super) async fn read(
        &self,
        msp: MspId,
        connection: VendorConnectionId,
    ) -> Result<SecretValue, VaultFault> {
        Ok(self.vault.get(&name_of(msp, connection)).await?.value)
    }

    pub(super) async fn forget(
        &self,
        msp: MspId,
        connection: VendorConnectionId,
    ) -> Result<(), VaultFault> {
        let _ = self.vault.delete(&name_of(msp, connection)).await?;
        Ok(())
    }

    /// The connections of the MSP that something is kept for, also on trial.
    pub(super) async fn owners(&self, msp: MspId) -> Result<Vec<VendorConnectionId>, VaultFault> {
        let names = self.vault.list(msp).await?.into_iter();
        let ours = names.filter(|name| *name.purpose() == Purpose::VENDOR_CREDENTIALS);
        let owners = ours.filter_map(|name| name.app());
        Ok(owners.map(VendorConnectionId::new).collect())
    }
}

fn name_of(msp: MspId, connection: VendorConnectionId) -> SecretName {
    SecretName::new(msp, Purpose::VENDOR_CREDENTIALS).of_app(connection.as_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entered(names: &[&str]) -> EnteredSecrets {
        let value = |name: &&str| SecretValue::new(format!("value of {name}")).unwrap();
        let all = names.iter().map(|name| ((*name).to_owned(), value(name)));
        all.collect()
    }

    #[test]
    fn the_secrets_of_a_vendor_are_one_object() {
        let all = entered(&["secret", "integration-code"]);
        let value = of_vendor(Vendor::Autotask, &all).unwrap();
        assert_eq!(
            value.expose(),
            r#"{"integration-code":"value of integration-code","secret":"value of secret"}"#
        );
        let none = of_vendor(Vendor::PartnerCenter, &entered(&[])).unwrap();
        assert_eq!(none.expose(), "{}");
    }

    #[test]
    fn secrets_that_are_missing_or_unknown_are_told_without_what_they_are() {
        let missing = of_vendor(Vendor::Autotask, &entered(&["secret"])).unwrap_err();
        assert_eq!(missing.code(), "VENDOR_SECRET_MISSING");
        assert!(missing.to_string().contains("integration-code"));
        let more = entered(&["secret", "integration-code", "user-name"]);
        let unknown = of_vendor(Vendor::Autotask, &more).unwrap_err();
        assert_eq!(unknown.code(), "VENDOR_SECRET_UNKNOWN");
        assert!(!unknown.to_string().contains("value of"), "{unknown}");
    }

    #[test]
    fn what_is_on_trial_is_no_connection_of_its_own() {
        let one = VendorConnectionId::new(Uuid::from_u128(1));
        let two = VendorConnectionId::new(Uuid::from_u128(2));
        assert_eq!(on_trial(one), on_trial(one));
        assert_ne!(on_trial(one), on_trial(two));
        assert_ne!(on_trial(one), one);
    }
}
