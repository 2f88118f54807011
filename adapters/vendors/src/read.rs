//! The only requests that leave here: such as change nothing.
//!
//! A module declares its [`Shape`]s as constants, and a [`Read`] can be made from nothing else. A shape
//! is GET, or it is POST and its path ends like a question or asks for a token; another one does not
//! compile.

use crate::address;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::Method;
use url::Url;

/// What may be asked: a method, and a path in which `{}` stands for one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    posts: bool,
    path: &'static str,
}

/// How a path ends that is asked with POST.
const QUESTIONS: [&str; 3] = ["/query", "/search", "/token"];

impl Shape {
    pub(crate) const fn get(path: &'static str) -> Self {
        Self { posts: false, path }
    }

    /// A question that is too long for an address, or the request for a token.
    pub(crate) const fn question(path: &'static str) -> Self {
        let mut known = false;
        let mut place = 0;
        while place < QUESTIONS.len() {
            known = known || ends_with(path, QUESTIONS[place]);
            place += 1;
        }
        assert!(known, "a POST to this path might change something");
        Self { posts: true, path }
    }

    /// A request of this shape below an address, with these parts and this query.
    pub(crate) fn at(
        self,
        base: &Url,
        parts: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Read, CloudFault> {
        let mut url = base.clone();
        let mut parts = parts.iter();
        let mut segments = url.path_segments_mut().map_err(|()| {
            let detail = "nothing lies below this address";
            CloudFault::new(Cause::VendorAddressRefused, "vendors", detail)
        })?;
        segments.pop_if_empty();
        for part in self.path.split('/').filter(|part| !part.is_empty()) {
            segments.push(match part {
                "{}" => parts.next().copied().unwrap_or_default(),
                plain => plain,
            });
        }
        drop(segments);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let method = if self.posts {
            Method::POST
        } else {
            Method::GET
        };
        Ok(Read { method, url })
    }

    /// A request of this shape to an address that the vendor named: only where credentials go anyway.
    pub(crate) fn follow(
        self,
        api: &'static str,
        base: &Url,
        link: &str,
    ) -> Result<Read, CloudFault> {
        let url = address::same_place(api, base, link)?;
        let below = url.path().strip_prefix(base.path().trim_end_matches('/'));
        if !below.is_some_and(|path| self.fits(path)) {
            let detail = "the list goes on under another path";
            return Err(CloudFault::new(Cause::RedirectRefused, api, detail));
        }
        let method = if self.posts {
            Method::POST
        } else {
            Method::GET
        };
        Ok(Read { method, url })
    }

    fn fits(self, path: &str) -> bool {
        let parts = |path: &'static str| path.split('/').filter(|part| !part.is_empty());
        let mut found = path.split('/').filter(|part| !part.is_empty());
        let alike = parts(self.path).all(|wanted| {
            let found = found.next();
            found.is_some_and(|found| wanted == "{}" || wanted.eq_ignore_ascii_case(found))
        });
        alike && found.next().is_none()
    }
}

/// Texts in constants are compared byte by byte.
const fn ends_with(text: &str, end: &str) -> bool {
    let (text, end) = (text.as_bytes(), end.as_bytes());
    if text.len() < end.len() {
        return false;
    }
    let mut place = 0;
    while place < end.len() {
        if text[text.len() - end.len() + place] != end[place] {
            return false;
        }
        place += 1;
    }
    true
}

/// A request that changes nothing.
#[derive(Debug, Clone)]
pub(crate) struct Read {
    method: Method,
    url: Url,
}

impl Read {
    pub(crate) fn into_parts(self) -> (Method, Url) {
        (self.method, self.url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: Shape = Shape::get("v2/{}/rows");
    const QUERY: Shape = Shape::question("V1.0/{}/query");

    fn base() -> Url {
        Url::parse("https://h.example/api/").unwrap()
    }

    #[test]
    fn what_is_put_into_a_path_stays_in_its_part() {
        let read = ROWS.at(&base(), &["a/../b?c"], &[("q", "x&y=1")]).unwrap();
        let (method, url) = read.into_parts();
        assert_eq!(method, Method::GET);
        assert_eq!(
            url.as_str(),
            "https://h.example/api/v2/a%2F..%2Fb%3Fc/rows?q=x%26y%3D1"
        );
        let (method, _) = QUERY.at(&base(), &["Companies"], &[]).unwrap().into_parts();
        assert_eq!(method, Method::POST);
    }

    #[test]
    fn a_link_is_followed_only_at_home_and_in_its_shape() {
        let follow = |link: &str| ROWS.follow("test", &base(), link).map_err(|it| it.cause);
        assert!(follow("https://h.example/api/v2/a/rows?page=2").is_ok());
        assert!(follow("/api/v2/a/rows?page=2").is_ok());
        for astray in [
            "https://evil.example/api/v2/a/rows",
            "http://h.example/api/v2/a/rows",
            "https://h.example:444/api/v2/a/rows",
            "https://u:p@h.example/api/v2/a/rows",
            "https://h.example/api/v2/a/rows/1",
            "https://h.example/api/v2/a/users",
            "//evil.example/api/v2/a/rows",
        ] {
            assert_eq!(
                follow(astray).unwrap_err(),
                Cause::RedirectRefused,
                "{astray}"
            );
        }
    }
}
