//! Every request to Autotask goes out here.

use super::dialect::AutotaskDialect;
use crate::address;
use crate::memory::Place;
use crate::number::Id;
use crate::pages;
use crate::read::{Read, Shape};
use crate::rows::Raw;
use crate::tools::Opened;
use crate::wire::Question;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use tenantry_domain::cloud::vendor::Zone;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::Budget;
use url::Url;

pub(crate) const API: &str = "autotask";

/// As many rows as one page has at most, and as many ids as one question may name.
pub(super) const MOST_ROWS: usize = 500;

/// Zones may be kept for some hours.
const ZONE_LASTS: Duration = Duration::from_hours(12);
/// Shorter than the pause that is waited when the database's hour is used up: that is waited elsewhere.
const DEADLINE: Duration = Duration::from_secs(50);
/// Where credentials may go.
const DOMAINS: [&str; 1] = [".autotask.net"];

const ZONE: Shape = Shape::get("ATServicesRest/V1.0/zoneInformation");
const THRESHOLD: Shape = Shape::get("V1.0/ThresholdInformation");
const QUERY: Shape = Shape::question("V1.0/{}/query");
const FIELDS: Shape = Shape::get("V1.0/{}/entityInformation/fields");

/// A list at Autotask. Each has a budget of its own, and is named in faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entity {
    pub name: &'static str,
    pub api: &'static str,
}

macro_rules! entities {
    ($($constant:ident $name:literal $api:literal;)+) => {
        $(pub(super) const $constant: Entity = Entity { name: $name, api: $api };)+
        const ENTITIES: &[Entity] = &[$($constant),+];
    };
}

entities! {
    COMPANIES "Companies" "autotask-companies";
    RESOURCES "Resources" "autotask-resources";
    SERVICES "Services" "autotask-services";
    SERVICE_BUNDLES "ServiceBundles" "autotask-service-bundles";
    CONTRACTS "Contracts" "autotask-contracts";
    CONTRACT_SERVICES "ContractServices" "autotask-contract-services";
    CONTRACT_SERVICE_UNITS "ContractServiceUnits" "autotask-contract-service-units";
    CONTRACT_BUNDLES "ContractServiceBundles" "autotask-contract-bundles";
    CONTRACT_BUNDLE_UNITS "ContractServiceBundleUnits" "autotask-contract-bundle-units";
    CURRENCIES "Currencies" "autotask-currencies";
}

/// Two at once at each entity, and little of what the whole database may have in an hour: a long list is
/// put together from several entities in turn, which are three requests a second at most.
pub(crate) fn budgets() -> impl Iterator<Item = (&'static str, Budget)> {
    let apis = ENTITIES.iter().map(|entity| entity.api);
    apis.chain([API]).map(|api| {
        let budget = Budget {
            in_flight: 2,
            per_second: 0.5,
            burst: 40.0,
        };
        (api, budget)
    })
}

#[derive(Debug)]
pub(super) struct Client {
    opened: Opened,
    user: String,
}

