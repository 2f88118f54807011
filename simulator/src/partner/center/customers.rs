//! The reseller's customers. Who has only a delegated admin relationship is not among them.

use super::problem::{Answered, bad, good, not_found, problem};
use super::subscriptions::Subscription;
use super::visit::{Visit, field, text};
use crate::journal::Act;
use crate::wire::Reply;
use crate::world::World;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

const LARGEST_PAGE: usize = 500;

/// A customer as Partner Center knows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CspCustomer {
    /// Mostly the tenant's id, but not always.
    pub id: Uuid,
    pub tenant: Uuid,
    pub name: String,
    pub domain: String,
    /// `reseller`, `advisor` …, and `none` when the partner gave it up.
    pub relationship: String,
    /// Delegated administration of the old kind: admin agents are administrators there.
    pub delegated: bool,
    /// The indirect reseller behind it, at an indirect provider.
    pub associated: Option<Uuid>,
    pub subscriptions: Vec<Subscription>,
    pub version: u32,
}

impl CspCustomer {
    pub(crate) fn new(tenant: Uuid, name: &str, domain: &str) -> Self {
        Self {
            id: tenant,
            tenant,
            name: name.to_owned(),
            domain: domain.to_owned(),
            relationship: "reseller".to_owned(),
            delegated: false,
            associated: None,
            subscriptions: Vec::new(),
            version: 1,
        }
    }

    fn etag(&self) -> String {
        format!("\"{}-{:04}\"", self.id.simple(), self.version)
    }

    fn row(&self, whole: bool) -> Value {
        let mut row = json!({
            "id": self.id,
            "commerceId": self.id,
            "companyProfile": {
                "tenantId": self.tenant,
                "domain": self.domain,
                "companyName": self.name,
                "attributes": {"objectType": "CustomerCompanyProfile"},
            },
            "relationshipToPartner": self.relationship,
            "allowDelegatedAccess": self.delegated,
            "customDomains": [self.domain],
            "associatedPartnerId": self.associated,
            "links": {"self": link(&format!("/customers/{}", self.id), None)},
            "attributes": {"objectType": "Customer"},
        });
        if whole {
            row["billingProfile"] = json!({
                "companyName": self.name,
                "culture": "en-US",
                "language": "en",
                "attributes": {"objectType": "CustomerBillingProfile"},
            });
            row["attributes"]["etag"] = json!(self.etag());
        }
        row
    }
}

pub(super) fn find<'v>(visit: &'v Visit<'_>, id: &str) -> Answered<&'v CspCustomer> {
    let mut customers = visit.partner()?.customers.iter();
    let found = customers.find(|customer| customer.id.to_string() == id);
    found.ok_or_else(|| not_found("The customer was not found."))
}

pub(super) fn get(visit: &mut Visit<'_>, path: &[&str]) -> Answered<Reply> {
    let found = find(visit, path.get(2).copied().unwrap_or_default())?;
    Ok(good(200, &found.row(true)))
}

pub(super) fn list(visit: &mut Visit<'_>, _path: &[&str]) -> Answered<Reply> {
    let size = match visit.request.query_value("size").map(str::parse::<usize>) {
        None => LARGEST_PAGE,
        Some(Ok(0)) => usize::MAX,
        Some(Ok(size)) if size <= LARGEST_PAGE => size,
        Some(_) => return Err(bad("The size is invalid.")),
    };
    let filter = visit
        .request
        .query_value("filter")
        .map(parse_filter)
        .transpose()?;
    let passes = |customer: &&CspCustomer| {
        let kept = filter
            .as_ref()
            .is_none_or(|filter| filter.accepts(customer));
        kept && customer.relationship != "none"
    };
    let key = list_key(visit);
    let again = visit.partner()?.quirks.rows_again;
    let start = start(visit, &key)?;
    let start = start.saturating_sub(again.min(size.saturating_sub(1)));
    let kept = visit.partner()?.customers.iter().filter(passes);
    let rows: Vec<Value> = kept.map(|customer| customer.row(false)).collect();
    let total = rows.len();
    let items: Vec<Value> = rows.into_iter().skip(start).take(size).collect();
    let reached = start + items.len();
    // With a filter the addresses come without the version, and without it they come with it.
    let address = if filter.is_some() {
        format!("/{key}")
    } else {
        format!("/v1/{key}")
    };
    let mut links = json!({"self": link(&address, None)});
    if reached < total {
        let token = continuation(visit, &key, reached)?;
        let separator = if address.contains('?') { '&' } else { '?' };
        let next = format!("{address}{separator}seekOperation=Next");
        links["next"] = link(&next, Some(&token));
    }
    let body = json!({
        "totalCount": total,
        "items": items,
        "links": links,
        "attributes": {"objectType": "Collection"},
    });
    Ok(good(200, &body))
}

