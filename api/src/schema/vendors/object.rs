//! An account at a vendor, as clients see it.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use tenantry_domain::ids::VendorConnectionId;
use tenantry_domain::vendor_connection::KindDoubt;
use tenantry_projections::vendor_connections::{ConnectionPhase, TestStatus, VendorConnectionRow};

use super::counts::VendorRecordCounts;
use super::reading::{RecordKind, VendorReading};
use super::system::Vendor;
use crate::schema::ids::{Kind, global};
use crate::schema::loaders::{CountsOf, Shelf, shared};
use crate::schema::problem::Problem;
use crate::schema::scalars::{DateTime, Position};

/// How the connection with a vendor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "ConnectionPhase")]
pub(crate) enum VendorPhase {
    /// It is read when it is due.
    Connected,
    /// It is not read for a while.
    Paused,
    /// It is over. What was read of it stays.
    Disconnected,
}

/// What the last test came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "TestStatus")]
pub(crate) enum VendorTestStatus {
    /// It was not tried with these credentials and settings.
    Untested,
    /// It works.
    Works,
    /// It works, and some kinds of records may not be readable all the same.
    Doubts,
    /// It does not work.
    Fails,
}

/// What was entered to open the account, and is no secret.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct VendorSetting {
    /// As the vendor's inputs call it.
    name: String,
    /// What was entered.
    value: String,
}

/// The part of a vendor's world that an account lives in.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct VendorZone {
    /// As the vendor calls it.
    name: String,
    /// Where its interface is.
    address: String,
}

/// Why records of a kind may not be readable although the credentials are good.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct VendorDoubt {
    /// Of which kind.
    kind: RecordKind,
    /// The vendor hides what may not be read instead of refusing it, and showed nothing of this kind.
    suspiciously_empty: bool,
    /// Why the vendor refused it.
    problem: Option<Problem>,
}

/// What the last test of an account came to.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct VendorTest {
    /// Whether it works.
    status: VendorTestStatus,
    /// When it was tried.
    tested_at: Option<DateTime>,
    /// What is the matter; of several doubts the first.
    problem: Option<Problem>,
    /// By what the vendor's support finds the request that failed.
    support_id: Option<String>,
    /// The kinds of records that may not be readable.
    doubts: Vec<VendorDoubt>,
}

/// A look at all that a vendor has, that is under way.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct VendorRun {
    /// Counts the looks at this account, from 1.
    number: u64,
    /// Since when it is under way.
    since: Option<DateTime>,
}

#[derive(Debug, Clone)]
pub(crate) struct VendorAccount(pub(crate) VendorConnectionRow);

impl From<VendorConnectionRow> for VendorAccount {
    fn from(row: VendorConnectionRow) -> Self {
        Self(row)
    }
}

/// The MSP's account at a vendor, and how far it is read. Its secrets are in the vault and not here.
#[Object]
impl VendorAccount {
    /// Its id within this API.
    pub(crate) async fn id(&self) -> ID {
        global(Kind::VendorAccount, self.0.id)
    }

    /// The connection's UUID, as the command line and the record show it.
    async fn connection_id(&self) -> String {
        self.0.id.to_string()
    }

    /// At which vendor.
    async fn vendor(&self) -> Vendor {
        Vendor(self.0.vendor)
    }

    /// What the MSP calls it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// How the connection stands.
    async fn phase(&self) -> VendorPhase {
        self.0.phase.into()
    }

    /// Why it is paused or disconnected.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// What was entered and is no secret, in the order of the names.
    async fn settings(&self) -> Vec<VendorSetting> {
        let settings = self.0.settings().into_iter();
        let told = settings.map(|(name, value)| VendorSetting { name, value });
        told.collect()
    }

    /// The part of the vendor's world that it lives in, as the last test found it.
    async fn zone(&self) -> Option<VendorZone> {
        Some(VendorZone {
            name: self.0.zone_name.clone()?,
            address: self.0.zone_address.clone()?,
        })
    }

    /// As the vendor calls the account.
    async fn account_name(&self) -> Option<&str> {
        self.0.account_name.as_deref()
    }

    /// What the last test with these credentials and settings came to.
    async fn test(&self) -> VendorTest {
        let row = &self.0;
        let doubts = row.doubts().into_iter().map(|(kind, doubt)| VendorDoubt {
            kind: kind.into(),
            suspiciously_empty: matches!(doubt, KindDoubt::SuspiciouslyEmpty),
            problem: match doubt {
                KindDoubt::Refused { fault } => {
                    Some(Problem::new(&fault.code, Some(&fault.detail)))
                }
                KindDoubt::SuspiciouslyEmpty => None,
            },
        });
        VendorTest {
            status: row.test.into(),
            tested_at: row.tested_at.map(DateTime),
            problem: row
                .test_code
                .as_deref()
                .map(|code| Problem::new(code, row.test_detail.as_deref())),
            support_id: row.test_correlation_id.clone(),
            doubts: doubts.collect(),
        }
    }

    /// How far each kind of records is known, in the order in which they are read.
    async fn readings(&self) -> Vec<VendorReading> {
        let mut kinds = self.0.kinds();
        let all = self.0.vendor.reads().iter();
        let all = all.map(|kind| VendorReading::of(*kind, kinds.remove(kind)));
        all.collect()
    }

    /// How many of its records that stand for customers stand how.
    async fn record_counts(&self, ctx: &Context<'_>) -> Result<VendorRecordCounts> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let key = CountsOf(VendorConnectionId::new(self.0.id));
        let counts = shelves.load_one(key).await.map_err(shared)?;
        Ok(VendorRecordCounts::of(counts.unwrap_or_default(), &self.0))
    }

    /// Whether some kind could not be read since it was read last.
    async fn stale(&self) -> bool {
        self.0.stale
    }

    /// The look that is under way.
    async fn run(&self) -> Option<VendorRun> {
        Some(VendorRun {
            number: self.0.run?,
            since: self.0.run_since.map(DateTime),
        })
    }

    /// How many looks have begun.
    async fn runs(&self) -> u64 {
        self.0.runs
    }

    /// Whether somebody asked for a look that has not begun yet.
    async fn requested(&self) -> bool {
        self.0.requested
    }

    /// When a look ended last in which every kind was read.
    async fn completed_at(&self) -> Option<DateTime> {
        self.0.completed_at.map(DateTime)
    }

    /// Since when the vendor is connected.
    async fn connected_at(&self) -> DateTime {
        DateTime(self.0.connected_at)
    }

    /// When something about it changed last.
    async fn changed_at(&self) -> DateTime {
        DateTime(self.0.changed_at)
    }

    /// The last event that is in what is read here.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }
}
