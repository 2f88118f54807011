//! Where a list of customers goes on, and how long it has gone on: one that never ends is left.

use crate::partner::client::API;
use serde::{Deserialize, Serialize};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault};

/// More pages than any partner has customers for.
const MOST_PAGES: u32 = 10_000;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    /// Pages before this one.
    pages: u32,
    /// Partner Center's own.
    pub at: Bookmark,
}

impl Place {
    pub(super) fn read(bookmark: &Bookmark) -> Result<Self, CloudFault> {
        serde_json::from_str(bookmark.as_str()).map_err(|_| {
            CloudFault::new(Cause::CursorExpired, API, "the bookmark is not one of ours")
        })
    }

    /// The place after this page. A page that leads to itself is a fault, and so is one too many.
    pub(super) fn next(
        this: Option<&Self>,
        next: Option<Bookmark>,
    ) -> Result<Option<Bookmark>, CloudFault> {
        let Some(at) = next else { return Ok(None) };
        let pages = this.map_or(0, |place| place.pages) + 1;
        if this.is_some_and(|place| place.at == at) {
            let detail = "a page of customers leads to itself";
            return Err(CloudFault::new(Cause::AnswerUnreadable, API, detail));
        }
        if pages > MOST_PAGES {
            let detail = format!("more than {MOST_PAGES} pages of customers");
            return Err(CloudFault::new(Cause::AnswerTooLarge, API, detail));
        }
        let place = serde_json::to_string(&Self { pages, at });
        let place = place
            .map_err(|error| CloudFault::new(Cause::AnswerUnreadable, API, error.to_string()))?;
        Ok(Some(Bookmark::new(place)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_goes_in_circles_or_never_ends_is_left() {
        let there = || Some(Bookmark::new("there"));
        let first = Place::next(None, there()).unwrap().unwrap();
        let mut place = Place::read(&first).unwrap();
        let fault = Place::next(Some(&place), there()).unwrap_err();
        assert_eq!(fault.cause, Cause::AnswerUnreadable);
        place.pages = MOST_PAGES;
        let fault = Place::next(Some(&place), Some(Bookmark::new("elsewhere"))).unwrap_err();
        assert_eq!(fault.cause, Cause::AnswerTooLarge);
        assert_eq!(Place::next(Some(&place), None).unwrap(), None);
        let fault = Place::read(&Bookmark::new("made up")).unwrap_err();
        assert_eq!(fault.cause, Cause::CursorExpired);
    }
}
