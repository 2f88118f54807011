//! Every request to IT Glue goes out here.

use super::dialect::ItGlueDialect;
use crate::numbered::Place;
use crate::read::Shape;
use crate::rows::Raw;
use crate::tools::Opened;
use crate::wire::Question;
use serde::Deserialize;
use tenantry_domain::cloud::CloudFault;
use tenantry_http::Budget;
use url::Url;

pub(crate) const API: &str = "it-glue";

/// It is said that 3000 requests are allowed in five minutes, for all that ask with the MSP's keys. These
/// are 2400, when there is much to read.
pub(crate) const BUDGET: Budget = Budget {
    in_flight: 4,
    per_second: 7.0,
    burst: 300.0,
};

/// A list, and how it is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct List<'a> {
    pub shape: Shape,
    pub parts: &'a [&'a str],
    pub extra: &'a [(&'a str, &'a str)],
    /// As many rows as one page has at most.
    pub most: usize,
}

pub(super) const ORGANIZATIONS: List<'static> = List {
    shape: Shape::get("organizations"),
    parts: &[],
    extra: &[("sort", "id"), ("include", "adapters-resources")],
    most: 200,
};

pub(super) const CONFIGURATIONS: List<'static> = List {
    shape: Shape::get("configurations"),
    extra: &[("sort", "id")],
    ..ORGANIZATIONS
};

/// Those in folders, too.
pub(super) const DOCUMENTS: List<'static> = List {
    shape: Shape::get("organizations/{}/relationships/documents"),
    extra: &[("filter[document_folder_id]", "null")],
    ..ORGANIZATIONS
};

/// A page of a list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Page {
    pub data: Vec<Raw>,
    #[serde(default)]
    pub included: Vec<Raw>,
    #[serde(default)]
    meta: Meta,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Meta {
    total_count: Option<u64>,
}

impl Page {
    /// How long the list is.
    pub(super) fn count(&self) -> Option<u64> {
        self.meta.total_count
    }
}

#[derive(Debug)]
pub(super) struct Client {
    pub opened: Opened,
}

impl Client {
    pub(super) fn new(opened: Opened) -> Result<Self, CloudFault> {
        let client = Self { opened };
        // A region that there is not is said at once.
        client.entered()?;
        Ok(client)
    }

    pub(super) async fn page(&self, list: List<'_>, place: Place) -> Result<Page, CloudFault> {
        let region = self.region().await?;
        self.page_at(&region.address, list, place).await
    }

    pub(super) async fn page_at(
        &self,
        address: &Url,
        list: List<'_>,
        place: Place,
    ) -> Result<Page, CloudFault> {
        let (number, most) = (place.number().to_string(), list.most.to_string());
        let mut query = vec![
            ("page[number]", number.as_str()),
            ("page[size]", most.as_str()),
        ];
        query.extend(list.extra);
        let read = list.shape.at(address, list.parts, &query)?;
        let key = self.opened.credentials.secret("api-key")?;
        let question = Question::new(API, read).secret_header("x-api-key", key)?;
        self.opened.wire.json(question, &ItGlueDialect).await
    }

    /// The first organization, or none.
    pub(super) async fn one_organization(&self) -> Result<Page, CloudFault> {
        self.page(FIRST_ORGANIZATION, Place::default()).await
    }
}

pub(super) const FIRST_ORGANIZATION: List<'static> = List {
    extra: &[("sort", "id")],
    most: 1,
    ..ORGANIZATIONS
};
