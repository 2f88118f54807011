//! What a user of the crowd looks like: the same every time somebody looks.

use crate::directory::{Kind, Removal};
use crate::graph::directory::Ask;
use crate::graph::directory::licences::assigned;
use serde_json::{Value, json};

const GIVEN: [&str; 24] = [
    "Alma", "Bela", "Cato", "Dora", "Egon", "Fenna", "Gero", "Hedda", "Ivo", "Jette", "Kalle",
    "Lotte", "Milo", "Nora", "Odo", "Pia", "Quirin", "Runa", "Sven", "Tilda", "Ulf", "Vera", "Wim",
    "Yva",
];
const FAMILY: [&str; 20] = [
    "Acker", "Birke", "Distel", "Eiche", "Farn", "Ginster", "Hasel", "Immer", "Kiefer", "Linde",
    "Moos", "Nessel", "Olm", "Pappel", "Quitte", "Rohr", "Schlehe", "Tanne", "Ulme", "Weide",
];
const DEPARTMENTS: [&str; 6] = [
    "Sales",
    "Finance",
    "Engineering",
    "Support",
    "Legal",
    "Operations",
];
const TITLES: [&str; 6] = [
    "Clerk",
    "Specialist",
    "Lead",
    "Manager",
    "Analyst",
    "Assistant",
];

/// The whole row of one user; nothing when it was removed.
pub(super) fn row(ask: &Ask<'_>, number: usize) -> Option<Value> {
    let number = u32::try_from(number).ok()?;
    let crowd = &ask.directory().crowd;
    let change = crowd.change_of(Kind::User, number);
    if change.is_some_and(|change| change.removed.is_some()) {
        return None;
    }
    let mut row = made(ask, number);
    if let (Some(change), Some(row)) = (change, row.as_object_mut()) {
        row.extend(change.fields.clone());
    }
    Some(row)
}

pub(super) fn removal(ask: &Ask<'_>, number: u32) -> Option<Removal> {
    ask.directory().crowd.change_of(Kind::User, number)?.removed
}

fn made(ask: &Ask<'_>, number: u32) -> Value {
    let crowd = &ask.directory().crowd;
    let (contents, domain) = (ask.contents(), &crowd.domain);
    let given = GIVEN[crowd.draw("given", number, GIVEN.len())];
    let family = FAMILY[crowd.draw("family", number, FAMILY.len())];
    let nick = format!("{}.{}{number}", given.to_lowercase(), family.to_lowercase());
    let guest = crowd.draw("guest", number, 20) == 0;
    let name = if guest {
        format!("{nick}_elsewhere.example#EXT#@{domain}")
    } else {
        format!("{nick}@{domain}")
    };
    let mail = if contents.exchange {
        json!(format!("{nick}@{domain}"))
    } else {
        Value::Null
    };
    let addresses = if contents.exchange {
        json!([format!("SMTP:{nick}@{domain}")])
    } else {
        json!([])
    };
    let licences = if guest {
        json!([])
    } else {
        assigned(contents, crowd.draw("licence", number, 10))
    };
    json!({
        "id": crowd.id(Kind::User, number),
        "userPrincipalName": name,
        "displayName": format!("{given} {family}"),
        "givenName": given,
        "surname": family,
        "mail": mail,
        "mailNickname": nick,
        "accountEnabled": crowd.draw("enabled", number, 12) != 0,
        "userType": if guest { "Guest" } else { "Member" },
        "jobTitle": TITLES[crowd.draw("title", number, TITLES.len())],
        "department": DEPARTMENTS[crowd.draw("department", number, DEPARTMENTS.len())],
        "companyName": ask.tenant().name,
        "officeLocation": format!("{}", crowd.draw("office", number, 40)),
        "businessPhones": [],
        "mobilePhone": null,
        "streetAddress": null,
        "city": null,
        "state": null,
        "postalCode": null,
        "country": null,
        "usageLocation": "DE",
        "preferredLanguage": null,
        "proxyAddresses": addresses,
        "otherMails": [],
        "assignedLicenses": licences,
        "createdDateTime": "2024-03-01T09:00:00Z",
        "onPremisesSyncEnabled": null,
        "onPremisesImmutableId": null,
        "onPremisesSamAccountName": null,
        "employeeId": format!("{:06}", number + 1),
        "externalUserState": if guest { json!("Accepted") } else { Value::Null },
        "signInActivity": {"lastSignInDateTime": "2026-10-01T07:00:00Z"},
    })
}

/// Eight people report to each: who is not at the top has somebody.
pub(super) fn manager_of(ask: &Ask<'_>, number: u32) -> Option<u32> {
    let manager = number.checked_sub(1)? / 8;
    removal(ask, manager).is_none().then_some(manager)
}
