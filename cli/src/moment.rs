//! Instants as people write them.

use jiff::Timestamp;
use tenantry_domain::record::Micros;

/// RFC 3339 in UTC, to the millisecond.
pub(crate) fn show(instant: Micros) -> String {
    Timestamp::from_microsecond(instant)
        .map_or_else(|_| instant.to_string(), |it| format!("{it:.3}"))
}

/// An RFC 3339 instant with its offset.
pub(crate) fn read(text: &str) -> Option<Micros> {
    text.parse::<Timestamp>()
        .ok()
        .map(Timestamp::as_microsecond)
}
