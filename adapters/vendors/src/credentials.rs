//! The secrets of a connection, from the vault: one JSON object of texts under the connection's name.

use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;
use std::fmt;
use tenantry_domain::cloud::vault::{
    Purpose, SecretName, SecretValue, SecretVersion, Vault, VaultFault,
};
use tenantry_domain::cloud::vendor::VendorReach;
use tenantry_domain::cloud::{Cause, Class, CloudFault};

/// By the names of the vendor's inputs.
pub(crate) struct Credentials {
    secrets: BTreeMap<String, SecretString>,
    /// Changes whenever somebody enters others.
    pub version: SecretVersion,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// The name under which a connection's secrets are kept.
pub(crate) fn name_of(reach: &VendorReach) -> SecretName {
    SecretName::new(reach.msp, Purpose::VENDOR_CREDENTIALS).of_app(reach.connection.as_uuid())
}

impl Credentials {
    pub(crate) async fn read(vault: &dyn Vault, reach: &VendorReach) -> Result<Self, CloudFault> {
        let found = Self::found(vault, reach).await;
        found.map_err(|fault| vault_fault(&fault))
    }

    /// As [`read`](Self::read), with the vault's own fault.
    pub(crate) async fn found(vault: &dyn Vault, reach: &VendorReach) -> Result<Self, VaultFault> {
        let found = vault.get(&name_of(reach)).await?;
        // What was kept is not repeated in the fault: it may be a secret itself.
        let secrets = serde_json::from_str(found.value.expose());
        let secrets = secrets.map_err(|_| VaultFault::Unreadable {
            place: "of this connection".to_owned(),
            reason: "what is kept there is no list of secrets",
        })?;
        Ok(Self {
            secrets,
            version: found.version,
        })
    }

    /// All of it as it is to be kept, with these secrets replaced or left out.
    pub(crate) fn changed(
        &self,
        changes: &[(&str, Option<&str>)],
    ) -> Result<SecretValue, VaultFault> {
        let kept = self.secrets.iter();
        let mut secrets: BTreeMap<&str, &str> = kept
            .map(|(name, text)| (name.as_str(), text.expose_secret()))
            .collect();
        for (name, text) in changes {
            match text {
                Some(text) => secrets.insert(name, text),
                None => secrets.remove(name),
            };
        }
        // Texts under texts: there is nothing that JSON could not hold.
        let whole = serde_json::to_string(&secrets).unwrap_or_default();
        SecretValue::new(whole)
    }

    /// A secret by the name of its input. It never is part of a fault or a log.
    pub(crate) fn secret(&self, name: &str) -> Result<&str, CloudFault> {
        let found = self.secrets.get(name).map(ExposeSecret::expose_secret);
        found.filter(|text| !text.is_empty()).ok_or_else(|| {
            let detail = format!("nobody entered the {name} of this connection");
            CloudFault::new(Cause::CredentialMissing, "vault", detail)
        })
    }
}

/// What was entered and is no secret.
pub(crate) fn setting<'a>(
    reach: &'a VendorReach,
    api: &'static str,
    name: &str,
) -> Result<&'a str, CloudFault> {
    let found = reach.settings.get(name).map(|text| text.trim());
    found.filter(|text| !text.is_empty()).ok_or_else(|| {
        let detail = format!("nobody entered the {name} of this connection");
        CloudFault::new(Cause::CredentialMissing, api, detail)
    })
}

/// What is the matter with the vault, as the fault of the account that needed it.
pub(crate) fn vault_fault(fault: &VaultFault) -> CloudFault {
    let cause = match fault.class() {
        Class::Transient => Cause::Unavailable,
        _ => Cause::CredentialMissing,
    };
    let mut told = CloudFault::new(cause, "vault", fault.to_string());
    told.vendor_code = Some(fault.code().to_owned());
    if let VaultFault::Throttled { retry_after, .. } = fault {
        told.retry_after = *retry_after;
    }
    told
}
