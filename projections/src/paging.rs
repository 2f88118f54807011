//! Pages of a list. There are only keyset pages: a page begins after a row, never at a number, so
//! that a list neither skips nor repeats a row while others come and go.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// The most rows of one page.
pub const PAGE_ROWS: u32 = 500;

/// A row's place in the order of its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// What the list is sorted by.
    pub key: String,
    /// Tells rows apart that sort alike.
    pub id: Uuid,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.id.simple(), self.key)
    }
}

/// The text is no cursor of a list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not a cursor that a list gave out")]
pub struct MalformedCursor;

impl MalformedCursor {
    pub const CODE: &'static str = "MALFORMED_CURSOR";
}

impl FromStr for Cursor {
    type Err = MalformedCursor;

    fn from_str(text: &str) -> Result<Self, MalformedCursor> {
        let (id, key) = text.split_once(':').ok_or(MalformedCursor)?;
        Ok(Self {
            id: Uuid::try_parse(id).map_err(|_| MalformedCursor)?,
            key: key.to_owned(),
        })
    }
}

/// Some rows of a list, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<R> {
    pub rows: Vec<R>,
    /// Where the next page begins; `None` when this is the last.
    pub next: Option<Cursor>,
}
