//! Instants as people write them.

use jiff::Timestamp;
use tenantry_domain::record::Micros;

use crate::exit::Exit;
use crate::failure::Failure;

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

/// The same, where nothing goes on without one.
pub(crate) fn needed(text: &str) -> Result<Micros, Failure> {
    read(text).ok_or_else(|| {
        let text: String = text.chars().take(80).collect();
        let message = format!("{text:?} is no instant such as 2026-03-01T12:00:00Z");
        Failure::new("MALFORMED_MOMENT", Exit::Refused, message)
    })
}
