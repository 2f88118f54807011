//! Every request to Datto RMM goes out here.

use super::dialect::{DattoDialect, TokenDialect};
use crate::oauth::{self, Grant};
use crate::pages;
use crate::read::Shape;
use crate::rows::Raw;
use crate::tools::Opened;
use crate::wire::Question;
use secrecy::SecretString;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::time::Duration;
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::Budget;
use url::Url;

pub(crate) const API: &str = "datto-rmm";

/// The account has 600 reads a minute, for all that ask it together: half of that for us.
pub(crate) const BUDGET: Budget = Budget {
    in_flight: 4,
    per_second: 4.0,
    burst: 60.0,
};

/// As many rows as one page has at most.
pub(super) const MOST_ROWS: u32 = 250;

/// Shorter than the pause that the vendor wants of whoever asked too much: that is waited elsewhere.
const DEADLINE: Duration = Duration::from_secs(45);

const TOKEN: Shape = Shape::question("auth/oauth/token");
const ACCOUNT: Shape = Shape::get("api/v2/account");
const SITES: Shape = Shape::get("api/v2/account/sites");
const DEVICES: Shape = Shape::get("api/v2/account/devices");
const ALERTS: Shape = Shape::get("api/v2/account/alerts/open");

#[derive(Debug)]
pub(super) struct Client {
    opened: Opened,
    platform: String,
    address: Url,
}

/// A page of a list.
pub(super) struct Page {
    pub rows: Vec<Raw>,
    pub next: Option<u32>,
    pub total: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageDetails {
    #[serde(default)]
    total_count: Option<u64>,
    #[serde(default)]
    next_page_url: Option<String>,
}

/// Each list is under a name of its own.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    page_details: PageDetails,
    #[serde(alias = "sites", alias = "devices", alias = "alerts")]
    rows: Vec<Raw>,
}

#[derive(Deserialize)]
struct AboutAccount {
    #[serde(default)]
    name: Option<String>,
}

impl Client {
    pub(super) fn new(opened: Opened) -> Result<Self, CloudFault> {
        let platform = opened.setting(API, "platform")?.to_ascii_lowercase();
        let platforms = &opened.tools.endpoints.datto_rmm;
        let Some(address) = platforms.get(&platform).cloned() else {
            let known: Vec<&str> = platforms.keys().map(String::as_str).collect();
            let detail = format!("the platforms are {}", known.join(", "));
            return Err(CloudFault::new(Cause::VendorAddressRefused, API, detail));
        };
        Ok(Self {
            opened,
            platform,
            address,
        })
    }

    pub(super) fn platform(&self) -> &str {
        &self.platform
    }

    pub(super) fn address(&self) -> &Url {
        &self.address
    }

    pub(super) async fn account_name(&self) -> Result<Option<String>, CloudFault> {
        let account: AboutAccount = self.get(ACCOUNT, &[]).await?;
        Ok(account.name)
    }

    pub(super) async fn page(
        &self,
        kind: RecordKind,
        page: u32,
        most: u32,
    ) -> Result<Page, CloudFault> {
        let shape = match kind {
            RecordKind::Device => DEVICES,
            RecordKind::Alert => ALERTS,
            _ => SITES,
        };
        let (number, most) = (page.to_string(), most.to_string());
        let query = [("page", number.as_str()), ("max", most.as_str())];
        let envelope: Envelope = self.get(shape, &query).await?;
        let link = envelope.page_details.next_page_url;
        let next = link
            .filter(|link| !link.is_empty())
            .map(|link| self.number_in(shape, &link, page))
            .transpose()?;
        Ok(Page {
            rows: envelope.rows,
            next,
            total: envelope.page_details.total_count,
        })
    }

    /// The page that a link means. The link itself is not used; but one that leads away says that
    /// something is wrong.
    fn number_in(&self, shape: Shape, link: &str, page: u32) -> Result<u32, CloudFault> {
        let (_, url) = shape.follow(API, &self.address, link)?.into_parts();
        let mut query = url.query_pairs();
        let named = query.find(|(name, _)| name == "page");
        let next = named.map_or(Ok(page + 1), |(_, text)| text.parse());
        match next {
            Ok(next) if next > page => Ok(next),
            _ => Err(pages::stands_still(API)),
        }
    }

    /// A refused token is forgotten and fetched anew, once.
    async fn get<T: DeserializeOwned>(
        &self,
        shape: Shape,
        query: &[(&str, &str)],
    ) -> Result<T, CloudFault> {
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

    async fn ask<T: DeserializeOwned>(
        &self,
        shape: Shape,
        query: &[(&str, &str)],
        token: &SecretString,
    ) -> Result<T, CloudFault> {
        let read = shape.at(&self.address, &[], query)?;
        let question = Question::new(API, read).deadline(DEADLINE).bearer(token)?;
        let dialect = DattoDialect(&self.opened.remembered);
        self.opened.wire.json(question, &dialect).await
    }

    async fn token(&self) -> Result<SecretString, CloudFault> {
        let version = &self.opened.credentials.version;
        let fetched = self.grant(&self.address);
        oauth::bearer(&self.opened.remembered, version, fetched).await
    }

    async fn grant(&self, address: &Url) -> Result<Grant, CloudFault> {
        let credentials = &self.opened.credentials;
        let fields = [
            ("grant_type", "password"),
            ("username", credentials.secret("api-key")?),
            ("password", credentials.secret("api-secret")?),
        ];
        // All clients of this interface are called so, and it is no secret.
        let question = Question::new(API, TOKEN.at(address, &[], &[])?)
            .deadline(DEADLINE)
            .basic("public-client", "public")?
            .form(&fields);
        self.opened.wire.json(question, &TokenDialect).await
    }

    /// Whether another platform knows the key that this one does not.
    pub(super) async fn elsewhere(&self, fault: CloudFault) -> CloudFault {
        for (platform, address) in &self.opened.tools.endpoints.datto_rmm {
            if *platform == self.platform {
                continue;
            }
            if self.grant(address).await.is_ok() {
                return CloudFault {
                    cause: Cause::VendorZoneWrong,
                    detail: format!("the account is on the platform {platform}"),
                    ..fault
                };
            }
        }
        fault
    }
}