/// Rows of an entity, in the order of their ids.
#[derive(Default)]
pub(super) struct Page {
    pub rows: Vec<Raw>,
    /// The list goes on after this id.
    pub next: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    items: Vec<Raw>,
    #[serde(default)]
    page_details: PageDetails,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct PageDetails {
    next_page_url: Option<String>,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    id: Id,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ZoneSaid {
    #[serde(default)]
    zone_name: Option<String>,
    url: String,
}

impl Client {
    pub(super) fn new(opened: Opened) -> Result<Self, CloudFault> {
        let user = opened.setting(API, "user-name")?.to_owned();
        Ok(Self { opened, user })
    }

    pub(super) fn today(&self) -> String {
        format!("{}T00:00:00Z", self.opened.today())
    }

    /// Where the account is, as people are told.
    pub(super) async fn zone_found(&self) -> Result<Zone, CloudFault> {
        let (place, _) = self.zone().await?;
        Ok(Zone {
            name: place.name,
            address: place.address.to_string(),
        })
    }

    /// Asks for what everybody may know who is let in.
    pub(super) async fn is_let_in(&self) -> Result<(), CloudFault> {
        self.opened.remembered.forget_place();
        self.get::<IgnoredAny>(API, THRESHOLD, &[]).await?;
        Ok(())
    }

    /// The fields of an entity, with what some of them are picked from.
    pub(super) async fn fields<T: DeserializeOwned>(
        &self,
        entity: Entity,
    ) -> Result<T, CloudFault> {
        self.get(entity.api, FIELDS, &[entity.name]).await
    }

    /// The rows after an id that meet all conditions.
    pub(super) async fn page(
        &self,
        entity: Entity,
        conditions: &[Value],
        fields: &[&str],
        after: Option<i64>,
        most: usize,
    ) -> Result<Page, CloudFault> {
        let beginning = match after {
            Some(id) => json!({"op": "gt", "field": "id", "value": id}),
            None => json!({"op": "gte", "field": "id", "value": 0}),
        };
        let filter: Vec<&Value> = [&beginning].into_iter().chain(conditions).collect();
        let mut body = json!({"maxRecords": most, "filter": filter});
        if !fields.is_empty() {
            body["includeFields"] = json!(fields);
        }
        let envelope: Envelope = self.query(entity, &body).await?;
        let link = envelope.page_details.next_page_url;
        in_order(
            entity,
            envelope.items,
            after,
            link.is_some_and(|it| !it.is_empty()),
        )
    }

    async fn query<T: DeserializeOwned>(
        &self,
        entity: Entity,
        body: &Value,
    ) -> Result<T, CloudFault> {
        self.send(entity.api, QUERY, &[entity.name], Some(body))
            .await
    }

    async fn get<T: DeserializeOwned>(
        &self,
        api: &'static str,
        shape: Shape,
        parts: &[&str],
    ) -> Result<T, CloudFault> {
        self.send(api, shape, parts, None).await
    }

    /// An account that is refused where it was may have moved: the vendor is asked where it is now.
    async fn send<T: DeserializeOwned>(
        &self,
        api: &'static str,
        shape: Shape,
        parts: &[&str],
        body: Option<&Value>,
    ) -> Result<T, CloudFault> {
        let (zone, kept) = self.zone().await?;
        let sent = self.send_to(&zone.address, api, shape, parts, body).await;
        let fault = match sent {
            Err(fault) if fault.cause == Cause::VendorKeyWrong && kept => fault,
            sent => return sent,
        };
        self.opened.remembered.forget_place();
        let (now, _) = self.zone().await?;
        if now.address == zone.address {
            return Err(fault);
        }
        self.send_to(&now.address, api, shape, parts, body).await
    }

    async fn send_to<T: DeserializeOwned>(
        &self,
        address: &Url,
        api: &'static str,
        shape: Shape,
        parts: &[&str],
        body: Option<&Value>,
    ) -> Result<T, CloudFault> {
        let read = shape.at(address, parts, &[])?;
        let credentials = &self.opened.credentials;
        let question = question(api, read)
            .header("username", &self.user)?
            .secret_header(
                "apiintegrationcode",
                credentials.secret("integration-code")?,
            )?
            .secret_header("secret", credentials.secret("secret")?)?;
        let question = match body {
            Some(body) => question.json(body)?,
            None => question,
        };
        self.opened.wire.json(question, &AutotaskDialect).await
    }

    /// Where the account is, and whether that was known before.
    async fn zone(&self) -> Result<(Place, bool), CloudFault> {
        if let Some(place) = self.opened.remembered.place(&self.user) {
            return Ok((place, true));
        }
        let endpoints = &self.opened.tools.endpoints;
        let read = ZONE.at(&endpoints.autotask, &[], &[("user", &self.user)])?;
        let said: ZoneSaid = self
            .opened
            .wire
            .json(question(API, read), &AutotaskDialect)
            .await?;
        let address = address::named(API, endpoints, &DOMAINS, &repaired(&said.url))?;
        let name = said.zone_name.unwrap_or_default();
        let place = Place::new(name, address, &self.user, ZONE_LASTS);
        self.opened.remembered.found(place.clone());
        Ok((place, false))
    }
}

fn question(api: &'static str, read: Read) -> Question {
    Question::new(api, read).deadline(DEADLINE)
}

/// Addresses of zones had slashes too many at times.
fn repaired(url: &str) -> String {
    let (scheme, rest) = url.trim().split_once("://").unwrap_or(("", url));
    let parts: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
    format!("{scheme}://{}", parts.join("/"))
}

/// Lists are read on after the last id, which is right only as long as they come in this order.
fn in_order(
    entity: Entity,
    items: Vec<Raw>,
    after: Option<i64>,
    goes_on: bool,
) -> Result<Page, CloudFault> {
    let mut last = after;
    let mut rows = Vec::with_capacity(items.len());
    let any = !items.is_empty();
    for row in items {
        let id = row.read::<Named>().and_then(|it| it.id.number());
        match (id, last) {
            // A row of the page before, once more.
            (Some(id), _) if after.is_some_and(|after| id <= after) => continue,
            (Some(id), Some(before)) if id < before => {
                let detail = "the list does not come in the order of its ids";
                return Err(CloudFault::new(Cause::AnswerUnreadable, entity.api, detail));
            }
            (Some(id), _) => last = Some(id),
            (None, _) => {}
        }
        rows.push(row);
    }
    if goes_on && any && last == after {
        return Err(pages::stands_still(entity.api));
    }
    let next = if goes_on && any { last } else { None };
    Ok(Page { rows, next })
}

/// The conditions that a field is one of these.
pub(super) fn is_one_of(field: &str, ids: &[i64]) -> Value {
    json!({"op": "in", "field": field, "value": ids})
}

/// What was looked up by somebody who may not: there is nothing, and all the rest goes on.
pub(super) fn unless_forbidden<T: Default>(found: Result<T, CloudFault>) -> Result<T, CloudFault> {
    match found {
        Err(fault) if fault.cause == Cause::PermissionMissing => Ok(T::default()),
        found => found,
    }
}

/// All rows that meet the conditions, where they are known to be few pages.
pub(super) async fn all<R: DeserializeOwned>(
    client: &Client,
    entity: Entity,
    conditions: &[Value],
    fields: &[&str],
) -> Result<Vec<R>, CloudFault> {
    const MOST_PAGES: usize = 20;
    let mut rows = Vec::new();
    let mut after = None;
    for _ in 0..MOST_PAGES {
        let page = client
            .page(entity, conditions, fields, after, MOST_ROWS)
            .await?;
        rows.extend(page.rows.iter().filter_map(Raw::read));
        after = page.next;
        if after.is_none() {
            return Ok(rows);
        }
    }
    let detail = format!("more than {MOST_PAGES} pages belong to one page");
    Err(CloudFault::new(Cause::AnswerTooLarge, entity.api, detail))
}

/// Rows by their own ids.
pub(super) async fn by_id<R: DeserializeOwned>(
    client: &Client,
    entity: Entity,
    ids: impl Iterator<Item = i64>,
    fields: &[&str],
    id: impl Fn(&R) -> &Id,
) -> Result<BTreeMap<i64, R>, CloudFault> {
    let ids: std::collections::BTreeSet<i64> = ids.collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<i64> = ids.into_iter().collect();
    let rows = all(client, entity, &[is_one_of("id", &ids)], fields).await;
    let rows: Vec<R> = unless_forbidden(rows)?;
    let rows = rows
        .into_iter()
        .filter_map(|row| Some((id(&row).number()?, row)));
    Ok(rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_too_many_are_taken_out() {
        for (said, repaired_to) in [
            (
                "https://webservices31.autotask.net/ATServicesRest/",
                "https://webservices31.autotask.net/ATServicesRest",
            ),
            (
                "https://webservices5.autotask.net//ATServicesRest/",
                "https://webservices5.autotask.net/ATServicesRest",
            ),
            ("nonsense", "://nonsense"),
        ] {
            assert_eq!(repaired(said), repaired_to);
        }
    }

    fn page(ids: &[i64], after: Option<i64>, goes_on: bool) -> Result<(usize, Option<i64>), Cause> {
        let rows = ids.iter().map(|id| json!({"id": id})).collect::<Vec<_>>();
        let rows = serde_json::from_value(json!(rows)).unwrap();
        let page = in_order(COMPANIES, rows, after, goes_on);
        page.map(|page| (page.rows.len(), page.next))
            .map_err(|fault| fault.cause)
    }

    #[test]
    fn a_list_is_read_on_after_its_last_id() {
        assert_eq!(page(&[0, 3, 9], None, true), Ok((3, Some(9))));
        assert_eq!(page(&[9, 10], Some(9), true), Ok((1, Some(10))));
        assert_eq!(page(&[10, 11], Some(9), false), Ok((2, None)));
        assert_eq!(page(&[], Some(9), true), Ok((0, None)));
        assert_eq!(page(&[9], Some(9), true), Err(Cause::AnswerUnreadable));
        assert_eq!(page(&[9, 8], None, true), Err(Cause::AnswerUnreadable));
    }
}
