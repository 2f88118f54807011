//! Delegated admin customers: the system makes one with the first relationship that comes into
//! force, and takes it away with the last.

use super::problem::{Answered, method_not_allowed, not_found, odata};
use super::query::{Filterable, Options, Query, Shape};
use super::visit::{Errand, Visit};
use crate::partner::relationship::{Customer, Status};
use crate::wire::Reply;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

const PATH: &str = "tenantRelationships/delegatedAdminCustomers";

const SHAPE: Shape = Shape {
    name: "delegatedAdminCustomer",
    properties: &["id", "tenantId", "displayName"],
    filterable: &[Filterable {
        path: "tenantId",
        members: None,
    }],
    sortable: &["displayName"],
    largest_page: 300,
};

const DETAILS: Shape = Shape {
    name: "delegatedAdminServiceManagementDetail",
    properties: &["id", "serviceName", "serviceManagementUrl"],
    filterable: &[],
    sortable: &[],
    largest_page: 300,
};

/// What the partner's people may manage, and where.
const SERVICES: [(&str, &str, &str); 4] = [
    (
        "AzureActiveDirectory",
        "Azure Active Directory",
        "https://portal.azure.com/",
    ),
    (
        "Microsoft365Lighthouse",
        "Microsoft 365 Lighthouse",
        "https://lighthouse.microsoft.com/#view/Microsoft_Intune_MTM/Tenant/tenantId/",
    ),
    (
        "Dynamics365BusinessCentral",
        "Dynamics 365 Business Central",
        "https://businesscentral.dynamics.com/",
    ),
    (
        "Teams",
        "Teams",
        "https://admin.teams.microsoft.com/?delegatedOrg=",
    ),
];

pub(super) fn answer(visit: &mut Visit<'_>, path: &[&str]) -> Answered<Reply> {
    if visit.request.method.as_str() != "GET" {
        return Err(method_not_allowed(visit.request));
    }
    visit.admit(Errand::Read)?;
    match path {
        [] => {
            let rows = known(visit)?.iter().map(row).collect();
            visit.list(&SHAPE, PATH, rows)
        }
        [id] => {
            let found = find(visit, id)?;
            visit.one(200, &SHAPE, PATH, row(&found))
        }
        [id, "serviceManagementDetails"] => {
            Query::read(visit.request, &DETAILS, Options::None)?;
            let tenant = find(visit, id)?.tenant;
            let row = |(id, name, url): &(&str, &str, &str)| {
                let url = format!("{url}{tenant}");
                json!({"id": id, "serviceName": name, "serviceManagementUrl": url})
            };
            let rows = SERVICES.iter().map(row).collect();
            visit.list(
                &DETAILS,
                &format!("{PATH}/{tenant}/serviceManagementDetails"),
                rows,
            )
        }
        [_, segment, ..] => {
            let text = format!("Resource not found for the segment '{segment}'.");
            Err(odata(visit.request, &text))
        }
    }
}

fn row(customer: &Customer) -> Value {
    let tag = STANDARD.encode(format!("'{}'", customer.tenant));
    json!({
        "@odata.etag": format!("W/\"{tag}\""),
        "id": customer.tenant,
        "tenantId": customer.tenant,
        "displayName": customer.name,
    })
}

fn find(visit: &Visit<'_>, id: &str) -> Answered<Customer> {
    let found = known(visit)?
        .into_iter()
        .find(|customer| customer.tenant.to_string() == id);
    found.ok_or_else(|| not_found(visit.request))
}

fn known(visit: &Visit<'_>) -> Answered<Vec<Customer>> {
    let mut customers: Vec<Customer> = Vec::new();
    for relationship in &visit.partner()?.relationships {
        let in_force = matches!(
            relationship.status(visit.now),
            Status::Activating
                | Status::Active
                | Status::Expiring
                | Status::TerminationRequested
                | Status::Terminating
        );
        let Some(customer) = relationship.terms.customer.as_ref().filter(|_| in_force) else {
            continue;
        };
        if customers
            .iter()
            .all(|known| known.tenant != customer.tenant)
        {
            customers.push(customer.clone());
        }
    }
    Ok(customers)
}
