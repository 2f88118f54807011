//! Every request to StreamOne goes out here, but the one for a token, which is in `renewal`.

use super::Place;
use super::dialect::IonDialect;
use super::renewal::Renewal;
use crate::oauth;
use crate::read::Shape;
use crate::rows::Raw;
use crate::tools::Opened;
use crate::wire::Question;
use secrecy::SecretString;
use serde::Deserialize;
use std::time::Duration;
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::Budget;

pub(crate) const API: &str = "streamone";

/// How much is allowed is not published.
pub(crate) const BUDGET: Budget = Budget {
    in_flight: 2,
    per_second: 4.0,
    burst: 40.0,
};

/// As many rows as clients of others ask for.
pub(super) const MOST_ROWS: u32 = 200;

const DEADLINE: Duration = Duration::from_mins(1);

const CUSTOMERS: Shape = Shape::get("api/v3/accounts/{}/customers");
const PRODUCTS: Shape = Shape::get("api/v3/accounts/{}/products");
const SUBSCRIPTIONS: Shape = Shape::get("api/v3/accounts/{}/subscriptions");

#[derive(Debug)]
pub(super) struct Client {
    opened: Opened,
    renewal: Renewal,
    account: String,
}

/// A page of a list.
#[derive(Debug)]
pub(super) struct Page {
    pub rows: Vec<Raw>,
    pub next: Option<String>,
    pub total: Option<u64>,
}

/// Each list is under a name of its own.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    /// A list without rows may be left out.
    #[serde(default, alias = "items", alias = "customers", alias = "products")]
    rows: Option<Vec<Raw>>,
    next_page_token: Option<String>,
    pagination_response: Option<Pagination>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pagination {
    total_size: Option<u64>,
}

impl Client {
    pub(super) fn new(opened: Opened) -> Result<Self, CloudFault> {
        let account = opened.setting(API, "account-id")?.to_owned();
        Ok(Self {
            renewal: Renewal::new(&opened),
            opened,
            account,
        })
    }

    pub(super) fn account(&self) -> &str {
        &self.account
    }

    pub(super) async fn page(
        &self,
        kind: RecordKind,
        place: &Place,
        most: u32,
    ) -> Result<Page, CloudFault> {
        let (most, offset) = (most.to_string(), place.offset.to_string());
        let found = match kind {
            RecordKind::Subscription => {
                let query = [
                    ("pagination.limit", most.as_str()),
                    ("pagination.offset", offset.as_str()),
                ];
                self.get(SUBSCRIPTIONS, &query).await?
            }
            kind => {
                let shape = match kind {
                    RecordKind::Product => PRODUCTS,
                    _ => CUSTOMERS,
                };
                let mut query = vec![("pageSize", most.as_str())];
                query.extend(place.token.as_deref().map(|token| ("pageToken", token)));
                self.get(shape, &query).await?
            }
        };
        Ok(Page {
            rows: found.rows.unwrap_or_default(),
            next: found.next_page_token.filter(|token| !token.is_empty()),
            total: found.pagination_response.and_then(|it| it.total_size),
        })
    }

    /// A refused token is forgotten and fetched anew, once.
    async fn get(&self, shape: Shape, query: &[(&str, &str)]) -> Result<Envelope, CloudFault> {
        let token = self.renewal.token().await?;
        match self.ask(shape, query, &token).await {
            Err(fault) if fault.cause == Cause::TokenRefused => {
                oauth::forget(&self.opened.remembered, &token).await;
                let token = self.renewal.token().await?;
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
        let base = &self.opened.tools.endpoints.streamone;
        let read = shape.at(base, &[&self.account], query)?;
        let question = Question::new(API, read).deadline(DEADLINE).bearer(token)?;
        self.opened.wire.json(question, &IonDialect).await
    }
}
