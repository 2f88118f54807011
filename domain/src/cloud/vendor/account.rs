//! One MSP's account at one vendor, opened for reading.

use std::collections::BTreeMap;
use std::fmt::Debug;

use async_trait::async_trait;

use super::{FoundRecord, RecordKind, Vendor};
use crate::cloud::{Bookmark, CloudFault, Portion};
use crate::ids::{MspId, VendorConnectionId};

/// What is needed to open an account. Its secrets are in the vault, under the connection's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VendorReach {
    pub msp: MspId,
    pub connection: VendorConnectionId,
    pub vendor: Vendor,
    /// What was entered and is no secret, by the names of the vendor's inputs.
    pub settings: BTreeMap<String, String>,
}

/// Opens accounts. Opening asks nobody but the vault: whether an account works is told by its test.
#[async_trait]
pub trait VendorAccounts: Send + Sync + Debug {
    async fn open(&self, reach: &VendorReach) -> Result<Box<dyn VendorAccount>, CloudFault>;
}

#[async_trait]
pub trait VendorAccount: Send + Sync + Debug {
    /// Whether the credentials are good, where they lead, and what may be read with them. A fault
    /// tells a wrong key from a wrong zone, a missing permission and a network that does not answer.
    async fn test(&self) -> Result<Tested, CloudFault>;

    /// The next records of a kind. A portion may be empty and yet not the last; the same record may
    /// come twice. A kind that the vendor does not have is an empty list.
    async fn read(
        &self,
        kind: RecordKind,
        from: Option<&Bookmark>,
    ) -> Result<Portion<FoundRecord>, CloudFault>;
}

/// What a test found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    pub zone: Option<Zone>,
    /// As the vendor calls the account that the credentials belong to.
    pub account_name: Option<String>,
    /// Every kind that the vendor has.
    pub kinds: Vec<Readable>,
}

/// The part of the vendor's world that the account lives in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    pub name: String,
    /// Where its interface is.
    pub address: String,
}

/// Whether records of a kind can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readable {
    pub kind: RecordKind,
    pub doubt: Option<Doubt>,
}

/// Why a kind may not be readable although the credentials are good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    Refused(CloudFault),
    /// The vendor hides what may not be read instead of refusing it, and shows nothing of this kind.
    SuspiciouslyEmpty,
}
