//! What a customer has bought through the partner.

use super::customers::{Subscription, find};
use super::problem::{Answered, good};
use super::visit::Visit;
use crate::wire::Reply;
use serde_json::{Value, json};

pub(super) fn list(visit: &mut Visit<'_>, path: &[&str]) -> Answered<Reply> {
    let id = path.get(2).copied().unwrap_or_default();
    let subscriptions = &find(visit, id)?.subscriptions;
    let items: Vec<Value> = subscriptions.iter().map(row).collect();
    let body = json!({
        "totalCount": items.len(),
        "items": items,
        "links": {"self": link(&format!("/customers/{id}/subscriptions"))},
        "attributes": {"objectType": "Collection"},
    });
    Ok(good(200, &body))
}

fn link(uri: &str) -> Value {
    json!({"uri": uri, "method": "GET", "headers": []})
}

fn row(subscription: &Subscription) -> Value {
    json!({
        "id": subscription.id,
        "offerId": subscription.offer,
        "offerName": subscription.name,
        "friendlyName": subscription.name,
        "quantity": subscription.quantity,
        "unitType": "Licenses",
        "creationDate": subscription.created,
        "effectiveStartDate": subscription.created,
        "commitmentEndDate": subscription.ends,
        "status": if subscription.suspended { "suspended" } else { "active" },
        "autoRenewEnabled": subscription.renews,
        "isTrial": false,
        "billingType": "license",
        "billingCycle": "monthly",
        "termDuration": "P1Y",
        "attributes": {"objectType": "Subscription"},
    })
}
