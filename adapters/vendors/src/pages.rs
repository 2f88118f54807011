//! How a list goes on: a bookmark of ours that holds where, and how often it went on already.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault};

/// A list with more pages than this never ends.
const MOST_PAGES: u32 = 2000;

/// What a bookmark holds: the vendor's and the kind's name, so that it is good for nothing else.
#[derive(Serialize, Deserialize)]
struct Kept<P> {
    of: String,
    /// How many pages were read before.
    pages: u32,
    place: P,
}

/// Where a list is read on, after so many pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark<P> {
    pub pages: u32,
    pub place: P,
}

/// Where a list of that name goes on. A bookmark may have been kept for long, and by others: what it
/// says is a place in a list and never an address that is believed.
pub(crate) fn read<P: DeserializeOwned + Default>(
    api: &'static str,
    of: &str,
    from: Option<&Bookmark>,
) -> Result<Mark<P>, CloudFault> {
    let Some(bookmark) = from else {
        return Ok(Mark {
            pages: 0,
            place: P::default(),
        });
    };
    let expired = |detail: &str| CloudFault::new(Cause::CursorExpired, api, detail);
    let kept: Kept<P> = serde_json::from_str(bookmark.as_str())
        .map_err(|_| expired("this bookmark is of another form"))?;
    if kept.of != of {
        return Err(expired("this bookmark is of another list"));
    }
    if kept.pages > MOST_PAGES {
        let detail = format!("the list has more than {MOST_PAGES} pages");
        return Err(CloudFault::new(Cause::AnswerTooLarge, api, detail));
    }
    Ok(Mark {
        pages: kept.pages,
        place: kept.place,
    })
}

/// The bookmark of the page after this one.
pub(crate) fn next<P: Serialize>(
    api: &'static str,
    of: &str,
    pages: u32,
    place: P,
) -> Result<Bookmark, CloudFault> {
    let of = of.to_owned();
    let pages = pages.saturating_add(1);
    let kept = serde_json::to_string(&Kept { of, pages, place });
    let kept = kept.map_err(|error| CloudFault::new(Cause::Refused, api, error.to_string()))?;
    Ok(Bookmark::new(kept))
}

/// The fault of a list that goes on where it was.
pub(crate) fn stands_still(api: &'static str) -> CloudFault {
    let detail = "the list goes on where it was: the same page would come for ever";
    CloudFault::new(Cause::AnswerUnreadable, api, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bookmark_is_read_back_and_good_for_its_list_only() {
        let bookmark = next("test", "test/account", 0, 7_u64).unwrap();
        let mark = read::<u64>("test", "test/account", Some(&bookmark)).unwrap();
        assert_eq!(mark, Mark { pages: 1, place: 7 });
        for (of, bookmark) in [
            ("test/device", bookmark),
            ("test/account", Bookmark::new("https://evil.example/")),
            ("test/account", Bookmark::new("")),
        ] {
            let fault = read::<u64>("test", of, Some(&bookmark)).unwrap_err();
            assert_eq!(fault.cause, Cause::CursorExpired);
        }
    }

    #[test]
    fn a_list_ends_some_time() {
        let mut bookmark = None;
        let mut pages = 0;
        let fault = loop {
            match read::<u64>("test", "test", bookmark.as_ref()) {
                Ok(mark) => bookmark = Some(next("test", "test", mark.pages, 1_u64).unwrap()),
                Err(fault) => break fault,
            }
            pages += 1;
        };
        assert_eq!(
            (fault.cause, pages),
            (Cause::AnswerTooLarge, MOST_PAGES + 1)
        );
    }
}
