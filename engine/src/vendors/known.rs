//! The records known so far, as a port: a query table answers it.

use std::fmt::Debug;

use async_trait::async_trait;
use sha2::{Digest as _, Sha256};
use tenantry_domain::cloud::vendor::{FoundRecord, RecordKind};
use tenantry_domain::ids::{MspId, RecordId, VendorConnectionId};

use crate::discovery::KnownUnreadable;

/// Eight bytes of a hash: enough to tell what a vendor says now from what it said before, for as many
/// records as are kept in memory at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub i64);

impl Fingerprint {
    /// Of the record as it is kept.
    pub fn of(fitted: &FoundRecord) -> Self {
        let mut head = [0; 8];
        // Plain data always can be written as JSON.
        let text = serde_json::to_vec(fitted).unwrap_or_default();
        head.copy_from_slice(&Sha256::digest(text)[..8]);
        Self(i64::from_be_bytes(head))
    }
}

/// A record that was seen before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownRecord {
    pub id: RecordId,
    pub fingerprint: Fingerprint,
    /// It was not there when it was looked for last.
    pub vanished: bool,
}

/// The records of one kind at one connection, in the order of their ids. It may be a moment behind
/// the ledger: then a command is sent that finds everything done, or a change waits for the next
/// discovery.
#[async_trait]
pub trait KnownRecords: Debug + Send + Sync {
    /// Those after this one; none when there are no more.
    async fn after(
        &self,
        msp: MspId,
        connection: VendorConnectionId,
        kind: RecordKind,
        record: Option<RecordId>,
    ) -> Result<Vec<KnownRecord>, KnownUnreadable>;
}