/// Where the page begins: both the query and the header must say that it is a later one.
fn start(visit: &Visit<'_>, key: &str) -> Answered<usize> {
    let seek = visit.request.query_value("seekOperation");
    match (seek, visit.request.header("ms-continuationtoken")) {
        (None, None) => Ok(0),
        (Some("Next"), Some(token)) => {
            let found = visit.partner()?.pages.find(token, key, visit.now);
            found.ok_or_else(|| bad("The continuation token is invalid."))
        }
        _ => Err(bad(
            "A later page needs seekOperation=Next and MS-ContinuationToken.",
        )),
    }
}

fn continuation(visit: &mut Visit<'_>, key: &str, position: usize) -> Answered<String> {
    let missing = super::forbidden("The tenant has no access to Partner Center.");
    let World { partners, dice, .. } = &mut *visit.world;
    let partner = partners.get_mut(&visit.caller.tenant).ok_or(missing)?;
    Ok(partner.pages.issue(dice, key, position, visit.now))
}

fn list_key(visit: &Visit<'_>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let kept = visit
        .request
        .query
        .iter()
        .filter(|(name, _)| name != "seekOperation");
    query.extend_pairs(kept);
    match query.finish() {
        query if query.is_empty() => "customers".to_owned(),
        query => format!("customers?{query}"),
    }
}

fn link(uri: &str, token: Option<&str>) -> Value {
    let headers: Vec<Value> = token
        .map(|token| json!({"key": "MS-ContinuationToken", "value": token}))
        .into_iter()
        .collect();
    json!({"uri": uri, "method": "GET", "headers": headers})
}

#[derive(Debug)]
struct Filter {
    field: String,
    value: String,
}

impl Filter {
    fn accepts(&self, customer: &CspCustomer) -> bool {
        let associated = customer.associated.map(|id| id.to_string());
        let text = match self.field.as_str() {
            "CompanyName" => &customer.name,
            "Domain" => &customer.domain,
            _ => return associated.is_some_and(|id| id.starts_with(&self.value)),
        };
        text.to_lowercase().starts_with(&self.value.to_lowercase())
    }
}

fn parse_filter(text: &str) -> Answered<Filter> {
    let invalid = || bad("The filter is invalid.");
    let parsed: Map<String, Value> = serde_json::from_str(text).map_err(|_| invalid())?;
    let part = |name: &str| parsed.get(name).and_then(Value::as_str).map(str::to_owned);
    let (field, value) = part("Field").zip(part("Value")).ok_or_else(invalid)?;
    let fields = [
        "CompanyName",
        "Domain",
        "IndirectReseller",
        "IndirectCloudSolutionProvider",
    ];
    if !fields.contains(&field.as_str()) || part("Operator").as_deref() != Some("starts_with") {
        return Err(invalid());
    }
    Ok(Filter { field, value })
}

/// The one change: the partner gives the customer up.
pub(super) fn update(visit: &mut Visit<'_>, path: &[&str]) -> Answered<Reply> {
    let id = path.get(2).copied().unwrap_or_default();
    let body = visit.body()?;
    let etag = find(visit, id)?.etag();
    let attributes = field(&body, "attributes").and_then(Value::as_object);
    let kind = attributes.and_then(|attributes| text(attributes, "objectType"));
    let wanted = text(&body, "relationshipToPartner");
    if wanted != Some("none") || kind != Some("Customer") {
        return Err(bad(
            "Only relationshipToPartner can be changed, and only to none.",
        ));
    }
    let seen = attributes.and_then(|attributes| text(attributes, "etag"));
    let seen = seen.or(visit.request.header("if-match"));
    if seen.is_some_and(|seen| seen != etag) {
        return Err(problem(
            412,
            "412",
            "The customer has changed in the meantime.",
        ));
    }
    let partner = visit.partner_mut()?;
    let mut all = partner.customers.iter_mut();
    let Some(customer) = all.find(|customer| customer.id.to_string() == id) else {
        return Err(not_found("The customer was not found."));
    };
    "none".clone_into(&mut customer.relationship);
    customer.delegated = false;
    customer.version += 1;
    let (row, tenant) = (customer.row(true), customer.tenant);
    partner
        .contracts
        .retain(|contract| contract.customer != tenant);
    visit.did(Act::Changed, "customer", id, tenant);
    Ok(good(200, &row))
}
