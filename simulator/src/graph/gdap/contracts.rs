//! `/contracts`: the reseller's view of its customers, older than GDAP.

use super::problem::{Answered, denied, method_not_allowed, not_found};
use super::query::{Filterable, Shape};
use super::visit::Visit;
use crate::partner::Contract;
use crate::wire::Reply;
use serde_json::{Value, json};

const SHAPE: Shape = Shape {
    name: "contract",
    properties: &[
        "id",
        "deletedDateTime",
        "contractType",
        "customerId",
        "defaultDomainName",
        "displayName",
    ],
    filterable: &[
        Filterable {
            path: "customerId",
            members: None,
        },
        Filterable {
            path: "defaultDomainName",
            members: None,
        },
    ],
    sortable: &[],
    largest_page: 999,
};

const PERMISSIONS: [&str; 2] = ["Directory.Read.All", "Directory.ReadWrite.All"];

pub(super) fn answer(visit: &mut Visit<'_>, path: &[&str]) -> Answered<Reply> {
    if visit.request.method.as_str() != "GET" {
        return Err(method_not_allowed(visit.request));
    }
    if !visit.caller.may(&PERMISSIONS) {
        return Err(denied(visit.request));
    }
    let Ok(partner) = visit.partner() else {
        // Every tenant may look; only partners find something.
        return Ok(Reply::json(200, &json!({"value": []})));
    };
    let contracts = &partner.contracts;
    match path {
        [] => {
            let rows = contracts.iter().map(row).collect();
            visit.list(&SHAPE, "contracts", rows)
        }
        [id] => {
            let found = contracts
                .iter()
                .find(|contract| contract.id.to_string() == *id);
            let row = row(found.ok_or_else(|| not_found(visit.request))?);
            visit.one(200, &SHAPE, "contracts", row)
        }
        _ => Err(not_found(visit.request)),
    }
}

fn row(contract: &Contract) -> Value {
    json!({
        "id": contract.id,
        "deletedDateTime": null,
        "contractType": contract.kind,
        "customerId": contract.customer,
        "defaultDomainName": contract.domain,
        "displayName": contract.name,
    })
}
