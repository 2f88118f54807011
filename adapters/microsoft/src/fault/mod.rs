//! What went wrong, in our words: from an answer of Microsoft's to one typed fault.
//!
//! Each interface words its failures in its own way, so each has a dialect and a table. A code that
//! no table knows is judged by what goes with it: OAuth's `error`, else the status.

mod challenge;
mod entra;
mod entra_codes;
mod graph;
mod graph_codes;
mod partner;
mod partner_codes;
mod table;
#[cfg(test)]
mod tests;

pub use entra::{EntraDialect, callback_fault, entra_fault};
pub use graph::{GraphDialect, graph_fault};
pub use partner::{PartnerDialect, partner_fault};
pub use table::{Row, explain, rows};

use tenantry_domain::cloud::Cause;
use tenantry_http::Answer;
use tenantry_http::header::CONTENT_TYPE;

/// What a status means when nothing more is known.
pub(crate) fn cause_of_status(status: u16) -> Cause {
    match status {
        // Whoever follows redirects has done so before.
        300..=399 => Cause::RedirectRefused,
        401 => Cause::TokenRefused,
        403 => Cause::PermissionMissing,
        404 => Cause::NotThere,
        408 => Cause::Unavailable,
        409 => Cause::Conflict,
        410 => Cause::CursorExpired,
        412 => Cause::Changed,
        429 => Cause::Throttled,
        400..=499 | 501 => Cause::Refused,
        500..=599 => Cause::Unavailable,
        _ => Cause::AnswerUnreadable,
    }
}

/// Whether this is what a gateway or a proxy shows to people. Its status says nothing about what
/// was asked, unless it says that there is too much to do.
fn is_page(answer: &Answer) -> bool {
    !matches!(answer.status.as_u16(), 429 | 503)
        && answer.text().trim_ascii_start().starts_with(b"<")
}

fn says_json(answer: &Answer) -> bool {
    let kind = answer
        .headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/json"))
}
