//! Every request to HaloPSA goes out here.

use super::dialect::{HaloDialect, TokenDialect};
use crate::address;
use crate::lenient::{Inner, Text};
use crate::memory::Place as Found;
use crate::number::Id;
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
use tenantry_http::Budget;
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
const TOKEN: Shape = Shape::question("token");
const INVOICE: Shape = Shape::get("api/RecurringInvoice/{}");
const CONNECTIONS: Shape = Shape::get("api/AzureADConnection");
const CONNECTION: Shape = Shape::get("api/AzureADConnection/{}");

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
#[derive(Debug, Default)]
pub(super) struct Page {
    pub rows: Vec<Raw>,
    pub count: Option<u64>,
}

/// Each list is under a name of its own; short ones come without anything around them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Envelope {
    Wrapped(Wrapped),
    Bare(Vec<serde_json::Value>),
}

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
    rows: Vec<serde_json::Value>,
}

/// What a host says of itself, to everybody.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AuthInfo {
    auth_url: Text,
    tenant_id: Text,
}

/// An invoice, as far as it says whether its lines came with it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Lines {
    id: Id,
    lines: Option<Inner<Vec<Raw>>>,
}

#[derive(Debug)]
pub(super) struct Client {
    opened: Opened,
    site: Url,
    client_id: String,
}

impl Client {
    pub(super) fn new(opened: Opened) -> Result<Self, CloudFault> {
        let entered = opened.setting(API, "site")?;
        Ok(Self {
            site: address::entered(API, &opened.tools.endpoints, &DOMAINS, entered)?,
            client_id: opened.setting(API, "client-id")?.to_owned(),
            opened,
        })
    }
}
