//! Conditional Access: policies, named locations, authentication strengths.
//!
//! One request a second for a whole tenant, whatever app asks, and no word about when to come back.

use super::ask::{Answered, Ask};
use super::office::{Office, text};
use super::query::Shape;
use crate::directory::Allowance;
use crate::directory::Kind;
use crate::journal::Act;
use crate::wire::Reply;
use serde_json::{Map, Value, json};
use uuid::Uuid;

const READ: &[&str] = &["Policy.Read.All"];
const WRITE: &str = "Policy.ReadWrite.ConditionalAccess";
const ONE_A_SECOND: Allowance = Allowance {
    name: "conditional access",
    units: 1,
    seconds: 1,
};

const POLICY: Shape = Shape {
    filterable: &["id", "displayName", "state"],
    ..Shape::new(
        "conditionalAccessPolicy",
        "identity/conditionalAccess/policies",
        &[
            "id",
            "displayName",
            "state",
            "createdDateTime",
            "modifiedDateTime",
            "templateId",
            "conditions",
            "grantControls",
            "sessionControls",
        ],
    )
};
const LOCATION: Shape = Shape {
    filterable: &["id", "displayName"],
    ..Shape::new(
        "namedLocation",
        "identity/conditionalAccess/namedLocations",
        &[
            "@odata.type",
            "id",
            "displayName",
            "createdDateTime",
            "modifiedDateTime",
            "isTrusted",
            "ipRanges",
            "countriesAndRegions",
            "includeUnknownCountriesAndRegions",
        ],
    )
};
const STRENGTH: Shape = Shape {
    filterable: &["id", "policyType"],
    ..Shape::new(
        "authenticationStrengthPolicy",
        "identity/conditionalAccess/authenticationStrength/policies",
        &[
            "id",
            "displayName",
            "policyType",
            "requirementsSatisfied",
            "allowedCombinations",
        ],
    )
};
const STRENGTHS: [(&str, &str, &str); 3] = [
    (
        "00000000-0000-0000-0000-000000000002",
        "Multifactor authentication",
        "password,microsoftAuthenticatorPush",
    ),
    (
        "00000000-0000-0000-0000-000000000003",
        "Passwordless MFA",
        "deviceBasedPush",
    ),
    (
        "00000000-0000-0000-0000-000000000004",
        "Phishing-resistant MFA",
        "fido2",
    ),
];

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    match path {
        ["identity", "conditionalAccess", rest @ ..] => Some(under(ask, rest)),
        _ => None,
    }
}

fn under(ask: &mut Ask<'_>, path: &[&str]) -> Answered {
    if ask.take(ONE_A_SECOND, false)?.is_err() {
        return Err(ask.refuse(429, "TooManyRequests", "Too Many Requests"));
    }
    let method = ask.method().to_owned();
    if method == "GET" {
        ask.admit(READ, Office::PolicyReaders)?;
    } else {
        if !ask.caller.may(&[WRITE]) || !ask.caller.may(READ) {
            return Err(ask.denied());
        }
        ask.admit(&[WRITE], Office::Policies)?;
        if !ask.contents().p1 {
            return Err(ask.premium_missing());
        }
    }
    let (shape, rest) = match path {
        ["policies", rest @ ..] => (&POLICY, rest),
        ["namedLocations", rest @ ..] => (&LOCATION, rest),
        ["authenticationStrength", "policies"] if method == "GET" => return strengths(ask),
        _ => return Err(ask.refuse(400, "BadRequest", "Resource not found for the segment.")),
    };
    match (method.as_str(), rest) {
        ("GET", []) => list(ask, shape),
        ("GET", [id]) => get(ask, shape, id),
        ("POST", []) => create(ask, shape),
        ("PATCH", [id]) => update(ask, shape, id),
        ("DELETE", [id]) => delete(ask, shape, id),
        _ => Err(ask.not_allowed()),
    }
}

fn rows<'v>(ask: &'v Ask<'_>, shape: &Shape) -> &'v Vec<Value> {
    let holdings = &ask.directory().holdings;
    if shape.name == POLICY.name {
        &holdings.policies
    } else {
        &holdings.locations
    }
}

fn rows_mut<'v>(ask: &'v mut Ask<'_>, shape: &Shape) -> Result<&'v mut Vec<Value>, Reply> {
    let holdings = &mut ask.changing()?.0.directory.holdings;
    Ok(if shape.name == POLICY.name {
        &mut holdings.policies
    } else {
        &mut holdings.locations
    })
}

