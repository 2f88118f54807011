//! `/subscribedSkus` and `/directory/subscriptions`: what the tenant pays for.

use crate::graph::directory::ask::{Answered, Ask};
use crate::graph::directory::query::Shape;
use crate::graph::directory::user_rows;
use crate::scenario::Contents;
use serde_json::{Value, json};
use uuid::Uuid;

const READ: [&str; 5] = [
    "LicenseAssignment.Read.All",
    "Organization.Read.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "User.ReadWrite.All",
];

/// A product, its part number and its id.
const BASIC: (&str, &str) = (
    "O365_BUSINESS_ESSENTIALS",
    "3b555118-da6a-4418-894f-7df1e2096870",
);
const PREMIUM: (&str, &str) = ("SPB", "cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46");
const ENTRA_P2: (&str, &str) = ("AAD_PREMIUM_P2", "84a661c4-e949-4bd2-a560-ed7766fcaf2b");

const SKU: Shape = Shape::new(
    "subscribedSku",
    "subscribedSkus",
    &[
        "id",
        "accountId",
        "accountName",
        "skuId",
        "skuPartNumber",
        "appliesTo",
        "capabilityStatus",
        "consumedUnits",
        "prepaidUnits",
        "servicePlans",
        "subscriptionIds",
    ],
);

const SUBSCRIPTION: Shape = Shape::new(
    "companySubscription",
    "directory/subscriptions",
    &[
        "id",
        "commerceSubscriptionId",
        "createdDateTime",
        "isTrial",
        "nextLifecycleDateTime",
        "ocpSubscriptionId",
        "ownerId",
        "ownerTenantId",
        "ownerType",
        "serviceStatus",
        "skuId",
        "skuPartNumber",
        "status",
        "totalLicenses",
    ],
);

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    Some(match (ask.method(), path) {
        ("GET", ["subscribedSkus"]) => skus(ask),
        ("GET", ["directory", "subscriptions"]) => subscriptions(ask),
        (_, ["subscribedSkus"] | ["directory", "subscriptions"]) => Err(ask.not_allowed()),
        _ => return None,
    })
}

/// The products of a tenant: with Entra P1 or Intune it is the larger one.
fn products(contents: &Contents) -> Vec<(&'static str, &'static str)> {
    let mut products = vec![if contents.p1 || contents.intune {
        PREMIUM
    } else {
        BASIC
    }];
    if contents.p2 {
        products.push(ENTRA_P2);
    }
    products
}

/// The services that come with them, by name and id.
pub(super) fn plans(contents: &Contents) -> Vec<(&'static str, &'static str)> {
    let mut plans = Vec::new();
    if contents.exchange {
        plans.push((
            "EXCHANGE_S_STANDARD",
            "9aaf7827-d63c-4b61-89c3-182f06f82e5c",
        ));
    }
    if contents.teams {
        plans.push(("TEAMS1", "57ff2da0-773e-42df-b2af-ffb7a2317929"));
    }
    if contents.p1 {
        plans.push(("AAD_PREMIUM", "41781fb2-bc02-4b7c-bd55-b576c07bb09d"));
    }
    if contents.p2 {
        plans.push(("AAD_PREMIUM_P2", "eec0eb4f-6444-4f95-aba0-50c24d67f998"));
    }
    if contents.intune {
        plans.push(("INTUNE_A", "c1ec4a95-1f05-45b3-a911-aa3fa01094f5"));
    }
    plans
}

/// Most have the main product; a few have nothing.
pub(super) fn assigned(contents: &Contents, drawn: usize) -> Value {
    if drawn == 0 {
        return json!([]);
    }
    let products = products(contents);
    json!(
        products
            .iter()
            .map(|(_, id)| json!({"skuId": id, "disabledPlans": []}))
            .collect::<Vec<_>>()
    )
}

fn skus(ask: &mut Ask<'_>) -> Answered {
    ask.needs(&READ)?;
    if let Some((name, _)) = ask.request.query.iter().find(|(name, _)| name != "$select") {
        return Err(ask.unsupported(&format!("The query option '{name}' is not supported here.")));
    }
    let places = products(ask.contents()).len();
    let users = ask.directory().crowd.users as usize;
    let licensed = (0..users).filter(|place| {
        let row = user_rows::row(ask, *place);
        row.is_some_and(|row| {
            row["assignedLicenses"]
                .as_array()
                .is_some_and(|all| !all.is_empty())
        })
    });
    let consumed = licensed.count();
    ask.list(&SKU, places, move |ask, place| {
        Some(sku(ask, place, consumed))
    })
}

fn sku(ask: &Ask<'_>, place: usize, consumed: usize) -> Value {
    let contents = ask.contents();
    let (part, id) = products(contents)[place];
    let plan = |(name, id): &(&str, &str)| {
        json!({
            "servicePlanId": id,
            "servicePlanName": name,
            "provisioningStatus": "Success",
            "appliesTo": "User",
        })
    };
    json!({
        "id": format!("{}_{id}", ask.id()),
        "accountId": ask.id(),
        "accountName": ask.tenant().domains[0],
        "skuId": id,
        "skuPartNumber": part,
        "appliesTo": "User",
        "capabilityStatus": "Enabled",
        "consumedUnits": consumed,
        "prepaidUnits": {"enabled": consumed + 5, "suspended": 0, "warning": 0, "lockedOut": 0},
        "servicePlans": plans(contents).iter().map(plan).collect::<Vec<_>>(),
        "subscriptionIds": [subscription_id(ask, id)],
    })
}

fn subscription_id(ask: &Ask<'_>, sku: &str) -> Uuid {
    Uuid::new_v5(&ask.id(), sku.as_bytes())
}

fn subscriptions(ask: &mut Ask<'_>) -> Answered {
    ask.needs(&READ)?;
    let places = products(ask.contents()).len();
    ask.list(&SUBSCRIPTION, places, |ask, place| {
        let (part, id) = products(ask.contents())[place];
        Some(json!({
            "id": subscription_id(ask, id),
            "commerceSubscriptionId": subscription_id(ask, part),
            "createdDateTime": "2024-03-01T09:00:00Z",
            "isTrial": false,
            "nextLifecycleDateTime": "2027-03-01T09:00:00Z",
            "ocpSubscriptionId": null,
            "ownerId": null,
            "ownerTenantId": null,
            "ownerType": null,
            "serviceStatus": [],
            "skuId": id,
            "skuPartNumber": part,
            "status": "Enabled",
            "totalLicenses": ask.contents().users + 5,
        }))
    })
}
