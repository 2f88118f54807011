//! `/organization` and `/domains`: the tenant itself.

use crate::graph::directory::ask::{Answered, Ask};
use crate::graph::directory::query::Shape;
use serde_json::{Value, json};

const ORGANIZATION: Shape = Shape::new(
    "organization",
    "organization",
    &[
        "id",
        "displayName",
        "verifiedDomains",
        "assignedPlans",
        "countryLetterCode",
        "technicalNotificationMails",
        "onPremisesSyncEnabled",
        "tenantType",
        "createdDateTime",
    ],
);

const DOMAIN: Shape = Shape::new(
    "domain",
    "domains",
    &[
        "id",
        "isDefault",
        "isInitial",
        "isVerified",
        "authenticationType",
        "supportedServices",
    ],
);

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    Some(match (ask.method(), path) {
        ("GET", ["organization"]) => {
            if let Err(refusal) = ask.needs(&[
                "Organization.Read.All",
                "Directory.Read.All",
                "Directory.ReadWrite.All",
            ]) {
                return Some(Err(refusal));
            }
            ask.list(&ORGANIZATION, 1, |ask, _| Some(organization(ask)))
        }
        ("GET", ["domains"]) => {
            if let Err(refusal) = ask.needs(&[
                "Domain.Read.All",
                "Directory.Read.All",
                "Directory.ReadWrite.All",
            ]) {
                return Some(Err(refusal));
            }
            let places = ask.tenant().domains.len();
            ask.list(&DOMAIN, places, |ask, place| Some(domain(ask, place)))
        }
        (_, ["organization" | "domains"]) => Err(ask.not_allowed()),
        _ => return None,
    })
}

/// The second domain, if there is one, is what people's names end in.
fn is_default(ask: &Ask<'_>, place: usize) -> bool {
    place == usize::from(ask.tenant().domains.len() > 1)
}

fn organization(ask: &Ask<'_>) -> Value {
    let tenant = ask.tenant();
    let domain = |(place, name): (usize, &String)| {
        json!({"name": name, "isInitial": place == 0, "isDefault": is_default(ask, place), "type": "Managed",
            "capabilities": "Email, OfficeCommunicationsOnline"})
    };
    let plan = |(name, id): &(&str, &str)| {
        json!({
            "service": name,
            "servicePlanId": id,
            "capabilityStatus": "Enabled",
            "assignedDateTime": "2024-03-01T09:00:00Z",
        })
    };
    json!({
        "id": tenant.id,
        "displayName": tenant.name,
        "verifiedDomains": tenant.domains.iter().enumerate().map(domain).collect::<Vec<_>>(),
        "assignedPlans": super::licences::plans(ask.contents()).iter().map(plan).collect::<Vec<_>>(),
        "countryLetterCode": "DE",
        "technicalNotificationMails": [],
        "onPremisesSyncEnabled": null,
        "tenantType": "AAD",
        "createdDateTime": "2024-03-01T09:00:00Z",
    })
}

fn domain(ask: &Ask<'_>, place: usize) -> Value {
    json!({
        "id": ask.tenant().domains[place],
        "isDefault": is_default(ask, place),
        "isInitial": place == 0,
        "isVerified": true,
        "authenticationType": "Managed",
        "supportedServices": ["Email"],
    })
}