fn list(ask: &mut Ask<'_>, shape: &Shape) -> Answered {
    let rows = rows(ask, shape).clone();
    ask.list(shape, rows.len(), |_, place| rows.get(place).cloned())
}

fn strengths(ask: &mut Ask<'_>) -> Answered {
    let rows = STRENGTHS.map(|(id, name, combination)| {
        json!({"id": id, "displayName": name, "policyType": "builtIn",
            "requirementsSatisfied": "mfa", "allowedCombinations": [combination]})
    });
    ask.list(&STRENGTH, rows.len(), |_, place| rows.get(place).cloned())
}

fn find(ask: &Ask<'_>, shape: &Shape, id: &str) -> Result<(usize, Value), Reply> {
    let mut numbered = rows(ask, shape).iter().enumerate();
    let found = numbered.find(|(_, row)| row["id"] == id);
    let found = found.map(|(place, row)| (place, row.clone()));
    found.ok_or_else(|| ask.not_found(id))
}

fn get(ask: &mut Ask<'_>, shape: &Shape, id: &str) -> Answered {
    let (_, row) = find(ask, shape, id)?;
    Ok(ask.thing(200, shape.set, &row))
}

fn create(ask: &mut Ask<'_>, shape: &Shape) -> Answered {
    let body = ask.fields()?;
    let mut row = check(ask, shape, &body, true)?;
    let id = ask.world.dice.uuid();
    row.insert("id".to_owned(), json!(id));
    row.insert(
        "createdDateTime".to_owned(),
        json!(ask.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
    );
    row.insert("modifiedDateTime".to_owned(), Value::Null);
    let row = Value::Object(row);
    rows_mut(ask, shape)?.push(row.clone());
    ask.did(Act::Created, shape.name, id.to_string());
    Ok(ask.thing(201, shape.set, &row))
}

fn update(ask: &mut Ask<'_>, shape: &Shape, id: &str) -> Answered {
    let (place, old) = find(ask, shape, id)?;
    let body = ask.fields()?;
    let mut whole = old.as_object().cloned().unwrap_or_default();
    whole.retain(|name, _| !READ_ONLY.contains(&name.as_str()));
    whole.extend(body);
    let mut row = check(ask, shape, &whole, false)?;
    row.insert("id".to_owned(), old["id"].clone());
    row.insert("createdDateTime".to_owned(), old["createdDateTime"].clone());
    row.insert(
        "modifiedDateTime".to_owned(),
        json!(ask.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
    );
    if let Some(kept) = rows_mut(ask, shape)?.get_mut(place) {
        *kept = Value::Object(row);
    }
    ask.did(Act::Changed, shape.name, id.to_owned());
    Ok(Reply::empty(204))
}

fn delete(ask: &mut Ask<'_>, shape: &Shape, id: &str) -> Answered {
    let (place, _) = find(ask, shape, id)?;
    if shape.name == LOCATION.name {
        let policies = Value::Array(ask.directory().holdings.policies.clone()).to_string();
        if policies.contains(id) {
            return Err(malformed(ask, "the named location is in use"));
        }
    }
    rows_mut(ask, shape)?.remove(place);
    ask.did(Act::Deleted, shape.name, id.to_owned());
    Ok(Reply::empty(204))
}

const READ_ONLY: [&str; 3] = ["id", "createdDateTime", "modifiedDateTime"];

fn malformed(ask: &Ask<'_>, what: &str) -> Reply {
    let text = format!(
        "The server could not process the request because it is malformed or incorrect: {what}."
    );
    ask.refuse(400, "BadRequest", &text)
}

fn check(
    ask: &Ask<'_>,
    shape: &Shape,
    body: &Map<String, Value>,
    new: bool,
) -> Result<Map<String, Value>, Reply> {
    for name in body.keys() {
        let kind = name == "@odata.type" && shape.name == LOCATION.name;
        let known =
            shape.properties.contains(&name.as_str()) && !READ_ONLY.contains(&name.as_str());
        if !known && !kind {
            return Err(malformed(ask, &format!("'{name}' cannot be set")));
        }
    }
    if text(body, "displayName").is_none_or(str::is_empty) {
        return Err(malformed(ask, "displayName is missing"));
    }
    if shape.name == POLICY.name {
        check_policy(ask, body)?;
    } else if new {
        let kinds = [
            "#microsoft.graph.ipNamedLocation",
            "#microsoft.graph.countryNamedLocation",
        ];
        if !text(body, "@odata.type").is_some_and(|kind| kinds.contains(&kind)) {
            return Err(malformed(ask, "@odata.type is missing"));
        }
    }
    let mut row = body.clone();
    for name in shape
        .properties
        .iter()
        .filter(|_| shape.name == POLICY.name)
    {
        row.entry(*name).or_insert(Value::Null);
    }
    Ok(row)
}

fn check_policy(ask: &Ask<'_>, body: &Map<String, Value>) -> Result<(), Reply> {
    let state = text(body, "state").unwrap_or_default();
    if !["enabled", "disabled", "enabledForReportingButNotEnforced"].contains(&state) {
        return Err(malformed(ask, "state is missing or unknown"));
    }
    if state == "enabled" && ask.contents().security_defaults {
        let text = "Security Defaults is enabled in the tenant. You must disable Security defaults \
                    before enabling a Conditional Access policy.";
        return Err(ask.refuse(400, "BadRequest", text));
    }
    let conditions = body.get("conditions").unwrap_or(&Value::Null);
    for part in ["users", "applications", "clientAppTypes"] {
        // Workloads are named instead of users.
        let instead = part == "users" && !conditions["clientApplications"].is_null();
        if conditions[part].is_null() && !instead {
            return Err(malformed(ask, &format!("conditions.{part} is missing")));
        }
    }
    let set = |name: &str| body.get(name).is_some_and(|value| !value.is_null());
    if !set("grantControls") && !set("sessionControls") {
        return Err(malformed(ask, "neither grantControls nor sessionControls"));
    }
    let listed = |name: &str| {
        conditions[name]
            .as_array()
            .is_some_and(|all| !all.is_empty())
    };
    let risks = listed("userRiskLevels") || listed("signInRiskLevels");
    if risks && !ask.contents().p2 {
        return Err(ask.premium_missing());
    }
    check_password_change(ask, body, conditions)?;
    check_references(ask, conditions)
}

/// Only with a second factor, for risky users, everywhere.
fn check_password_change(
    ask: &Ask<'_>,
    body: &Map<String, Value>,
    conditions: &Value,
) -> Result<(), Reply> {
    let grant = body.get("grantControls").unwrap_or(&Value::Null);
    let holds = |all: &Value, one: &str| {
        all.as_array()
            .is_some_and(|all| all.iter().any(|it| it == one))
    };
    if !holds(&grant["builtInControls"], "passwordChange") {
        return Ok(());
    }
    let everywhere = holds(&conditions["applications"]["includeApplications"], "All");
    let risky = conditions["userRiskLevels"]
        .as_array()
        .is_some_and(|all| !all.is_empty());
    let both = grant["operator"] == "AND" && holds(&grant["builtInControls"], "mfa");
    if everywhere && risky && both {
        Ok(())
    } else {
        Err(malformed(
            ask,
            "passwordChange needs mfa, user risk and all applications",
        ))
    }
}

/// Part, kind, what is known, and words that stand for many.
type Place<'a> = (&'a str, &'a str, &'a dyn Fn(Uuid) -> bool, &'a [&'a str]);

