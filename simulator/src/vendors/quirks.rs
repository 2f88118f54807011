//! What is unpleasant at a vendor's account beyond what always is.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use url::Url;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct VendorQuirks {
    /// Every page begins with the last row of the page before.
    pub pages_repeat_a_row: bool,
    /// Every page says that it goes on with itself.
    pub pages_never_end: bool,
    /// Links to a next page lead to this address instead of the vendor's.
    pub next_links_lead_to: Option<String>,
    /// Where the vendor says that the account's part of its world is, instead of where it is.
    pub place_is_said_to_be: Option<String>,
    /// The key is not accepted any more, nor what was given out for it.
    pub key_refused: bool,
    /// Lists that the rights of the key hide: they look empty.
    pub hidden: BTreeSet<String>,
    /// Lists that the rights of the key do not cover: they are refused.
    pub refused: BTreeSet<String>,
    /// So many requests of others count against the limits.
    pub requests_by_others: usize,
    /// In what a list comes of which the vendor is of several minds.
    pub list_shape: ListShape,
}

/// In what a list comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListShape {
    #[default]
    Bare,
    /// A list of one is that one.
    Single,
    /// Under a name, beside how many there are.
    Wrapped,
}

impl VendorQuirks {
    /// Where a page really begins that should begin there.
    pub(super) fn begin(&self, place: usize) -> usize {
        place.saturating_sub(usize::from(self.pages_repeat_a_row))
    }

    /// Under which address a next page is said to be; without a slash at the end.
    pub(super) fn base(&self, real: Option<&Url>) -> String {
        let real = real.map(Url::as_str).unwrap_or_default();
        let base = self.next_links_lead_to.as_deref().unwrap_or(real);
        base.trim_end_matches('/').to_owned()
    }
}
