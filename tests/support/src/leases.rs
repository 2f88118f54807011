//! Leases where nobody works.

use std::time::Duration;

use async_trait::async_trait;
use tenantry_engine::leases::{Fence, Leased, Leases};
use tenantry_engine::ledger::LedgerError;
use uuid::Uuid;

/// Nobody has any, and nobody gets one.
#[derive(Debug, Clone, Copy)]
pub struct NoLeases;

#[async_trait]
impl Leases for NoLeases {
    async fn take(
        &self,
        _names: &[String],
        _owner: Uuid,
        _length: Duration,
    ) -> Result<Vec<(String, Fence)>, LedgerError> {
        Ok(Vec::new())
    }

    async fn renew(
        &self,
        _names: &[String],
        _owner: Uuid,
        _length: Duration,
    ) -> Result<Vec<String>, LedgerError> {
        Ok(Vec::new())
    }

    async fn release(&self, _names: &[String], _owner: Uuid) -> Result<(), LedgerError> {
        Ok(())
    }

    async fn look(&self, _names: &[String]) -> Result<Vec<Leased>, LedgerError> {
        Ok(Vec::new())
    }
}
