//! Partner Center's codes. Few are written down anywhere; for the rest the status has to do.

use super::graph_codes::phrase;
use super::table::{Phrase, Row, row};
use tenantry_domain::cloud::Cause::{Conflict, MfaRequired, PermissionMissing, Throttled};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("10001", MfaRequired, "The sign-in behind the token had no second factor: sign in anew with one"),
    row("20002", PermissionMissing, "The MSP has no commercial relationship with this customer"),
];

#[rustfmt::skip]
pub(super) const PHRASES: &[Phrase] = &[
    phrase("permission entry already exists", Conflict, "The consent is there: it is read back; to change it, \
        delete it first"),
    phrase("mfa required", MfaRequired, "The sign-in behind the token had no second factor: sign in anew with one"),
    phrase("does not have the required permissions", PermissionMissing, "The account is not in the group of \
        admin agents, \
        or no role of it allows this"),
    phrase("too many requests", Throttled, "The share of requests is used up"),
];
