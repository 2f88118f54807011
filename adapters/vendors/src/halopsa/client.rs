//! Every request to HaloPSA goes out here.

use super::dialect::{HaloDialect, TokenDialect};
use super::rows::InvoiceRow;
use crate::address;
use crate::lenient::Text;
use crate::memory::Place as Found;
use crate::oauth::{self, Grant};
use crate::read::Shape;
use crate::rows::Raw;
use crate::tools::Opened;
use crate::wire::Question;
use jiff::civil::Date;
use secrecy::SecretString;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::time::Duration;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::{Answer, Budget};
use url::Url;

pub(crate) const API: &str = "halopsa";

/// The vendor names no limit; clients that work are as slow as this.
pub(crate) const BUDGET: Budget = Budget {
    in_flight: 3,
    per_second: 5.0,
    burst: 20.0,
};

const DOMAINS: [&str; 1] = [".halopsa.com"];

const AUTHORITY_LASTS: Duration = Duration::from_hours(6);

const AUTH_INFO: Shape = Shape::get("api/authinfo");
const TOKEN: Shape = Shape::question("/token");
const INVOICE: Shape = Shape::get("api/RecurringInvoice/{}");
const CONNECTIONS: Shape = Shape::get("api/AzureADConnection");
const CONNECTION: Shape = Shape::get("api/AzureADConnection/{}");

/// The permissions that reading needs, as an application has them.
const READING: &str = "read:customers read:items read:contracts read:invoices";

/// Connections to the directories of customers, not of the MSP's own people.
const OF_CUSTOMERS: (&str, &str) = ("type", "2");

/// A list, and how it is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct List {
    shape: Shape,
    extra: &'static [(&'static str, &'static str)],
    /// As many rows as one page is asked to have.
    pub most: usize,
}

const INACTIVE: (&str, &str) = ("includeinactive", "true");

const fn list(path: &'static str, extra: &'static [(&'static str, &'static str)]) -> List {
    List {
        shape: Shape::get(path),
        extra,
        most: 100,
    }
}

pub(super) const CLIENTS: List = list("api/Client", &[INACTIVE]);
pub(super) const AGENTS: List = list("api/Agent", &[("includedisabled", "true")]);
pub(super) const ITEMS: List = list("api/Item", &[INACTIVE]);
pub(super) const CONTRACTS: List = list("api/ClientContract", &[("includedetails", "true")]);
pub(super) const INVOICES: List = list(
    "api/RecurringInvoice",
    &[("includelines", "true"), INACTIVE],
);

/// A page of a list.
#[derive(Debug)]
pub(super) struct Page {
    pub rows: Vec<Raw>,
    /// How long the list is.
    pub count: Option<u64>,
    /// There are no other pages: the list came at once.
    pub whole: bool,
}

/// Each list is under a name of its own.
#[derive(Deserialize)]
struct Wrapped {
    #[serde(default)]
    record_count: Option<u64>,
    #[serde(
        alias = "clients",
        alias = "agents",
        alias = "items",
        alias = "contracts",
        alias = "invoices"
    )]
    rows: Vec<Raw>,
}

/// What a host says of itself, to everybody.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AuthInfo {
    auth_url: Text,
    tenant_id: Text,
}

#[derive(Debug)]
pub(super) struct Client {
    opened: Opened,
    site: Url,
    /// The application, as it is registered in this system.
    application: String,
}

impl Client {
    pub(super) fn new(opened: Opened) -> Result<Self, CloudFault> {
        let entered = opened.setting(API, "site")?;
        Ok(Self {
            site: address::entered(API, &opened.tools.endpoints, &DOMAINS, entered)?,
            application: opened.setting(API, "client-id")?.to_owned(),
            opened,
        })
    }

    pub(super) fn site(&self) -> &Url {
        &self.site
    }

    pub(super) fn today(&self) -> Date {
        self.opened.today()
    }

    /// Where tokens are to be had; its name is that of the tenant, which only hosted systems have.
    pub(super) async fn authority(&self) -> Result<Found, CloudFault> {
        let of = self.site.as_str();
        if let Some(found) = self.opened.remembered.place(of) {
            return Ok(found);
        }
        let read = AUTH_INFO.at(&self.site, &[], &[])?;
        let question = Question::new(API, read);
        let asked = self.opened.wire.json(question, &HaloDialect).await;
        let info: AuthInfo = asked.map_err(|fault: CloudFault| match fault.status {
            Some(404) => CloudFault {
                cause: Cause::VendorZoneWrong,
                detail: "there is no HaloPSA at this host".to_owned(),
                ..fault
            },
            _ => fault,
        })?;
        let address = match info.auth_url.some() {
            Some(url) => address::named(API, &self.opened.tools.endpoints, &DOMAINS, &url)?,
            None => beside(&self.site),
        };
        let tenant = info.tenant_id.some().unwrap_or_default();
        let found = Found::new(tenant, address, of, AUTHORITY_LASTS);
        self.opened.remembered.found(found.clone());
        Ok(found)
    }

