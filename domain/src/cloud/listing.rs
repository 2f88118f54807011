//! Lists too long for one answer.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Part of a list, and where it goes on. A part may be empty and yet not the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portion<T> {
    pub rows: Vec<T>,
    pub next: Option<Bookmark>,
}

/// A place in a list, as the cloud names it. It may be kept, and the list read on from there, until
/// the cloud no longer knows the place (`CLOUD_CURSOR_EXPIRED`): then the list is read anew.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bookmark(String);

impl Bookmark {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

// The cloud's name for a place is long, and may hold what is nobody's business.
impl fmt::Debug for Bookmark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bookmark(…)")
    }
}
