//! People are made, changed, and put into the bin.

use crate::directory::{Kind, Removal};
use crate::graph::directory::ask::{Answered, Ask};
use crate::graph::directory::{user_rows, users};
use crate::journal::Act;
use crate::wire::Reply;
use serde_json::{Map, Value, json};

const WRITE: [&str; 2] = ["User.ReadWrite.All", "Directory.ReadWrite.All"];
const SWITCH: [&str; 3] = [
    "User.EnableDisableAccount.All",
    "User.ReadWrite.All",
    "Directory.ReadWrite.All",
];
const REVOKE: [&str; 3] = [
    "User.RevokeSessions.All",
    "User.ReadWrite.All",
    "Directory.ReadWrite.All",
];
pub(super) const REMOVE: [&str; 2] = ["User.DeleteRestore.All", "User.ReadWrite.All"];
/// User Administrator, Global Administrator.
pub(super) const MANAGERS: [&str; 2] = ["fe930be7-5e62-47db-91af-98c3a49a38b1", GLOBAL];
const GLOBAL: &str = "62e90394-69f5-4237-9190-012177145e10";

/// What may be said of somebody, and is text.
const TEXTS: [&str; 12] = [
    "displayName",
    "givenName",
    "surname",
    "jobTitle",
    "department",
    "companyName",
    "officeLocation",
    "mobilePhone",
    "city",
    "country",
    "preferredLanguage",
    "employeeId",
];
/// What is only the cloud's, also of those who come from the customer's own machines.
const OF_THE_CLOUD: &str = "usageLocation";

pub(super) fn create(ask: &mut Ask<'_>) -> Answered {
    ask.needs_role(&WRITE, &MANAGERS)?;
    let body = ask.body()?;
    let mut fields = blank(ask);
    for name in ["displayName", "mailNickname", "userPrincipalName"] {
        fields.insert(name.to_owned(), json!(ask.text(&body, name)?));
    }
    let Some(enabled) = body["accountEnabled"].as_bool() else {
        return Err(
            ask.bad("A value is required for property 'accountEnabled' of resource 'User'.")
        );
    };
    fields.insert("accountEnabled".to_owned(), json!(enabled));
    let password = ask.text(&body["passwordProfile"], "password")?;
    for (name, value) in body.as_object().into_iter().flatten() {
        match name.as_str() {
            "accountEnabled" | "mailNickname" | "userPrincipalName" | "passwordProfile" => {}
            _ => drop(fields.insert(name.clone(), said(ask, name, value)?)),
        }
    }
    check_name(ask, &body)?;
    check_password(ask, &password)?;
    let name = body["userPrincipalName"].as_str().unwrap_or_default();
    check_free(ask, name)?;
    let delay = ask.world.dice.lasting(1, 10);
    let visible_from = ask.now.saturating_add(delay).ok();
    let crowd = &mut ask.changing()?.0.directory.crowd;
    let number = crowd.add_user(fields);
    crowd.change(Kind::User, number, |change| {
        change.visible_from = visible_from;
        change.password = Some(password);
    });
    let id = crowd.id(Kind::User, number);
    ask.did(Act::Created, "user", id.to_string());
    let row = user_rows::recorded(ask, number as usize).unwrap_or(Value::Null);
    ask.one(201, &users::SHAPE, row)
}

/// Somebody of whom nothing is known yet.
fn blank(ask: &Ask<'_>) -> Map<String, Value> {
    let unknown = users::SHAPE.properties.iter();
    let unknown = unknown.filter(|name| **name != "id");
    let mut fields: Map<String, Value> = unknown
        .map(|name| ((*name).to_owned(), Value::Null))
        .collect();
    for list in [
        "businessPhones",
        "proxyAddresses",
        "otherMails",
        "assignedLicenses",
    ] {
        fields.insert(list.to_owned(), json!([]));
    }
    fields.insert("userType".to_owned(), json!("Member"));
    for instant in ["createdDateTime", "signInSessionsValidFromDateTime"] {
        fields.insert(instant.to_owned(), json!(ask.now));
    }
    fields
}

/// A value that somebody may give to a property.
fn said(ask: &Ask<'_>, name: &str, value: &Value) -> Result<Value, Reply> {
    let invalid = || {
        let text = format!("Invalid value specified for property '{name}' of resource 'User'.");
        ask.bad_in(&text, "InvalidValue", name)
    };
    let of_text = TEXTS.contains(&name);
    if name == OF_THE_CLOUD {
        let country =
            |text: &&str| text.len() == 2 && text.bytes().all(|it| it.is_ascii_uppercase());
        let country = value.as_str().filter(country);
        return country.map(|text| json!(text)).ok_or_else(invalid);
    }
    if !of_text && name != "accountEnabled" {
        return Err(ask.bad("One or more property values specified are invalid."));
    }
    let fits = match value {
        Value::String(text) => of_text && !text.is_empty() && text.chars().count() <= 256,
        Value::Bool(_) => !of_text,
        Value::Null => of_text && name != "displayName",
        _ => false,
    };
    if fits {
        Ok(value.clone())
    } else {
        Err(invalid())
    }
}

