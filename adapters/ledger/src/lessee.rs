//! What a worker may ask for, checked before any database is asked.

use std::time::Duration;

use tenantry_domain::record::Micros;
use tenantry_engine::leases::{LENGTH_LIMIT, NAME_LIMIT, NAMES_LIMIT};
use tenantry_engine::ledger::LedgerError;

/// The names in the one order in which locks are taken, each once.
pub(crate) fn in_order(names: &[String]) -> Result<Vec<&str>, LedgerError> {
    if names.len() > NAMES_LIMIT {
        return Err(malformed(format!(
            "{} names at once, and {NAMES_LIMIT} are the most",
            names.len()
        )));
    }
    let mut ordered: Vec<&str> = names.iter().map(String::as_str).collect();
    ordered.sort_unstable();
    ordered.dedup();
    match ordered.iter().find(|name| !is_valid(name)) {
        None => Ok(ordered),
        Some(name) => Err(malformed(format!(
            "a lease's name has 1 to {NAME_LIMIT} printable ASCII characters without spaces, not {:?}",
            name.chars().take(80).collect::<String>()
        ))),
    }
}

/// How long a lease is to last.
pub(crate) fn micros(length: Duration) -> Result<Micros, LedgerError> {
    if length.is_zero() || length > LENGTH_LIMIT {
        return Err(malformed(format!(
            "a lease lasts for up to {} hours, not for {length:?}",
            LENGTH_LIMIT.as_secs() / 3600
        )));
    }
    Micros::try_from(length.as_micros()).map_err(|error| malformed(error.to_string()))
}

fn is_valid(name: &str) -> bool {
    (1..=NAME_LIMIT).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_graphic())
}

fn malformed(detail: String) -> LedgerError {
    LedgerError::LeaseMalformed { detail }
}
