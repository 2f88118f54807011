//! Where secrets are kept: refresh tokens, app secrets, private keys. They never enter the ledger
//! or a log, so this is the only place they come from.
//!
//! A secret has a [`SecretName`], which always says whose it is, and a version, which changes with
//! every write. Who replaces a secret names the version it replaces: of two who renew the same
//! token, one is told [`VaultFault::SecretChanged`] and looks again, and nothing newer is lost.

use std::fmt::{self, Debug};

use async_trait::async_trait;
use zeroize::Zeroizing;

use crate::ids::MspId;

mod fault;
mod name;

pub use fault::VaultFault;
pub use name::{MalformedSecretName, Purpose, SecretName};

/// A place that keeps secrets.
#[async_trait]
pub trait Vault: Send + Sync + Debug {
    /// Keeps the secret if what is there now is what was expected. Answers with its new version.
    /// After a fault whose effect is unknown it may be there all the same: read before you write
    /// again.
    async fn put(
        &self,
        name: &SecretName,
        value: &SecretValue,
        expected: &Expected,
    ) -> Result<SecretVersion, VaultFault>;

    /// The secret as it was put last.
    async fn get(&self, name: &SecretName) -> Result<Secret, VaultFault>;

    /// Forgets the secret. That it was gone before is no fault.
    async fn delete(&self, name: &SecretName) -> Result<Removal, VaultFault>;

    /// The names of all that is kept for an MSP, in order.
    async fn list(&self, msp: MspId) -> Result<Vec<SecretName>, VaultFault>;
}

/// What must be there for a write to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Whatever is there is replaced.
    Anything,
    /// The name is free.
    Nothing,
    /// The secret has this version: nobody wrote since it was read.
    Version(SecretVersion),
}

/// What became of a deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Removal {
    Removed,
    WasNotThere,
}

/// One writing of a secret. Never used twice, not even after the secret was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SecretVersion(String);

impl SecretVersion {
    /// As the vault names it. Only the vault that made it knows what it means.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SecretVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A secret as it was found.
#[derive(Debug)]
pub struct Secret {
    pub value: SecretValue,
    pub version: SecretVersion,
}

/// A text that nobody is to read by accident: it is not shown, not copied and not serialized, and
/// its memory is wiped when it is dropped.
pub struct SecretValue(Zeroizing<String>);

impl SecretValue {
    /// What every vault takes. Azure Key Vault is the narrowest.
    pub const MAX_BYTES: usize = 24 * 1024;

    pub fn new(text: impl Into<String>) -> Result<Self, VaultFault> {
        let text = Zeroizing::new(text.into());
        match text.len() {
            0 => Err(VaultFault::SecretEmpty),
            bytes if bytes > Self::MAX_BYTES => Err(VaultFault::SecretTooLarge {
                bytes,
                limit: Self::MAX_BYTES,
            }),
            _ => Ok(Self(text)),
        }
    }

    /// The text itself. Every call of this is a place to look at in a review.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Debug for SecretValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretValue([not shown])")
    }
}

impl fmt::Display for SecretValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[not shown]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown() {
        let value = SecretValue::new("hunter2").unwrap();
        let secret = Secret {
            value,
            version: SecretVersion::new("1"),
        };
        let shown = format!("{secret:?} {:#?} {}", secret.value, secret.value);
        assert!(!shown.contains("hunter2"), "{shown}");
        assert_eq!(secret.value.expose(), "hunter2");
    }

    #[test]
    fn a_secret_is_neither_empty_nor_larger_than_every_vault_takes() {
        assert_eq!(SecretValue::new("").unwrap_err(), VaultFault::SecretEmpty);
        assert!(SecretValue::new("x".repeat(SecretValue::MAX_BYTES)).is_ok());
        let fault = SecretValue::new("x".repeat(SecretValue::MAX_BYTES + 1)).unwrap_err();
        assert_eq!(fault.code(), "VAULT_SECRET_TOO_LARGE");
        assert!(!fault.to_string().contains("xx"));
    }
}
