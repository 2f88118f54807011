//! Where a list of numbered pages goes on that says how long it is.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// Pages that were read.
    done: u64,
    /// How long the list was then.
    count: Option<u64>,
}

impl Place {
    /// Of the page to be read: the first is 1.
    pub(crate) fn number(self) -> u64 {
        self.done.saturating_add(1)
    }

    /// Where the list goes on after a page of so many rows. Rows that went away moved later ones forward,
    /// over the edge of a page: then pages are read again, as far back as rows may have moved.
    pub(crate) fn after(self, rows: usize, most: usize, count: Option<u64>) -> Option<Self> {
        let (rows, most) = (rows as u64, most.max(1) as u64);
        let gone = match (self.count, count) {
            (Some(before), Some(now)) => before.saturating_sub(now),
            _ => 0,
        };
        if gone > 0 && self.done > 0 {
            let back = gone.div_ceil(most);
            let done = self.done.saturating_sub(back);
            return Some(Self { done, count });
        }
        let done = self.number();
        let more = match count {
            Some(count) => done.saturating_mul(most) < count && rows > 0,
            // Who does not say how long the list is fills a page while there is more.
            None => rows >= most,
        };
        more.then_some(Self { done, count })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_goes_on_until_its_end() {
        let place = |done, count| Place {
            done,
            count: Some(count),
        };
        let start = Place::default();
        for (before, rows, count, next) in [
            (start, 100, Some(250), Some(place(1, 250))),
            (place(1, 250), 100, Some(250), Some(place(2, 250))),
            (place(2, 250), 50, Some(250), None),
            (start, 100, Some(100), None),
            (start, 0, Some(0), None),
            (start, 0, Some(900), None),
            (place(1, 250), 100, Some(249), Some(place(0, 249))),
            (place(2, 250), 50, Some(100), Some(place(0, 100))),
            (place(2, 250), 51, Some(251), None),
            (
                start,
                100,
                None,
                Some(Place {
                    done: 1,
                    count: None,
                }),
            ),
            (start, 99, None, None),
        ] {
            assert_eq!(before.after(rows, 100, count), next, "{before:?} {count:?}");
        }
    }
}
