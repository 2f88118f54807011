//! Who works where, when there are several workers: leases with a fence that rises.

use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;
use uuid::Uuid;

use crate::ledger::LedgerError;

/// Rises with every taking of a lease: what carries a lower one comes from a worker whose lease
/// was taken over.
pub type Fence = u64;

/// Leases by name, kept beside the ledger. A lease ends by itself unless it is renewed, by the
/// database's clock: the clocks of workers do not matter.
#[async_trait]
pub trait Leases: Debug + Send + Sync {
    /// Takes the leases among `names` that are free, have ended, or are the owner's already, and
    /// says with which fence. One statement for all of them.
    async fn take(
        &self,
        names: &[String],
        owner: Uuid,
        length: Duration,
    ) -> Result<Vec<(String, Fence)>, LedgerError>;

    /// Prolongs the owner's leases among `names`; those it does not name are no longer the owner's.
    async fn renew(
        &self,
        names: &[String],
        owner: Uuid,
        length: Duration,
    ) -> Result<Vec<String>, LedgerError>;

    /// Gives leases back, so that nobody waits for their end.
    async fn release(&self, names: &[String], owner: Uuid) -> Result<(), LedgerError>;
}
