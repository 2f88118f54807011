//! Who works where, when there are several workers: leases with a fence that rises.

use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::Micros;
use uuid::Uuid;

use crate::ledger::LedgerError;

/// Rises with every taking of a lease: what carries a lower one comes from a worker whose lease
/// was taken over.
pub type Fence = u64;

/// The longest name of a lease, in bytes. A name is printable ASCII without spaces.
pub const NAME_LIMIT: usize = 200;

/// The most leases that one call may name.
pub const NAMES_LIMIT: usize = 10_000;

/// The longest that a lease may last without being renewed.
pub const LENGTH_LIMIT: Duration = Duration::from_hours(24);

/// What workers do for an MSP, each under a lease of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Onboardings, consents, approvals and procedures are carried on.
    Sagas,
    /// Accounts at other vendors are read.
    Vendors,
    /// People are told elsewhere of what waits for them.
    Notices,
    /// What onboardings brought about is looked after.
    Drift,
}

impl Work {
    pub const ALL: [Self; 4] = [Self::Sagas, Self::Vendors, Self::Notices, Self::Drift];

    /// The name of the lease under which this is done for an MSP.
    pub fn lease_for(self, msp: MspId) -> String {
        let work = match self {
            Self::Sagas => "sagas",
            Self::Vendors => "vendors",
            Self::Notices => "notices",
            Self::Drift => "drift",
        };
        format!("{work}/{msp}")
    }
}

/// A lease that somebody has, or had last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased {
    pub name: String,
    pub owner: Uuid,
    pub until: Micros,
    /// It has not ended, by the database's clock.
    pub alive: bool,
}

/// Leases by name, kept beside the ledger. A lease ends by itself unless it is renewed, by the
/// database's clock: the clocks of workers do not matter. A worker counts the length from before
/// it asked: the answer may have been under way for a while.
///
/// A call may be repeated when its answer was lost: what an owner has is given to it again, under
/// the same fence.
#[async_trait]
pub trait Leases: Debug + Send + Sync {
    /// Takes the leases among `names` that are free, have ended, or are the owner's already, and
    /// says with which fence, in the order of the names. The fence rises unless the owner had the
    /// lease without a break. One statement for all of them.
    async fn take(
        &self,
        names: &[String],
        owner: Uuid,
        length: Duration,
    ) -> Result<Vec<(String, Fence)>, LedgerError>;

    /// Prolongs the owner's leases among `names`, in the order of the names; those it does not name
    /// are no longer the owner's. One that has ended is not prolonged, even if nobody took it.
    async fn renew(
        &self,
        names: &[String],
        owner: Uuid,
        length: Duration,
    ) -> Result<Vec<String>, LedgerError>;

    /// Gives leases back, so that nobody waits for their end.
    async fn release(&self, names: &[String], owner: Uuid) -> Result<(), LedgerError>;

    /// Who has the leases among `names`, or had them last, in the order of the names. One that nobody ever had, or
    /// that was given back, is not among them.
    async fn look(&self, names: &[String]) -> Result<Vec<Leased>, LedgerError>;
}
