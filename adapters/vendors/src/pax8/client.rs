//! Every request to Pax8 goes out here.

use super::dialect::{Pax8Dialect, TokenDialect};
use crate::oauth::{self, Grant};
use crate::pages;
use crate::read::Shape;
use crate::rows::Raw;
use crate::tools::Opened;
use crate::wire::Question;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::Budget;

pub(crate) const API: &str = "pax8";

/// 1,000 requests a minute are said to be allowed, for all that ask: half of that for us.
pub(crate) const BUDGET: Budget = Budget {
    in_flight: 6,
    per_second: 8.0,
    burst: 120.0,
};

/// As many rows as one page has at most.
pub(super) const MOST_ROWS: u32 = 200;

const DEADLINE: Duration = Duration::from_mins(1);

/// What a token for these lists is made out to: the real address also where the interface is elsewhere.
const AUDIENCE: &str = "https://api.pax8.com";

const TOKEN: Shape = Shape::question("v1/token");
const COMPANIES: Shape = Shape::get("v1/companies");
const PRODUCTS: Shape = Shape::get("v1/products");
const SUBSCRIPTIONS: Shape = Shape::get("v1/subscriptions");

#[derive(Debug)]
pub(super) struct Client {
    opened: Opened,
}

/// A page of a list.
#[derive(Debug)]
pub(super) struct Page {
    pub rows: Vec<Raw>,
    pub next: Option<u32>,
    pub total: Option<u64>,
}

#[derive(Deserialize)]
struct Envelope {
    content: Vec<Raw>,
    page: Numbers,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Numbers {
    total_elements: Option<u64>,
    total_pages: u32,
    number: Option<u32>,
}

#[derive(Serialize)]
struct Application<'a> {
    client_id: &'a str,
    client_secret: &'a str,
    audience: &'static str,
    grant_type: &'static str,
}

impl Client {
    pub(super) fn new(opened: Opened) -> Self {
        Self { opened }
    }

    pub(super) async fn page(
        &self,
        kind: RecordKind,
        number: u32,
        most: u32,
    ) -> Result<Page, CloudFault> {
        let shape = match kind {
            RecordKind::Product => PRODUCTS,
            RecordKind::Subscription => SUBSCRIPTIONS,
            _ => COMPANIES,
        };
        self.listed(shape, number, most, None).await
    }

    /// A company's subscriptions.
    pub(super) async fn bought_by(&self, company: &str, number: u32) -> Result<Page, CloudFault> {
        let of = Some(("companyId", company));
        self.listed(SUBSCRIPTIONS, number, MOST_ROWS, of).await
    }

    async fn listed(
        &self,
        shape: Shape,
        number: u32,
        most: u32,
        of: Option<(&str, &str)>,
    ) -> Result<Page, CloudFault> {
        let (page, size) = (number.to_string(), most.to_string());
        let mut query = vec![("page", page.as_str()), ("size", size.as_str())];
        query.extend(of);
        let found: Envelope = self.get(shape, &query).await?;
        if found.page.number.is_some_and(|told| told != number) {
            return Err(pages::stands_still(API));
        }
        let next = number + 1;
        Ok(Page {
            rows: found.content,
            next: (next < found.page.total_pages).then_some(next),
            total: found.page.total_elements,
        })
    }

    /// A refused token is forgotten and fetched anew, once.
    async fn get(&self, shape: Shape, query: &[(&str, &str)]) -> Result<Envelope, CloudFault> {
        let token = self.token().await?;
        match self.ask(shape, query, &token).await {
            Err(fault) if fault.cause == Cause::TokenRefused => {
                oauth::forget(&self.opened.remembered, &token).await;
                let token = self.token().await?;
                let asked = self.ask(shape, query, &token).await;
                // Credentials that only give tokens which are not accepted are not accepted.
                asked.map_err(|fault| match fault.cause {
                    Cause::TokenRefused => CloudFault {
                        cause: Cause::VendorKeyWrong,
                        ..fault
                    },
                    _ => fault,
                })
            }
            asked => asked,
        }
    }

    async fn ask(
        &self,
        shape: Shape,
        query: &[(&str, &str)],
        token: &SecretString,
    ) -> Result<Envelope, CloudFault> {
        let read = shape.at(&self.opened.tools.endpoints.pax8, &[], query)?;
        let question = Question::new(API, read).deadline(DEADLINE).bearer(token)?;
        self.opened.wire.json(question, &Pax8Dialect).await
    }

    async fn token(&self) -> Result<SecretString, CloudFault> {
        let version = &self.opened.credentials.version;
        oauth::bearer(&self.opened.remembered, version, self.grant()).await
    }

    async fn grant(&self) -> Result<Grant, CloudFault> {
        let application = Application {
            client_id: self.opened.setting(API, "client-id")?,
            client_secret: self.opened.credentials.secret("client-secret")?,
            audience: AUDIENCE,
            grant_type: "client_credentials",
        };
        let read = TOKEN.at(&self.opened.tools.endpoints.pax8, &[], &[])?;
        let question = Question::new(API, read)
            .deadline(DEADLINE)
            .json(&application)?;
        self.opened.wire.json(question, &TokenDialect).await
    }
}