/// Everything that a policy names must be there.
fn check_references(ask: &Ask<'_>, conditions: &Value) -> Result<(), Reply> {
    let directory = ask.directory();
    let holdings = &directory.holdings;
    let user = |id: Uuid| directory.user_number(id).is_some() || directory.account(id).is_some();
    let group = |id: Uuid| {
        directory.group(id).is_some() || directory.crowd.number(Kind::Group, id).is_some()
    };
    let app = |id: Uuid| directory.service_principal(id).is_some();
    let location = |id: Uuid| {
        holdings
            .locations
            .iter()
            .any(|row| row["id"] == id.to_string())
    };
    let role = |id: Uuid| crate::partner::roles::is_known(id);
    let places: [Place<'_>; 5] = [
        (
            "users",
            "Users",
            &user,
            &["All", "None", "GuestsOrExternalUsers"],
        ),
        ("users", "Groups", &group, &[]),
        ("users", "Roles", &role, &[]),
        (
            "applications",
            "Applications",
            &app,
            &["All", "None", "Office365", "MicrosoftAdminPortals"],
        ),
        ("locations", "Locations", &location, &["All", "AllTrusted"]),
    ];
    for (part, kind, known, words) in places {
        for side in ["include", "exclude"] {
            let named = conditions[part][format!("{side}{kind}")].as_array();
            for one in named.into_iter().flatten() {
                let word = one.as_str().unwrap_or_default();
                let there = word.parse().is_ok_and(known);
                if !words.contains(&word) && !there {
                    let text = format!("{side}{kind} names '{word}', which does not exist");
                    return Err(malformed(ask, &text));
                }
            }
        }
    }
    Ok(())
}
