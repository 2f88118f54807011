//! `/subscribedSkus` and `/directory/subscriptions`: what the tenant pays for.

use crate::directory::part_number;
use crate::graph::directory::ask::{Answered, Ask};
use crate::graph::directory::query::Shape;
use crate::scenario::Contents;
use serde_json::{Value, json};
use uuid::Uuid;

const READ: [&str; 6] = [
    "LicenseAssignment.Read.All",
    "LicenseAssignment.ReadWrite.All",
    "Organization.Read.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "User.ReadWrite.All",
];

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

fn skus(ask: &mut Ask<'_>) -> Answered {
    ask.needs(&READ)?;
    if let Some((name, _)) = ask.request.query.iter().find(|(name, _)| name != "$select") {
        return Err(ask.unsupported(&format!("The query option '{name}' is not supported here.")));
    }
    let products = ask.tenant().products();
    ask.list(&SKU, products.len(), |ask, place| {
        Some(sku(ask, *products.get(place)?))
    })
}

fn sku(ask: &Ask<'_>, id: Uuid) -> Value {
    let tenant = ask.tenant();
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
        "accountName": tenant.domains[0],
        "skuId": id,
        "skuPartNumber": part_number(id),
        "appliesTo": "User",
        "capabilityStatus": "Enabled",
        "consumedUnits": tenant.counted(id, ask.now),
        "prepaidUnits": {"enabled": tenant.seats(id), "suspended": 0, "warning": 0, "lockedOut": 0},
        "servicePlans": plans(ask.contents()).iter().map(plan).collect::<Vec<_>>(),
        "subscriptionIds": [subscription_id(ask, &id.to_string())],
    })
}

fn subscription_id(ask: &Ask<'_>, sku: &str) -> Uuid {
    Uuid::new_v5(&ask.id(), sku.as_bytes())
}

fn subscriptions(ask: &mut Ask<'_>) -> Answered {
    ask.needs(&READ)?;
    let products = ask.tenant().products();
    ask.list(&SUBSCRIPTION, products.len(), |ask, place| {
        let id = *products.get(place)?;
        let part = part_number(id);
        Some(json!({
            "id": subscription_id(ask, &id.to_string()),
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
            "totalLicenses": ask.tenant().seats(id),
        }))
    })
}
