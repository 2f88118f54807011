//! What is in an account: every field that clients of others know, and a crowd of customers.

use crate::vendors::crowd::Company;
use crate::vendors::tables::{Ids, List, Row, Tables};
use serde_json::{Value, json};
use uuid::Uuid;

const CUSTOMERS: List = List {
    name: "customers",
    id: "id",
    ids: Ids::Numbers(50_001),
    template: customer,
};
const PRODUCTS: List = List {
    name: "products",
    id: "id",
    ids: Ids::Uuids,
    template: product,
};
const SUBSCRIPTIONS: List = List {
    name: "subscriptions",
    id: "id",
    ids: Ids::Numbers(900_001),
    template: subscription,
};
pub(super) const ALL: &[List] = &[CUSTOMERS, PRODUCTS, SUBSCRIPTIONS];

fn customer() -> Value {
    json!({
        "id": null, "uid": null, "customerOrganization": "", "customerName": "Ada Lovelace",
        "customerEmail": null, "customerPhone": null, "customerTitle": null,
        "customerAddress": {"street": null, "city": null, "state": null, "zip": null, "country": "US"},
        "languageCode": "en-US", "customerStatus": "ACTIVE",
        "createTime": "2025-11-03T09:12:44.123Z", "updateTime": "2026-05-20T07:00:00Z",
    })
}

fn product() -> Value {
    json!({
        "id": null, "displayName": "", "mfgPartNumber": null,
        "attachedPrograms": [{"displayName": "Microsoft CSP"}],
    })
}

fn subscription() -> Value {
    json!({
        "id": null, "customerId": null, "resellerId": null, "cloudProviderId": null,
        "subscriptionId": null, "subscriptionName": "", "resourceType": "subscription",
        "ccpProductId": null, "ccpSkuId": null, "ccpPlanId": null, "mfgPartNumber": null,
        "subscriptionProductId": null, "subscriptionSkuId": null, "subscriptionOfferId": null,
        "subscriptionTotalLicenses": "1", "unitType": "Licenses", "subscriptionStatus": "active",
        "subscriptionStartDate": "2026-01-01T00:00:00Z",
        "subscriptionEndDate": "2026-12-31T00:00:00Z", "renewalDate": "2027-01-01T00:00:00Z",
        "subscriptionBillingType": "license", "subscriptionBillingCycle": "monthly",
        "subscriptionBillingTerm": "P1Y", "subscriptionRenewStatus": null, "autoRenew": true,
        "isTrial": false, "price": 0, "cost": 0, "margin": 0, "currency": "USD", "total": null,
        "customerName": null, "partnerName": null, "lastUpdatedDate": "2026-05-30T11:00:00Z",
    })
}

/// What the crowd buys: name, part number, price and cost.
const SHELF: [(&str, &str, f64, f64); 3] = [
    (
        "Microsoft 365 Business Premium",
        "CFQ7TTC0LCHC:0002",
        26.4,
        22.0,
    ),
    (
        "Microsoft 365 Business Basic",
        "CFQ7TTC0LH18:0001",
        7.2,
        6.0,
    ),
    ("Exchange Online (Plan 1)", "CFQ7TTC0LH16:0001", 4.0, 3.28),
];

/// Customers with one or two subscriptions each.
pub(super) fn crowd(tables: &mut Tables, count: u32) -> Result<(), String> {
    if count == 0 {
        return Ok(());
    }
    let mut products = Vec::new();
    for (name, part, _, _) in SHELF {
        let product = json!({"displayName": name, "mfgPartNumber": part});
        products.push(tables.add(&PRODUCTS, fields(product))?);
    }
    for number in 0..count {
        let company = Company::number(number);
        let uid = Uuid::new_v5(&tables.of(), format!("uid:{number}").as_bytes());
        let added = json!({
            "uid": uid, "customerOrganization": company.name,
            "customerEmail": format!("ada@{}", company.domain),
            "customerAddress": {
                "street": "1 Main Street", "city": company.city, "state": null, "zip": "00000",
                "country": "US",
            },
        });
        let added = tables.add(&CUSTOMERS, fields(added))?;
        for bought in 0..=(number as usize % 2) {
            let place = (number as usize + bought) % SHELF.len();
            let (name, part, price, cost) = SHELF[place];
            let seats = number % 40 + 1;
            // Some builds write numbers as text.
            let seats = if bought == 0 {
                json!(seats.to_string())
            } else {
                json!(seats)
            };
            let row = json!({
                "customerId": added, "customerName": company.name, "subscriptionName": name,
                "subscriptionId": Uuid::new_v5(&uid, part.as_bytes()), "mfgPartNumber": part,
                "ccpProductId": products[place], "subscriptionTotalLicenses": seats,
                "price": price, "cost": cost, "margin": price - cost,
            });
            tables.add(&SUBSCRIPTIONS, fields(row))?;
        }
    }
    Ok(())
}

fn fields(value: Value) -> Row {
    match value {
        Value::Object(row) => row,
        _ => Row::new(),
    }
}
