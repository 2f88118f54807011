//! Why a wish about a vendor connection came to nothing.

use tenantry_domain::cloud::CloudFault;
use tenantry_domain::cloud::vault::VaultFault;
use tenantry_domain::cloud::vendor::Vendor;
use tenantry_domain::vendor_connection::VendorConnectionRefusal;

use crate::commands::CommandError;

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum VendorError {
    #[error(transparent)]
    Connection(#[from] CommandError<VendorConnectionRefusal>),
    #[error("{vendor} needs the secret {name:?}: {about}")]
    SecretMissing {
        vendor: Vendor,
        name: &'static str,
        about: &'static str,
    },
    #[error("{vendor} is not opened with a secret called {name:?}")]
    SecretUnknown { vendor: Vendor, name: String },
    #[error(transparent)]
    Vault(#[from] VaultFault),
    /// The account does not work, and was wanted only if it does. Nothing was changed.
    #[error(transparent)]
    Cloud(#[from] CloudFault),
}

impl VendorError {
    pub const CODES: &'static [&'static str] = &["VENDOR_SECRET_MISSING", "VENDOR_SECRET_UNKNOWN"];

    pub fn code(&self) -> &'static str {
        match self {
            Self::Connection(error) => error.code(),
            Self::SecretMissing { .. } => "VENDOR_SECRET_MISSING",
            Self::SecretUnknown { .. } => "VENDOR_SECRET_UNKNOWN",
            Self::Vault(fault) => fault.code(),
            Self::Cloud(fault) => fault.code(),
        }
    }
}
