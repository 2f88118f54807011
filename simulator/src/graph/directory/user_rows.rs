//! What a user of the crowd looks like: the same every time somebody looks.

use crate::directory::{Kind, Removal};
use crate::graph::directory::Ask;
use serde_json::{Value, json};
use uuid::Uuid;

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

/// The whole row of one user; nothing when it was removed, or not every server knows it yet.
pub(super) fn row(ask: &Ask<'_>, number: usize) -> Option<Value> {
    let found = u32::try_from(number).ok()?;
    let visible = ask.directory().crowd.is_visible(found, ask.now);
    visible.then(|| recorded(ask, number))?
}

/// As whoever keeps the record of changes sees it, which comes first.
pub(super) fn recorded(ask: &Ask<'_>, number: usize) -> Option<Value> {
    let number = u32::try_from(number).ok()?;
    match removal(ask, number) {
        None => Some(described(ask, number, true)),
        Some(_) => None,
    }
}

/// One who lies in the bin: the name is free for others, and so are the licences.
pub(super) fn in_bin(ask: &Ask<'_>, number: u32) -> Option<Value> {
    let crowd = &ask.directory().crowd;
    if !crowd.is_in_bin(number, ask.now) {
        return None;
    }
    let mut row = described(ask, number, false);
    let mark = crowd.id(Kind::User, number).simple().to_string();
    let name = row["userPrincipalName"].as_str().unwrap_or_default();
    row["userPrincipalName"] = json!(format!("{mark}{name}"));
    let since = crowd.change_of(Kind::User, number)?.removed_at;
    row["deletedDateTime"] = json!(since.unwrap_or(ask.now));
    Some(row)
}

fn described(ask: &Ask<'_>, number: u32, licensed: bool) -> Value {
    let mut row = made(ask, number);
    let change = ask.directory().crowd.change_of(Kind::User, number);
    if let (Some(change), Some(row)) = (change, row.as_object_mut()) {
        row.extend(change.fields.clone());
    }
    let tenant = ask.tenant();
    let (given, inherited) = if licensed {
        (tenant.given_to(number), tenant.inherited_by(number))
    } else {
        (Vec::new(), Vec::new())
    };
    let state = |product: Uuid, group: Option<Uuid>| {
        json!({"skuId": product, "assignedByGroup": group, "disabledPlans": [], "state": "Active",
            "error": "None", "lastUpdatedDateTime": "2026-01-01T00:00:00Z"})
    };
    let direct = given.iter().map(|product| state(*product, None));
    let by_group = inherited
        .iter()
        .map(|(product, group)| state(*product, Some(*group)));
    row["licenseAssignmentStates"] = direct.chain(by_group).collect();
    let mut held = given.clone();
    held.extend(inherited.iter().map(|(product, _)| product));
    held.sort_unstable();
    held.dedup();
    let held = held.into_iter();
    row["assignedLicenses"] = held
        .map(|product| json!({"skuId": product, "disabledPlans": []}))
        .collect();
    row
}

/// The name that somebody signs in with, without all the rest.
pub(super) fn name(ask: &Ask<'_>, number: u32) -> String {
    let change = ask.directory().crowd.change_of(Kind::User, number);
    let changed = change.and_then(|change| change.fields.get("userPrincipalName"));
    match changed.and_then(Value::as_str) {
        Some(name) => name.to_owned(),
        None => drawn_name(ask, number).2,
    }
}

pub(super) fn removal(ask: &Ask<'_>, number: u32) -> Option<Removal> {
    ask.directory().crowd.change_of(Kind::User, number)?.removed
}

/// Given name and family name, and what they sign in with.
fn drawn_name(ask: &Ask<'_>, number: u32) -> (&'static str, &'static str, String) {
    let crowd = &ask.directory().crowd;
    let given = GIVEN[crowd.draw("given", number, GIVEN.len())];
    let family = FAMILY[crowd.draw("family", number, FAMILY.len())];
    let (nick, domain) = (nickname(given, family, number), &crowd.domain);
    let name = if is_guest(ask, number) {
        format!("{nick}_elsewhere.example#EXT#@{domain}")
    } else {
        format!("{nick}@{domain}")
    };
    (given, family, name)
}

fn nickname(given: &str, family: &str, number: u32) -> String {
    format!("{}.{}{number}", given.to_lowercase(), family.to_lowercase())
}

fn is_guest(ask: &Ask<'_>, number: u32) -> bool {
    ask.directory().crowd.draw("guest", number, 20) == 0
}

fn made(ask: &Ask<'_>, number: u32) -> Value {
    let crowd = &ask.directory().crowd;
    let (contents, domain) = (ask.contents(), &crowd.domain);
    let (given, family, name) = drawn_name(ask, number);
    let nick = nickname(given, family, number);
    let guest = is_guest(ask, number);
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
        "deletedDateTime": null,
        "signInSessionsValidFromDateTime": "2024-03-01T09:00:00Z",
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
    if number >= ask.directory().crowd.first {
        return None;
    }
    let manager = number.checked_sub(1)? / 8;
    removal(ask, manager).is_none().then_some(manager)
}
