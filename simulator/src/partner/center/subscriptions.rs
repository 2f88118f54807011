//! What a customer has bought through the partner.
//!
//! Where the documents are silent:
//! - A refund is offered for seven days from the beginning of a term, and not listed afterwards.
//! - What renews itself begins its next term at midnight after the last day of the one before; what
//!   does not stays as it is.
//! - A subscription of the old commerce has no product type, no refunds and no terms of renewal.

use super::customers::find;
use super::problem::{Answered, forbidden, good, not_found};
use super::visit::Visit;
use crate::partner::gdap_roles;
use crate::wire::Reply;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

const REFUNDED_FOR: SignedDuration = SignedDuration::from_hours(24 * 7);

/// What is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubscriptionKind {
    #[default]
    Licences,
    /// Nothing yet.
    Trial,
    /// What is used.
    Usage,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Subscription {
    pub id: Uuid,
    /// `product:sku:availability` in the new commerce, a GUID in the old one.
    pub offer: String,
    pub name: String,
    /// As the partner calls it.
    #[serde(default)]
    pub friendly_name: Option<String>,
    pub quantity: u32,
    pub created: Timestamp,
    pub suspended: bool,
    /// Another word than active or suspended.
    #[serde(default)]
    pub status: Option<String>,
    pub renews: bool,
    #[serde(default)]
    pub kind: SubscriptionKind,
    /// `P1M`, `P1Y`, `P3Y`.
    #[serde(default = "yearly")]
    pub term: String,
    #[serde(default = "monthly")]
    pub cycle: String,
    /// What the customer's directory calls the licence.
    #[serde(default)]
    pub sku: Option<Uuid>,
    #[serde(default)]
    pub of_others: bool,
}

fn yearly() -> String {
    "P1Y".to_owned()
}

fn monthly() -> String {
    "monthly".to_owned()
}

/// Months in a term.
pub(crate) fn months(term: &str) -> Option<i32> {
    match term {
        "P1M" => Some(1),
        "P1Y" => Some(12),
        "P3Y" => Some(36),
        _ => None,
    }
}

impl Subscription {
    /// The first and the last day of the term that runs now.
    fn term_now(&self, now: Timestamp) -> (Date, Date) {
        let first = day(self.created);
        let months = months(&self.term).unwrap_or(12);
        let after = |terms: i32| {
            let later = first.checked_add((months * terms).months());
            later.unwrap_or(Date::MAX)
        };
        let mut terms = 1;
        while self.renews && after(terms) <= day(now) {
            terms += 1;
        }
        let last = after(terms).yesterday().unwrap_or(Date::MAX);
        (after(terms - 1), last)
    }

    fn status(&self) -> &str {
        match &self.status {
            Some(word) => word,
            None if self.suspended => "suspended",
            None => "active",
        }
    }

    fn row(&self, customer: &str, now: Timestamp) -> Value {
        let (first, last) = self.term_now(now);
        let usage = self.kind == SubscriptionKind::Usage;
        let own = format!("/customers/{customer}/subscriptions/{}", self.id);
        let mut row = json!({
            "id": self.id,
            "offerId": self.offer,
            "offerName": self.name,
            "friendlyName": self.friendly_name.as_ref().unwrap_or(&self.name),
            "quantity": self.quantity,
            "unitType": if usage { "Usage-based" } else { "Licenses" },
            "hasPurchasableAddons": false,
            "creationDate": self.created,
            "effectiveStartDate": midnight(first),
            "commitmentEndDate": midnight(last),
            "status": self.status(),
            "autoRenewEnabled": self.renews,
            "isTrial": self.kind == SubscriptionKind::Trial,
            "billingType": if usage { "usage" } else { "license" },
            "billingCycle": self.cycle,
            "termDuration": self.term,
            "isMicrosoftProduct": !self.of_others,
            "partnerId": "",
            "contractType": "subscription",
            "links": {"self": link(&own)},
            "attributes": {"objectType": "Subscription"},
        });
        if let [product, sku, availability] = self.offer.split(':').collect::<Vec<_>>()[..] {
            let product = format!("/products/{product}");
            let sku = format!("{product}/skus/{sku}");
            row["productType"] =
                json!({"id": "OnlineServicesNCE", "displayName": "OnlineServicesNCE"});
            row["renewalTermDuration"] = json!(self.term);
            row["refundOptions"] = self.refunds(first, now);
            row["links"]["product"] = link(&product);
            row["links"]["sku"] = link(&sku);
            row["links"]["availability"] = link(&format!("{sku}/availabilities/{availability}"));
        } else {
            row["links"]["offer"] = link(&format!("/offers/{}", self.offer));
        }
        row
    }

    fn refunds(&self, first: Date, now: Timestamp) -> Value {
        let from = midnight(first).max(self.created);
        let until = from.saturating_add(REFUNDED_FOR).unwrap_or(Timestamp::MAX);
        if until > now {
            json!([{"type": "Full", "expiresAt": until}])
        } else {
            json!([])
        }
    }
}

fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

fn midnight(date: Date) -> Timestamp {
    let zoned = date.to_zoned(TimeZone::UTC);
    zoned.map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

fn link(uri: &str) -> Value {
    json!({"uri": uri, "method": "GET", "headers": []})
}

pub(super) fn list(visit: &mut Visit<'_>, path: &[&str]) -> Answered<Reply> {
    let id = path.get(2).copied().unwrap_or_default();
    let subscriptions = &find(visit, id)?.subscriptions;
    let items: Vec<Value> = subscriptions
        .iter()
        .map(|it| it.row(id, visit.now))
        .collect();
    let body = json!({
        "totalCount": items.len(),
        "items": items,
        "links": {"self": link(&format!("/customers/{id}/subscriptions"))},
        "attributes": {"objectType": "Collection"},
    });
    Ok(good(200, &body))
}

fn one<'v>(visit: &'v Visit<'_>, path: &[&str]) -> Answered<&'v Subscription> {
    let customer = find(visit, path.get(2).copied().unwrap_or_default())?;
    let id = path.get(4).copied().unwrap_or_default();
    let mut all = customer.subscriptions.iter();
    let found = all.find(|it| it.id.to_string().eq_ignore_ascii_case(id));
    found.ok_or_else(|| not_found("The subscription was not found."))
}

pub(super) fn get(visit: &mut Visit<'_>, path: &[&str]) -> Answered<Reply> {
    let customer = path.get(2).copied().unwrap_or_default();
    let row = one(visit, path)?.row(customer, visit.now);
    Ok(good(200, &row))
}

/// What became of it in the customer's tenant: told to users with delegated administration there.
pub(super) fn provisioning(visit: &mut Visit<'_>, path: &[&str]) -> Answered<Reply> {
    let tenant = find(visit, path.get(2).copied().unwrap_or_default())?.tenant;
    let user = visit.caller.user.as_ref().map(|user| user.id);
    let roles = user.map(|user| gdap_roles(visit.world, visit.caller.tenant, user, tenant));
    if roles.is_none_or(|roles| roles.is_empty()) {
        let text = "The user has no delegated administration at this customer.";
        return Err(forbidden(text));
    }
    let found = one(visit, path)?;
    let unknown = || not_found("There is no provisioning status of this subscription.");
    let sku = found.sku.ok_or_else(unknown)?;
    let (_, last) = found.term_now(visit.now);
    let body = json!({
        "skuId": sku.to_string().to_uppercase(),
        "status": "success",
        "quantity": found.quantity,
        "endDate": midnight(last),
        "attributes": {"objectType": "SubscriptionProvisioningStatus"},
    });
    Ok(good(200, &body))
}