fn check_name(ask: &Ask<'_>, body: &Value) -> Result<(), Reply> {
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    let nickname = text("mailNickname");
    if nickname.len() > 64
        || nickname.contains(|it: char| !it.is_ascii() || "@()\\[]\";:<>, ".contains(it))
    {
        let why = "Invalid value specified for property 'mailNickname' of resource 'User'.";
        return Err(ask.bad_in(why, "InvalidValue", "mailNickname"));
    }
    let name = text("userPrincipalName");
    let malformed = || {
        let why = "Property userPrincipalName is invalid.";
        ask.bad_in(why, "InvalidValue", "userPrincipalName")
    };
    let (local, domain) = name.split_once('@').ok_or_else(malformed)?;
    let fine = |it: char| it.is_ascii_alphanumeric() || "'.-_!#^~".contains(it);
    if local.is_empty() || local.len() > 64 || !local.chars().all(fine) || local.ends_with('.') {
        return Err(malformed());
    }
    let mut domains = ask.tenant().domains.iter();
    if domains.any(|known| known.eq_ignore_ascii_case(domain)) {
        return Ok(());
    }
    let why = "The domain portion of the userPrincipalName property is invalid. You must use one of the verified \
        domain names in your organization.";
    Err(ask.bad_in(why, "InvalidValue", "userPrincipalName"))
}

/// Three of four kinds of characters, and not too few of them.
fn check_password(ask: &Ask<'_>, password: &str) -> Result<(), Reply> {
    let kinds = [
        password.contains(|it: char| it.is_ascii_lowercase()),
        password.contains(|it: char| it.is_ascii_uppercase()),
        password.contains(|it: char| it.is_ascii_digit()),
        password.contains(|it: char| !it.is_ascii_alphanumeric()),
    ];
    let many = kinds.iter().filter(|it| **it).count() >= 3;
    if many && (8..=256).contains(&password.chars().count()) {
        return Ok(());
    }
    let why = "The specified password does not comply with password complexity requirements. Please provide a \
        different password.";
    Err(ask.bad_in(why, "InvalidPassword", "passwordProfile"))
}

/// Of all servers, the one that keeps names knows every name at once.
pub(super) fn check_free(ask: &Ask<'_>, name: &str) -> Result<(), Reply> {
    let taken = users::named(ask, name).is_some() || ask.directory().account_named(name).is_some();
    if !taken {
        return Ok(());
    }
    let why = "Another object with the same value for property userPrincipalName already exists.";
    Err(ask.bad_in(why, "ObjectConflict", "userPrincipalName"))
}

pub(super) fn update(ask: &mut Ask<'_>, id: &str) -> Answered {
    let body = ask.body()?;
    let Some(said_of) = body.as_object().filter(|body| !body.is_empty()) else {
        return Err(ask.bad("One or more property values specified are invalid."));
    };
    let only_switched = said_of.keys().all(|name| name == "accountEnabled");
    let permissions = if only_switched {
        &SWITCH[..]
    } else {
        &WRITE[..]
    };
    ask.needs_role(permissions, &MANAGERS)?;
    let number = users::find(ask, id)?;
    let row = user_rows::row(ask, number as usize).unwrap_or(Value::Null);
    let mut fields = Map::new();
    for (name, value) in said_of {
        let value = said(ask, name, value)?;
        if name != OF_THE_CLOUD {
            check_cloud_only(ask, &row)?;
        }
        if name == "accountEnabled" {
            check_ordinary(ask, number)?;
        }
        if row[name] != value {
            fields.insert(name.clone(), value);
        }
    }
    let user = row["id"].as_str().unwrap_or_default().to_owned();
    for name in fields.keys() {
        let what = match name.as_str() {
            "accountEnabled" => "signIn",
            OF_THE_CLOUD => OF_THE_CLOUD,
            _ => "user",
        };
        ask.did(Act::Changed, what, user.clone());
    }
    if !fields.is_empty() {
        let crowd = &mut ask.changing()?.0.directory.crowd;
        crowd.change(Kind::User, number, |change| change.fields.extend(fields));
    }
    Ok(Reply::empty(204))
}

/// What comes from the customer's own machines is changed there.
pub(super) fn check_cloud_only(ask: &Ask<'_>, row: &Value) -> Result<(), Reply> {
    if row["onPremisesSyncEnabled"] != json!(true) {
        return Ok(());
    }
    Err(ask.bad(
        "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects \
         currently undergoing migration.",
    ))
}

/// No app keeps those from signing in who hold an office, and only the highest administrator does.
pub(super) fn check_ordinary(ask: &Ask<'_>, number: u32) -> Result<(), Reply> {
    let change = ask.directory().crowd.change_of(Kind::User, number);
    let privileged = change.is_some_and(|change| !change.roles.is_empty());
    let caller = ask.caller.user.as_ref();
    let highest = caller.is_some_and(|user| user.directory_roles.contains(GLOBAL));
    if privileged && !highest {
        return Err(ask.denied());
    }
    Ok(())
}

pub(super) fn delete(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs_role(&REMOVE, &MANAGERS)?;
    let number = users::find(ask, id)?;
    let row = user_rows::row(ask, number as usize).unwrap_or(Value::Null);
    check_cloud_only(ask, &row)?;
    check_ordinary(ask, number)?;
    let now = ask.now;
    let crowd = &mut ask.changing()?.0.directory.crowd;
    crowd.change(Kind::User, number, |change| {
        change.removed = Some(Removal::Soft);
        change.removed_at = Some(now);
    });
    let user = crowd.id(Kind::User, number);
    ask.did(Act::Deleted, "user", user.to_string());
    Ok(Reply::empty(204))
}

pub(super) fn revoke_sessions(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs_role(&REVOKE, &MANAGERS)?;
    let number = users::find(ask, id)?;
    let now = ask.now;
    let crowd = &mut ask.changing()?.0.directory.crowd;
    crowd.change(Kind::User, number, |change| {
        let instant = "signInSessionsValidFromDateTime".to_owned();
        change.fields.insert(instant, json!(now));
    });
    let user = crowd.id(Kind::User, number);
    ask.did(Act::Changed, "sessions", user.to_string());
    let context = ask.context("Edm.Boolean");
    Ok(Reply::json(
        200,
        &json!({"@odata.context": context, "value": true}),
    ))
}
