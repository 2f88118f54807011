//! Lists that come in pages: each page names the next, and that name is used as it is.

use crate::graph::client::{API, At, GraphClient, GraphRequest, Target};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion};
use url::Url;

/// Where a list goes on. It may be kept and used later, until the cloud no longer knows it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NextLink(String);

/// Where a list of changes goes on the next time.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeltaLink(String);

// The links hold the cloud's tokens for a place in a list: long, and nobody's business.
impl std::fmt::Debug for NextLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NextLink(…)")
    }
}

impl std::fmt::Debug for DeltaLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeltaLink(…)")
    }
}

impl NextLink {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl DeltaLink {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// Part of a list. It may be empty and yet not the last.
#[derive(Debug, Clone, Deserialize)]
pub struct Page<T> {
    #[serde(rename = "value")]
    pub rows: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    pub next: Option<NextLink>,
    #[serde(rename = "@odata.deltaLink")]
    pub delta: Option<DeltaLink>,
    /// On the first page, when it was asked for.
    #[serde(rename = "@odata.count")]
    pub count: Option<u64>,
}

/// The pages of one list, one at a time: nothing is fetched before it is asked for.
#[derive(Debug)]
pub struct Pages<T> {
    graph: GraphClient,
    at: At,
    request: GraphRequest,
    ended: bool,
    rows: PhantomData<fn() -> T>,
}

impl GraphClient {
    /// The list from its beginning.
    pub fn pages<T: DeserializeOwned>(&self, at: At, first: GraphRequest) -> Pages<T> {
        Pages {
            graph: self.clone(),
            at,
            request: first,
            ended: false,
            rows: PhantomData,
        }
    }

    /// The list from where it was left: `first` is what was asked at its beginning.
    pub fn pages_from<T: DeserializeOwned>(
        &self,
        at: At,
        first: &GraphRequest,
        link: &NextLink,
    ) -> Result<Pages<T>, CloudFault> {
        let request = first.continued(self.checked(link.as_str())?);
        Ok(self.pages(at, request))
    }

    /// The changes since a list of changes was read to its end.
    pub fn changes_since<T: DeserializeOwned>(
        &self,
        at: At,
        first: &GraphRequest,
        link: &DeltaLink,
    ) -> Result<Pages<T>, CloudFault> {
        let request = first.continued(self.checked(link.as_str())?);
        Ok(self.pages(at, request))
    }

    /// A link from outside gets our token only when it leads to Graph itself.
    pub(crate) fn checked(&self, link: &str) -> Result<Url, CloudFault> {
        let url =
            self.endpoints().graph.join(link).map_err(|error| {
                CloudFault::new(Cause::AnswerUnreadable, API, error.to_string())
            })?;
        let own = &self.endpoints().graph;
        let same = url.scheme() == own.scheme()
            && url.host_str() == own.host_str()
            && url.port_or_known_default() == own.port_or_known_default()
            && url.username().is_empty();
        if same {
            Ok(url)
        } else {
            let host = url.host_str().unwrap_or("nowhere");
            Err(CloudFault::new(
                Cause::RedirectRefused,
                API,
                format!("it goes on at {host}"),
            ))
        }
    }
}

impl GraphClient {
    /// One part of a list in the words of the domain: from its beginning, or from a bookmark.
    pub(crate) async fn portion<T: DeserializeOwned>(
        &self,
        at: At,
        first: GraphRequest,
        from: Option<&Bookmark>,
    ) -> Result<Portion<T>, CloudFault> {
        let mut pages = match from {
            Some(bookmark) => {
                self.pages_from(at, &first, &NextLink::from_text(bookmark.as_str()))?
            }
            None => self.pages(at, first),
        };
        let page = pages.next().await?;
        Ok(page.map_or_else(
            || Portion {
                rows: Vec::new(),
                next: None,
            },
            |page| Portion {
                rows: page.rows,
                next: page.next.map(|link| Bookmark::new(link.0)),
            },
        ))
    }
}

impl<T: DeserializeOwned> Pages<T> {
    /// The next page; nothing after the last. After a fault the same page can be asked for again.
    pub async fn next(&mut self) -> Result<Option<Page<T>>, CloudFault> {
        if self.ended {
            return Ok(None);
        }
        let page = self.graph.read(self.at, self.request.clone()).await;
        let page: Page<T> = page.map_err(|fault| self.told(fault))?;
        match &page.next {
            Some(link) => self.request = self.request.continued(self.graph.checked(link.as_str())?),
            None => self.ended = true,
        }
        Ok(Some(page))
    }

    /// A place in the list that is no longer known: some lists say so as of any wrong request.
    fn told(&self, mut fault: CloudFault) -> CloudFault {
        let code = fault.vendor_code.as_deref().unwrap_or_default();
        let said = format!("{code} {}", fault.detail)
            .to_ascii_lowercase()
            .replace(' ', "");
        let place = said.contains("skiptoken") || said.contains("pagetoken");
        let refused = matches!(fault.cause, Cause::Refused | Cause::NotThere);
        if place && refused && matches!(self.request.target, Target::Link(_)) {
            fault.cause = Cause::CursorExpired;
        }
        fault
    }

    /// All rows, for lists that are known to be short.
    pub async fn all(mut self, at_most: usize) -> Result<Vec<T>, CloudFault> {
        let mut rows = Vec::new();
        while let Some(page) = self.next().await? {
            rows.extend(page.rows);
            if rows.len() > at_most {
                let detail = format!("the list has more than {at_most} rows");
                return Err(CloudFault::new(Cause::AnswerTooLarge, API, detail));
            }
        }
        Ok(rows)
    }
}
