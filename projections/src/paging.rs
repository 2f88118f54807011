//! Pages of a list. There are only keyset pages: a page begins after a row, never at a number, so
//! that a list neither skips nor repeats a row while others come and go.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// The most rows of one page.
pub const PAGE_ROWS: u32 = 500;

/// A row's place in the order of its list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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

impl<R> Page<R> {
    /// Of a list that is at hand as a whole, in whatever order.
    pub fn of_list(
        list: impl IntoIterator<Item = R>,
        after: Option<&Cursor>,
        first: u32,
        cursor_of: impl Fn(&R) -> Cursor,
    ) -> Self {
        let placed = list.into_iter().map(|row| (cursor_of(&row), row));
        let mut rest: Vec<(Cursor, R)> = placed
            .filter(|(place, _)| after.is_none_or(|after| place > after))
            .collect();
        rest.sort_by(|one, other| one.0.cmp(&other.0));
        let first = usize::try_from(first).unwrap_or(usize::MAX);
        let more = rest.len() > first;
        rest.truncate(first);
        Self {
            next: rest.last().filter(|_| more).map(|(place, _)| place.clone()),
            rows: rest.into_iter().map(|(_, row)| row).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_at_hand_comes_page_by_page_without_gap_or_repetition() {
        let list = ["b", "a", "c", "a", "d"].into_iter().zip(1_u128..);
        let list: Vec<(&str, u128)> = list.collect();
        let cursor_of = |row: &(&str, u128)| Cursor {
            key: row.0.to_owned(),
            id: Uuid::from_u128(row.1),
        };
        for first in 1..=6 {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = Page::of_list(list.clone(), after.as_ref(), first, cursor_of);
                assert!(!page.rows.is_empty(), "no page is empty that was announced");
                seen.extend(page.rows);
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            let sorted = [("a", 2), ("a", 4), ("b", 1), ("c", 3), ("d", 5)];
            assert_eq!(seen, sorted, "pages of {first}");
        }
        let none = Page::of_list(Vec::<(&str, u128)>::new(), None, 3, cursor_of);
        assert!(none.rows.is_empty() && none.next.is_none());
    }
}
