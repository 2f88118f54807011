//! Personal data of a customer's people, as it may enter the ledger: sealed under the customer's own
//! key, so that erasing the key erases the data while the ledger still verifies.
//!
//! The same text of the same customer is always sealed to the same thing. So what is sealed can be
//! compared without being opened, which is all that decisions do with it.

use std::fmt::{self, Debug};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::cloud::vault::VaultFault;
use crate::ids::{CustomerId, MspId};

/// A text that only the customer's key opens.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Sealed(String);

impl Sealed {
    /// As whoever sealed it wrote it down.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Long, and of use to nobody who reads a log.
impl Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(…)")
    }
}

/// Seals and opens, with a key for each customer that is made when it is first needed.
#[async_trait]
pub trait PersonalData: Send + Sync + Debug {
    async fn seal(
        &self,
        msp: MspId,
        customer: CustomerId,
        text: &str,
    ) -> Result<Sealed, VaultFault>;

    async fn open(
        &self,
        msp: MspId,
        customer: CustomerId,
        sealed: &Sealed,
    ) -> Result<Opened, VaultFault>;
}

/// What was found in something sealed.
#[derive(Clone, PartialEq, Eq)]
pub enum Opened {
    Text(Zeroizing<String>),
    /// The key it was sealed with is gone, and what it said with it.
    Erased,
}

impl Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(_) => f.write_str("Text(…)"),
            Self::Erased => f.write_str("Erased"),
        }
    }
}
