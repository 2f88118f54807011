//! What is in an MSP's IT Glue: its lists, and rows as they are when nobody filled them in.

use crate::vendors::crowd::Company;
use crate::vendors::tables::{Ids, List, Tables};
use serde_json::{Map, Value, json};

pub(super) const LISTS: &[List] = &[
    List {
        name: "organizations",
        id: "id",
        ids: Ids::Numbers(123),
        template: organization,
    },
    List {
        name: "configurations",
        id: "id",
        ids: Ids::Numbers(5001),
        template: configuration,
    },
    List {
        name: "documents",
        id: "id",
        ids: Ids::Numbers(7001),
        template: document,
    },
    List {
        name: "passwords",
        id: "id",
        ids: Ids::Numbers(9001),
        template: password,
    },
    List {
        name: "adapters-resources",
        id: "id",
        ids: Ids::Numbers(11),
        template: adapter,
    },
];

fn organization() -> Value {
    json!({
        "id": null, "name": "", "alert": null, "description": null, "organization-type-id": 1,
        "organization-type-name": "Customer", "organization-status-id": 1,
        "organization-status-name": "Active", "my-glue-account-id": null, "primary": false,
        "quick-notes": null, "short-name": null, "parent-id": null, "ancestor-ids": [],
        "logo": null, "resource-url": "", "created-at": WHEN, "updated-at": WHEN,
    })
}

const WHEN: &str = "2024-01-01T00:00:00.000Z";

fn configuration() -> Value {
    json!({
        "id": null, "organization-id": null, "organization-name": "", "name": "", "hostname": null,
        "primary-ip": null, "mac-address": null, "serial-number": null, "asset-tag": null,
        "configuration-type-name": null, "configuration-status-id": 1,
        "configuration-status-name": "Active", "warranty-expires-at": null, "archived": false,
        "resource-url": "", "created-at": WHEN, "updated-at": WHEN,
    })
}

fn document() -> Value {
    json!({
        "id": null, "organization-id": null, "organization-name": "", "name": "",
        "document-folder-id": null, "resource-url": "", "created-at": WHEN, "updated-at": WHEN,
    })
}

fn password() -> Value {
    json!({
        "id": null, "organization-id": null, "organization-name": "", "name": "", "username": null,
        "password": null, "url": null, "notes": null, "password-category-id": null,
        "password-folder-id": null, "resource-id": null, "resource-type": null,
        "created-at": WHEN, "updated-at": WHEN,
    })
}

/// What ties an organization to another system.
fn adapter() -> Value {
    json!({
        "id": null, "organization-id": null, "integration-type": "autotask", "remote-id": null,
    })
}

/// Customers with a server, a document and another one in a folder, tied to Autotask.
pub(super) fn crowd(tables: &mut Tables, count: u32) -> Result<(), String> {
    let [organizations, configurations, documents, _, adapters] = LISTS else {
        return Ok(());
    };
    for number in 0..count {
        let company = Company::number(number);
        let row = json!({"name": company.name, "short-name": format!("C{number}")});
        let id = tables.add(organizations, fields(row))?;
        let url = json!({"resource-url": format!("https://northwind.itglue.com/{id}")});
        tables.change(organizations, &id, fields(url))?;
        let owner = id.parse::<u64>().map_or(Value::Null, Value::from);
        let row = json!({
            "organization-id": owner, "organization-name": company.name,
            "name": format!("SRV-{number:04}"), "hostname": format!("srv-{number:04}"),
            "serial-number": format!("SN{number:06}"), "configuration-type-name": "Server",
            "warranty-expires-at": "2027-06-30",
        });
        tables.add(configurations, fields(row))?;
        for (name, folder) in [("Overview", Value::Null), ("Runbook", Value::from(4))] {
            let row = json!({
                "organization-id": owner, "organization-name": company.name, "name": name,
                "document-folder-id": folder,
            });
            tables.add(documents, fields(row))?;
        }
        let row = json!({
            "organization-id": owner, "remote-id": (29_763_421 + number).to_string(),
        });
        tables.add(adapters, fields(row))?;
    }
    Ok(())
}

fn fields(row: Value) -> Map<String, Value> {
    match row {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
