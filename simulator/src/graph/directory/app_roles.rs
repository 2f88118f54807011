//! `…/appRoleAssignedTo` and `…/appRoleAssignments`: permissions of apps by themselves.

use crate::directory::AppRoleAssignment;
use crate::directory::permissions::{GRAPH, resource};
use crate::graph::directory::ask::{Answered, Ask};
use crate::graph::directory::query::Shape;
use crate::journal::Act;
use crate::wire::Reply;
use serde_json::{Value, json};
use uuid::Uuid;

const READ: [&str; 4] = [
    "Application.Read.All",
    "Application.ReadWrite.All",
    "Directory.Read.All",
    "AppRoleAssignment.ReadWrite.All",
];
const WRITE: [&str; 1] = ["AppRoleAssignment.ReadWrite.All"];
/// Who may give permissions of Graph: Privileged Role Administrator, Global Administrator.
const FOR_GRAPH: [&str; 2] = [
    "e8611ab8-c189-46e8-94e1-60213ab1f814",
    "62e90394-69f5-4237-9190-012177145e10",
];
/// Who may give those of other interfaces: the administrators of apps as well.
const FOR_OTHERS: [&str; 4] = [
    "e8611ab8-c189-46e8-94e1-60213ab1f814",
    "62e90394-69f5-4237-9190-012177145e10",
    "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
    "158c047a-c907-4556-b7ef-446551a6b5f7",
];

const SHAPE: Shape = Shape::new(
    "appRoleAssignment",
    "appRoleAssignments",
    &[
        "id",
        "principalId",
        "principalType",
        "resourceId",
        "appRoleId",
        "createdDateTime",
    ],
);

pub(super) fn answer(ask: &mut Ask<'_>, id: Uuid, path: &[&str]) -> Answered {
    match (ask.method(), path) {
        ("GET", [side]) => list(ask, id, *side == "appRoleAssignedTo"),
        ("POST", [_]) => create(ask),
        ("DELETE", [_, assignment]) => delete(ask, assignment),
        _ => Err(ask.not_allowed()),
    }
}

fn row(held: &AppRoleAssignment) -> Value {
    json!({
        "id": held.id,
        "principalId": held.principal,
        "principalType": "ServicePrincipal",
        "resourceId": held.resource,
        "appRoleId": held.app_role,
        "createdDateTime": held.from,
    })
}

/// Of an interface: who may use it; of an app: what it may use.
fn list(ask: &mut Ask<'_>, id: Uuid, of_resource: bool) -> Answered {
    ask.needs(&READ)?;
    let all = ask.directory().apps.role_assignments.iter();
    let ours = all.filter(|held| {
        if of_resource {
            held.resource == id
        } else {
            held.principal == id
        }
    });
    let rows: Vec<Value> = ours.map(row).collect();
    ask.list(&SHAPE, rows.len(), |_, place| rows.get(place).cloned())
}

fn create(ask: &mut Ask<'_>) -> Answered {
    if !ask.caller.may(&WRITE) {
        return Err(ask.denied());
    }
    let body = ask.body()?;
    let id = |name: &str| {
        body[name]
            .as_str()
            .and_then(|text| text.parse::<Uuid>().ok())
    };
    let (Some(principal), Some(target), Some(app_role)) =
        (id("principalId"), id("resourceId"), id("appRoleId"))
    else {
        return Err(ask.bad(
            "A value is required for properties 'principalId', 'resourceId' and 'appRoleId'.",
        ));
    };
    let now = ask.now;
    let known = |id: &Uuid| {
        let found = ask
            .directory()
            .apps
            .principals
            .get(id)
            .filter(|it| it.visible_from <= now);
        found.ok_or_else(|| ask.not_found(&id.to_string()))
    };
    known(&principal)?;
    let interface = known(&target)?.app_id;
    ask.needs_role(
        &WRITE,
        if interface == GRAPH {
            &FOR_GRAPH
        } else {
            &FOR_OTHERS
        },
    )?;
    if resource(interface)
        .and_then(|known| known.role_of(app_role))
        .is_none()
    {
        return Err(ask.bad("Permission being assigned was not found on application."));
    }
    let same = |held: &AppRoleAssignment| {
        held.principal == principal && held.resource == target && held.app_role == app_role
    };
    if ask.directory().apps.role_assignments.iter().any(same) {
        return Err(ask.bad("Permission being assigned already exists on the object"));
    }
    let delay = ask.world.dice.between(1, 15);
    let from = ask.world.clock.in_seconds(delay);
    let (tenant, dice) = ask.changing()?;
    let made = AppRoleAssignment {
        id: dice.token(43),
        principal,
        resource: target,
        app_role,
        from,
    };
    let row = row(&made);
    let id = made.id.clone();
    tenant.directory.apps.role_assignments.push(made);
    ask.did(Act::Created, "appRoleAssignment", id);
    ask.one(201, &SHAPE, row)
}

fn delete(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs_role(&WRITE, &FOR_OTHERS)?;
    let held = &mut ask.changing()?.0.directory.apps.role_assignments;
    let before = held.len();
    held.retain(|it| it.id != id);
    if held.len() == before {
        return Err(ask.not_found(id));
    }
    ask.did(Act::Deleted, "appRoleAssignment", id.to_owned());
    Ok(Reply::empty(204))
}
