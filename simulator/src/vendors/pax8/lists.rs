//! What is in an account: every field that the interface has, and a crowd of companies.

use crate::vendors::crowd::Company;
use crate::vendors::tables::{Ids, List, Row, Tables};
use serde_json::{Value, json};
use uuid::Uuid;

const COMPANIES: List = List {
    name: "companies",
    id: "id",
    ids: Ids::Uuids,
    template: company,
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
    ids: Ids::Uuids,
    template: subscription,
};
pub(super) const ALL: &[List] = &[COMPANIES, PRODUCTS, SUBSCRIPTIONS];

fn company() -> Value {
    json!({
        "id": null, "name": "", "externalId": null, "website": null, "phone": null,
        "address": {
            "street": null, "street2": null, "city": null, "stateOrProvince": null,
            "postalCode": null, "country": "US",
        },
        "status": "Active", "billOnBehalfOfEnabled": false, "selfServiceAllowed": false,
        "orderApprovalRequired": false, "updatedDate": "2026-05-30T10:00:00.000-0700",
        "contacts": [],
    })
}

fn product() -> Value {
    json!({
        "id": null, "name": "", "vendorName": "Microsoft", "shortDescription": null, "sku": null,
        "vendorSku": null, "altVendorSku": null, "requiresCommitment": true,
    })
}

fn subscription() -> Value {
    json!({
        "id": null, "parentSubscriptionId": null, "companyId": null, "productId": null,
        "productName": null, "vendorSubscriptionId": null, "vendorSkuId": null, "quantity": 1,
        "startDate": "2026-01-01T08:30:00Z", "endDate": null, "createdDate": "2025-12-28",
        "updatedDate": "2026-05-30T10:00:00.000-0700", "billingStart": "2026-01-01",
        "status": "Active", "price": 0, "currencyCode": "USD", "partnerCost": 0,
        "billingTerm": "Monthly", "provisioningDetails": [], "commitmentTerm": null,
    })
}

/// What the crowd buys: name, number, its maker's name of it, maker, price and cost.
const SHELF: [(&str, &str, &str, &str, f64, f64); 4] = [
    (
        "Microsoft 365 Business Premium [New Commerce Experience]",
        "MST-NCE-103-C100",
        "CFQ7TTC0LCHC:0002",
        "Microsoft",
        26.4,
        22.0,
    ),
    (
        "Microsoft 365 Business Basic [New Commerce Experience]",
        "MST-NCE-107-C100",
        "CFQ7TTC0LH18:0001",
        "Microsoft",
        7.2,
        6.0,
    ),
    (
        "Exchange Online (Plan 1) [New Commerce Experience]",
        "MST-NCE-189-C100",
        "CFQ7TTC0LH16:0001",
        "Microsoft",
        4.0,
        3.28,
    ),
    (
        "Email Security",
        "PRF-EML-001-A100",
        "PP-M-ESS-A",
        "Proofpoint",
        3.1,
        2.05,
    ),
];

/// Companies with two subscriptions each: one of the Microsoft products, and now and then another one.
pub(super) fn crowd(tables: &mut Tables, count: u32) -> Result<(), String> {
    if count == 0 {
        return Ok(());
    }
    let mut products = Vec::new();
    for (name, sku, vendor_sku, vendor, _, _) in SHELF {
        let product = json!({
            "name": name, "sku": sku, "vendorSku": vendor_sku, "vendorName": vendor,
        });
        products.push(tables.add(&PRODUCTS, fields(product))?);
    }
    for number in 0..count {
        let company = Company::number(number);
        let added = json!({
            "name": company.name, "website": format!("https://www.{}", company.domain),
            "externalId": (number % 4 == 0).then(|| format!("C-{number}")),
            "phone": format!("+1 555 {:04}", number % 10_000),
            "address": {
                "street": "1 Main Street", "street2": null, "city": company.city,
                "stateOrProvince": null, "postalCode": "00000", "country": "US",
            },
            "status": if number % 17 == 16 { "Inactive" } else { "Active" },
        });
        let added = tables.add(&COMPANIES, fields(added))?;
        let name = format!("tenant:{number}");
        let tenant = Uuid::new_v5(&tables.of(), name.as_bytes());
        for place in [number as usize % 3, 3] {
            if place == 3 && number % 2 == 1 {
                continue;
            }
            let bought = bought(number, place, &added, &products[place], tenant);
            tables.add(&SUBSCRIPTIONS, fields(bought))?;
        }
    }
    Ok(())
}

/// Days are written in every way that the interface's own samples have.
fn bought(number: u32, place: usize, company: &str, product: &str, tenant: Uuid) -> Value {
    let (name, _, vendor_sku, vendor, price, cost) = SHELF[place];
    let microsoft = vendor == "Microsoft";
    let starts = match number % 3 {
        0 => "2026-01-01T08:30:00Z",
        1 => "2026-01-01",
        _ => "2026-01-01T10:00:00.000-0700",
    };
    let commitment = json!({
        "id": Uuid::new_v5(&tenant, b"commitment"), "term": "1-Year",
        "endDate": "2026-12-31T00:00:00Z",
    });
    let details = json!([{"key": "msTenantID", "values": [tenant]}]);
    json!({
        "companyId": company, "productId": product, "productName": name,
        "vendorSkuId": vendor_sku, "quantity": number % 40 + 1, "startDate": starts,
        "vendorSubscriptionId": microsoft.then(|| Uuid::new_v5(&tenant, vendor_sku.as_bytes())),
        "price": price, "partnerCost": cost,
        "billingTerm": if number % 5 == 4 { "Annual" } else { "Monthly" },
        "commitmentTerm": microsoft.then_some(commitment),
        "provisioningDetails": if microsoft { details } else { json!([]) },
    })
}

fn fields(value: Value) -> Row {
    match value {
        Value::Object(row) => row,
        _ => Row::new(),
    }
}
