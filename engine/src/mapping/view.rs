//! What is to be mapped, and to what, as a port: query tables answer it.

use std::fmt::Debug;

use async_trait::async_trait;
use tenantry_domain::cloud::vendor::{FoundRecord, Vendor};
use tenantry_domain::ids::{CustomerId, MspId, RecordId, TenantId, VendorConnectionId};
use tenantry_domain::record::Position;
use tenantry_domain::vendor_record::Mapping;

use crate::discovery::KnownUnreadable;

/// A customer that the MSP works for now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappedCustomer {
    pub id: CustomerId,
    pub name: String,
}

/// A Microsoft tenant of one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappedTenant {
    pub id: TenantId,
    pub customer: CustomerId,
    pub name: String,
    /// Its own domains, which nobody else can have.
    pub domains: Vec<String>,
}

/// A record that stands for a customer, whosever it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappableRecord {
    pub id: RecordId,
    pub connection: VendorConnectionId,
    pub vendor: Vendor,
    pub record: FoundRecord,
    pub vanished: bool,
    pub mapping: MappingState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MappingState {
    Unmapped,
    Linked(CustomerId),
    Ignored,
}

impl MappingState {
    pub const fn of(mapping: &Mapping) -> Self {
        match mapping {
            Mapping::Unmapped => Self::Unmapped,
            Mapping::Linked(link) => Self::Linked(link.customer_id),
            Mapping::Ignored(_) => Self::Ignored,
        }
    }
}

/// Lists in the order of their ids, each begun after an id and empty when there is no more. They may
/// be a moment behind the ledger, which has the last word.
#[async_trait]
pub trait MappingView: Debug + Send + Sync {
    /// Up to where the ledger is in the records that are read from now on; nothing where they cannot be
    /// relied on.
    async fn reached(&self, msp: MspId) -> Result<Option<Position>, KnownUnreadable>;

    async fn customers(
        &self,
        msp: MspId,
        after: Option<CustomerId>,
    ) -> Result<Vec<MappedCustomer>, KnownUnreadable>;

    /// Those that belong to a customer.
    async fn tenants(
        &self,
        msp: MspId,
        after: Option<TenantId>,
    ) -> Result<Vec<MappedTenant>, KnownUnreadable>;

    /// Records of the kind `Account`, those of the vendor's own left out.
    async fn records(
        &self,
        msp: MspId,
        after: Option<RecordId>,
    ) -> Result<Vec<MappableRecord>, KnownUnreadable>;
}
