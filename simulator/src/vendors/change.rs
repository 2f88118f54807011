//! What befalls an account at a vendor, at a moment that a test chooses.

use super::{Row, VendorQuirks};
use crate::world::Cloud;
use serde::{Deserialize, Serialize};

/// Rows are named by their id as text, lists and fields as the vendor names them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum VendorChange {
    /// What is unpleasant from now on.
    Quirks {
        quirks: VendorQuirks,
    },
    /// With an id that nothing had before, unless the fields name one.
    AddRow {
        list: String,
        fields: Row,
    },
    ChangeRow {
        list: String,
        id: String,
        fields: Row,
    },
    RemoveRow {
        list: String,
        id: String,
    },
    /// The vendor moves the account to another of its places. Tokens end.
    MoveTo {
        place: Cloud,
    },
    /// Somebody changed it, or the vendor did. Tokens end.
    SetCredential {
        name: String,
        text: String,
    },
    EndTokens,
}
