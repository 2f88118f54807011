//! Hashes and counts between our types and what the databases hold.

use tenantry_domain::merkle::Hash;
use tenantry_engine::ledger::{LedgerError, PAGE_LIMIT};

pub(crate) fn hash_from(bytes: &[u8]) -> Result<Hash, LedgerError> {
    bytes.try_into().map_err(|_| LedgerError::Corrupt {
        detail: format!("a hash has {} bytes instead of 32", bytes.len()),
    })
}

pub(crate) fn unsigned(number: i64) -> Result<u64, LedgerError> {
    u64::try_from(number).map_err(|_| LedgerError::Corrupt {
        detail: format!("a count is negative: {number}"),
    })
}

/// Positions stay far below the largest `bigint`; one beyond it would match no row.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// How many rows a page may ask for.
pub(crate) fn page(limit: usize) -> i64 {
    signed(limit.min(PAGE_LIMIT) as u64)
}
