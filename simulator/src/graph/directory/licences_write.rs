//! `/users/{id}/assignLicense`: all of it, or nothing.

use crate::directory::{Kind, Uncounted};
use crate::graph::directory::ask::{Answered, Ask};
use crate::graph::directory::{user_rows, users};
use crate::journal::Act;
use crate::wire::Reply;
use serde_json::{Value, json};
use uuid::Uuid;

const ASSIGN: [&str; 3] = [
    "LicenseAssignment.ReadWrite.All",
    "User.ReadWrite.All",
    "Directory.ReadWrite.All",
];
/// License Administrator, User Administrator, Global Administrator.
const MANAGERS: [&str; 3] = [
    "4d6ac14f-3453-41d0-bef9-a3e0c569773a",
    "fe930be7-5e62-47db-91af-98c3a49a38b1",
    "62e90394-69f5-4237-9190-012177145e10",
];

/// What is to be so, once it has been checked.
struct Change {
    number: u32,
    /// All that the user has by itself from then on.
    given: Vec<Uuid>,
    added: Vec<Uuid>,
    removed: Vec<Uuid>,
}

pub(super) fn assign(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs_role(&ASSIGN, &MANAGERS)?;
    let body = ask.body()?;
    let add = products(ask, &body, "addLicenses")?;
    let remove = products(ask, &body, "removeLicenses")?;
    let number = users::find(ask, id)?;
    if add.iter().any(|product| remove.contains(product)) {
        return Err(ask.bad("The same license cannot be both added and removed."));
    }
    let row = user_rows::row(ask, number as usize).unwrap_or(Value::Null);
    let before = ask.tenant().given_to(number);
    let removed = check_removed(ask, number, &before, remove)?;
    let added: Vec<Uuid> = add.into_iter().filter(|it| !before.contains(it)).collect();
    for product in &added {
        check_added(ask, number, &row, *product)?;
    }
    let mut given = before;
    given.retain(|product| !removed.contains(product));
    given.extend(&added);
    check_together(ask, number, &given)?;
    let change = Change {
        number,
        given,
        added,
        removed,
    };
    carry_out(ask, &change)?;
    let row = user_rows::row(ask, number as usize).unwrap_or(Value::Null);
    ask.one(200, &users::SHAPE, row)
}

/// Both lists must be there, and may be empty.
fn products(ask: &Ask<'_>, body: &Value, list: &str) -> Result<Vec<Uuid>, Reply> {
    let missing = || ask.bad(&format!("The parameter '{list}' is missing or no list."));
    let all = body[list].as_array().ok_or_else(missing)?;
    let id = |entry: &Value| {
        let id = entry["skuId"].as_str().or(entry.as_str());
        let id = id.and_then(|id| id.parse::<Uuid>().ok());
        let id = id.ok_or_else(|| ask.bad("Invalid value specified for property 'skuId'."))?;
        if ask.tenant().products().contains(&id) {
            return Ok(id);
        }
        Err(ask.bad(&format!(
            "License {id} does not correspond to a valid company License."
        )))
    };
    all.iter().map(id).collect()
}

fn check_removed(
    ask: &Ask<'_>,
    number: u32,
    before: &[Uuid],
    remove: Vec<Uuid>,
) -> Result<Vec<Uuid>, Reply> {
    for product in &remove {
        if before.contains(product) {
            continue;
        }
        let mut inherited = ask.tenant().inherited_by(number).into_iter();
        let why = if inherited.any(|(id, _)| id == *product) {
            "User license is inherited from a group membership and it cannot be removed directly from the user."
        } else {
            "User does not have a corresponding license."
        };
        return Err(ask.bad(why));
    }
    Ok(remove)
}

fn check_added(ask: &Ask<'_>, number: u32, row: &Value, product: Uuid) -> Result<(), Reply> {
    let Some(country) = row["usageLocation"].as_str() else {
        return Err(
            ask.bad("License assignment cannot be done for user with invalid usage location.")
        );
    };
    let tenant = ask.tenant();
    let rule = tenant.directory.licensing.rules.get(&product);
    if rule.is_some_and(|rule| rule.not_in.iter().any(|it| it == country)) {
        let why = format!(
            "License assignment failed because service plan {product} is not offered there."
        );
        let code = "ProhibitedInUsageLocationViolation";
        return Err(ask.bad_in(&why, code, "usageLocation"));
    }
    let inherited = tenant.inherited_by(number);
    let held = inherited.iter().any(|(id, _)| *id == product);
    if !held && tenant.consumed(product) >= tenant.seats(product) {
        let why = format!("Subscription with SKU {product} does not have any available licenses.");
        return Err(ask.bad(&why));
    }
    Ok(())
}

/// What goes together, with all that the user then has.
fn check_together(ask: &Ask<'_>, number: u32, given: &[Uuid]) -> Result<(), Reply> {
    let tenant = ask.tenant();
    let inherited = tenant.inherited_by(number);
    let inherited = inherited.iter().map(|(product, _)| *product);
    let all: Vec<Uuid> = given.iter().copied().chain(inherited).collect();
    for product in &all {
        let Some(rule) = tenant.directory.licensing.rules.get(product) else {
            continue;
        };
        if let Some(needed) = rule.needs.filter(|needed| !all.contains(needed)) {
            return Err(ask.bad(&format!(
                "License assignment failed because service plan {product} depends on the service plan(s) {needed}."
            )));
        }
        if let Some(excluded) = rule.excludes.filter(|excluded| all.contains(excluded)) {
            return Err(ask.bad(&format!(
                "License assignment failed because service plans {product}, {excluded} are mutually exclusive."
            )));
        }
    }
    Ok(())
}

fn carry_out(ask: &mut Ask<'_>, change: &Change) -> Result<(), Reply> {
    let delay = ask.world.dice.lasting(2, 30);
    let (now, until) = (ask.now, ask.now.saturating_add(delay).unwrap_or(ask.now));
    let directory = &mut ask.changing()?.0.directory;
    let user = directory.crowd.id(Kind::User, change.number);
    let (added, removed) = (change.added.iter(), change.removed.iter());
    let moved = added.map(|id| (id, 1)).chain(removed.map(|id| (id, -1)));
    directory.licensing.uncounted.retain(|it| it.until > now);
    directory
        .licensing
        .uncounted
        .extend(moved.map(|(id, by)| Uncounted {
            product: *id,
            by,
            until,
        }));
    if !change.added.is_empty() || !change.removed.is_empty() {
        let given = change.given.iter();
        let given: Value = given
            .map(|id| json!({"skuId": id, "disabledPlans": []}))
            .collect();
        directory.crowd.change(Kind::User, change.number, |all| {
            all.fields.insert("assignedLicenses".to_owned(), given);
        });
    }
    for product in &change.removed {
        ask.did(Act::Deleted, "licence", format!("{user}/{product}"));
    }
    for product in &change.added {
        ask.did(Act::Created, "licence", format!("{user}/{product}"));
    }
    Ok(())
}
