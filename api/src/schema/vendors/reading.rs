//! How far the records of a kind are known.

use async_graphql::{Enum, SimpleObject};
use tenantry_domain::cloud::vendor::RecordKind as Kind;
use tenantry_projections::vendor_connections::{KindReading, VendorConnectionRow};

use crate::schema::problem::Problem;
use crate::schema::scalars::DateTime;

/// What a vendor's record is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Kind")]
pub(crate) enum RecordKind {
    /// A customer of the MSP, as the vendor knows it: company, site, organization, account.
    Account,
    /// Somebody who works for the MSP.
    Person,
    /// What the MSP sells.
    Service,
    /// What the MSP and a customer agreed on.
    Contract,
    /// What is billed under a contract.
    ContractLine,
    /// What a distributor offers.
    Product,
    /// What was bought for a customer.
    Subscription,
    /// A machine.
    Device,
    /// What a machine complains about.
    Alert,
    /// A machine or a service, as documentation describes it.
    Configuration,
    /// Something written about a customer.
    Document,
}

/// How far the records of one kind at one vendor are known.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct VendorReading {
    /// Of which kind.
    kind: RecordKind,
    /// When all of them were read last. Nothing where they never were.
    read_at: Option<DateTime>,
    /// How many there were then.
    rows: Option<u64>,
    /// How many of these were new.
    new: Option<u64>,
    /// How many of these had changed.
    changed: Option<u64>,
    /// How many were no longer there.
    vanished: Option<u64>,
    /// Whether they could not be read since then: what is known of them is what they were.
    stale: bool,
    /// Since when they cannot be read.
    stale_since: Option<DateTime>,
    /// Why they cannot be read.
    problem: Option<Problem>,
    /// By what the vendor's support finds the request that failed.
    support_id: Option<String>,
}

impl VendorReading {
    pub(crate) fn of(kind: Kind, reading: Option<KindReading>) -> Self {
        let KindReading { read, unread } = reading.unwrap_or_default();
        let found = read.map(|it| it.findings);
        Self {
            kind: kind.into(),
            read_at: read.map(|it| DateTime(it.at)),
            rows: found.map(|it| it.rows),
            new: found.map(|it| it.new),
            changed: found.map(|it| it.changed),
            vanished: found.map(|it| it.vanished),
            stale: unread.is_some(),
            stale_since: unread.as_ref().map(|it| DateTime(it.since)),
            problem: unread
                .as_ref()
                .map(|it| Problem::new(&it.code, Some(&it.detail))),
            support_id: unread.and_then(|it| it.correlation_id),
        }
    }

    /// Of one kind at this connection.
    pub(crate) fn of_row(row: &VendorConnectionRow, kind: Kind) -> Self {
        Self::of(kind, row.kinds().remove(&kind))
    }
}