    pub(super) async fn token(&self) -> Result<SecretString, CloudFault> {
        let version = &self.opened.credentials.version;
        oauth::bearer(&self.opened.remembered, version, self.grant()).await
    }

    /// All that the application may do, which is to read when it was made for this. One that may not ask
    /// for all asks for what is needed.
    async fn grant(&self) -> Result<Grant, CloudFault> {
        match self.grant_of("all").await {
            Err(fault) if fault.vendor_code.as_deref() == Some("invalid_scope") => {
                self.grant_of(READING).await
            }
            granted => granted,
        }
    }

    async fn grant_of(&self, scope: &str) -> Result<Grant, CloudFault> {
        let authority = self.authority().await?;
        let tenant = [("tenant", authority.name.as_str())];
        let query: &[(&str, &str)] = if authority.name.is_empty() {
            &[]
        } else {
            &tenant
        };
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.application),
            (
                "client_secret",
                self.opened.credentials.secret("client-secret")?,
            ),
            ("scope", scope),
        ];
        let read = TOKEN.at(&authority.address, &[], query)?;
        let question = Question::new(API, read).form(&fields);
        let granted = self.opened.wire.json(question, &TokenDialect).await;
        if granted.is_err() {
            // It may have moved; the next one asks.
            self.opened.remembered.forget_place();
        }
        granted
    }

    pub(super) async fn page(
        &self,
        list: List,
        number: u64,
        most: usize,
    ) -> Result<Page, CloudFault> {
        let (number, most) = (number.to_string(), most.to_string());
        let mut query = vec![
            ("pageinate", "true"),
            ("page_size", most.as_str()),
            ("page_no", number.as_str()),
        ];
        query.extend(list.extra);
        let answer = self.get(list.shape, &[], &query).await?;
        if is_list(&answer) {
            let rows: Vec<Raw> = answer.json()?;
            return Ok(Page {
                rows,
                count: None,
                whole: true,
            });
        }
        let wrapped: Wrapped = answer.json()?;
        Ok(Page {
            rows: wrapped.rows,
            count: wrapped.record_count,
            whole: false,
        })
    }

    /// The invoices of these rows. One whose lines did not come along is asked for by itself: without
    /// lines it would seem that nothing is billed.
    pub(super) async fn with_lines(&self, rows: &[Raw]) -> Result<Vec<InvoiceRow>, CloudFault> {
        let mut invoices = Vec::with_capacity(rows.len());
        let mut unread = 0_usize;
        for row in rows {
            let Some(invoice) = row.read::<InvoiceRow>() else {
                unread += 1;
                continue;
            };
            let id = invoice.id.text();
            match id {
                Some(id) if invoice.lines.0.is_none() => invoices.extend(self.invoice(id).await?),
                _ => invoices.push(invoice),
            }
        }
        if unread > 0 {
            tracing::warn!(api = API, unread, "invoices cannot be read");
        }
        Ok(invoices)
    }

    /// Nothing, when it went away in between.
    async fn invoice(&self, id: &str) -> Result<Option<InvoiceRow>, CloudFault> {
        let details = [("includedetails", "true")];
        match self.get(INVOICE, &[id], &details).await {
            Ok(answer) => answer.json().map(Some),
            Err(fault) if fault.cause == Cause::NotThere => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// All that this tenant's connections to Microsoft's directories have in common is their type.
    pub(super) async fn connections(&self) -> Result<Answer, CloudFault> {
        self.get(CONNECTIONS, &[], &[OF_CUSTOMERS]).await
    }

    pub(super) async fn connection<T: DeserializeOwned>(&self, id: &str) -> Result<T, CloudFault> {
        let query = [
            OF_CUSTOMERS,
            ("includedetails", "true"),
            ("includetenants", "true"),
        ];
        self.get(CONNECTION, &[id], &query).await?.json()
    }

    /// A refused token is forgotten and fetched anew, once.
    async fn get(
        &self,
        shape: Shape,
        parts: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Answer, CloudFault> {
        let token = self.token().await?;
        match self.ask(shape, parts, query, &token).await {
            Err(fault) if fault.cause == Cause::TokenRefused => {
                oauth::forget(&self.opened.remembered, &token).await;
                let token = self.token().await?;
                let asked = self.ask(shape, parts, query, &token).await;
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
        parts: &[&str],
        query: &[(&str, &str)],
        token: &SecretString,
    ) -> Result<Answer, CloudFault> {
        let read = shape.at(&self.site, parts, query)?;
        let question = Question::new(API, read).bearer(token)?;
        self.opened.wire.answer(question, &HaloDialect).await
    }
}

fn is_list(answer: &Answer) -> bool {
    answer.text().trim_ascii_start().starts_with(b"[")
}

/// Where tokens are to be had at a host that does not say it.
fn beside(site: &Url) -> Url {
    let mut address = site.clone();
    address.set_path("/auth");
    address
}
