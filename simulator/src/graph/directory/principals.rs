//! `/servicePrincipals`: what stands for an app in this tenant, and what it offers.

use crate::directory::ServicePrincipal;
use crate::directory::permissions::{resource, scope_id};
use crate::graph::directory::app_roles;
use crate::graph::directory::applications::{MANAGERS, WRITE};
use crate::graph::directory::ask::{Answered, Ask};
use crate::graph::directory::query::Shape;
use crate::journal::Act;
use crate::wire::Reply;
use serde_json::{Value, json};
use uuid::Uuid;

const READ: [&str; 5] = [
    "Application.Read.All",
    "Application.ReadWrite.All",
    "Application.ReadWrite.OwnedBy",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
];

const SHAPE: Shape = Shape {
    filterable: &["appId", "displayName", "id"],
    ..Shape::new(
        "servicePrincipal",
        "servicePrincipals",
        &[
            "id",
            "appId",
            "displayName",
            "accountEnabled",
            "servicePrincipalType",
            "appOwnerOrganizationId",
            "appRoles",
            "oauth2PermissionScopes",
        ],
    )
};

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    let first = path.first()?;
    let by_app = first
        .strip_prefix("servicePrincipals(appId='")
        .and_then(|rest| rest.strip_suffix("')"));
    let rest = match (by_app, path) {
        (Some(_), [_, rest @ ..]) | (None, ["servicePrincipals", _, rest @ ..]) => rest,
        (None, ["servicePrincipals"]) => {
            return Some(match ask.method() {
                "GET" => list(ask),
                "POST" => create(ask),
                _ => Err(ask.not_allowed()),
            });
        }
        _ => return None,
    };
    let found = match by_app {
        Some(app) => app
            .parse::<Uuid>()
            .ok()
            .and_then(|app| visible(ask, |it| it.app_id == app)),
        None => path[1]
            .parse()
            .ok()
            .and_then(|id: Uuid| visible(ask, |it| it.id == id)),
    };
    let name = by_app
        .unwrap_or_else(|| path[path.len().min(2) - 1])
        .to_owned();
    Some(match found {
        None => Err(ask
            .needs(&READ)
            .err()
            .unwrap_or_else(|| ask.not_found(&name))),
        Some(id) => match (ask.method(), rest) {
            ("GET", []) => one(ask, id),
            ("DELETE", []) => delete(ask, id),
            (_, ["appRoleAssignedTo" | "appRoleAssignments", ..]) => {
                app_roles::answer(ask, id, rest)
            }
            _ => Err(ask.not_allowed()),
        },
    })
}

/// A principal that every server knows by now.
fn visible(ask: &Ask<'_>, wanted: impl Fn(&ServicePrincipal) -> bool) -> Option<Uuid> {
    let mut all = ask.directory().apps.principals.values();
    all.find(|it| wanted(it) && it.visible_from <= ask.now)
        .map(|it| it.id)
}

fn row(ask: &Ask<'_>, principal: &ServicePrincipal) -> Value {
    let known = resource(principal.app_id);
    let role = |name: &&str| {
        json!({"id": known.map(|it| it.role_id(name)), "value": name, "displayName": name, "isEnabled": true,
            "allowedMemberTypes": ["Application"]})
    };
    let scope = |name: &str| {
        json!({"id": scope_id(principal.app_id, name), "value": name, "isEnabled": true, "type": "Admin",
            "adminConsentDisplayName": name})
    };
    let home = ask
        .world
        .tenants
        .values()
        .find(|home| home.directory.application(principal.app_id).is_some());
    let app = home.and_then(|home| home.directory.application(principal.app_id));
    let offers = app.map_or(&[][..], |app| &app.offers).iter();
    let scopes = known.map_or(&[][..], |it| it.scopes).iter().copied();
    let scopes = scopes.chain(offers.map(String::as_str));
    json!({
        "id": principal.id,
        "appId": principal.app_id,
        "displayName": principal.display_name,
        "accountEnabled": principal.enabled,
        "servicePrincipalType": "Application",
        "appOwnerOrganizationId": home.map(|home| home.id),
        "appRoles": known.map_or(&[][..], |it| it.roles).iter().map(role).collect::<Vec<_>>(),
        "oauth2PermissionScopes": scopes.map(scope).collect::<Vec<_>>(),
    })
}

fn list(ask: &mut Ask<'_>) -> Answered {
    ask.needs(&READ)?;
    let now = ask.now;
    let all = ask
        .directory()
        .apps
        .principals
        .values()
        .filter(|it| it.visible_from <= now);
    let ids: Vec<Uuid> = all.map(|it| it.id).collect();
    ask.list(&SHAPE, ids.len(), |ask, place| {
        ask.directory()
            .apps
            .principals
            .get(&ids[place])
            .map(|principal| row(ask, principal))
    })
}

fn one(ask: &mut Ask<'_>, id: Uuid) -> Answered {
    ask.needs(&READ)?;
    let row = row(ask, &ask.directory().apps.principals[&id]);
    ask.one(200, &SHAPE, row)
}

fn create(ask: &mut Ask<'_>) -> Answered {
    ask.needs_role(&WRITE, &MANAGERS)?;
    let body = ask.body()?;
    let app = body["appId"]
        .as_str()
        .and_then(|text| text.parse::<Uuid>().ok());
    let app = app.ok_or_else(|| {
        ask.bad("A value is required for property 'appId' of resource 'ServicePrincipal'.")
    })?;
    if ask.directory().service_principal(app).is_some() {
        let text = format!(
            "The service principal cannot be created, updated, or restored because the service \
             principal name {app} is already in use."
        );
        return Err(ask.refuse(409, "Request_MultipleObjectsWithSameKeyValue", &text));
    }
    let home = ask
        .world
        .tenants
        .values()
        .find_map(|home| Some((home.id, home.directory.application(app)?)));
    let name = match (home, resource(app)) {
        (Some((home, found)), _) if found.multi_tenant || home == ask.id() => {
            found.display_name.clone()
        }
        (_, Some(known)) => known.name.to_owned(),
        _ => {
            let text = format!(
                "The appId '{app}' of the service principal does not reference a valid application object."
            );
            return Err(ask.refuse(400, "NoBackingApplicationObject", &text));
        }
    };
    let delay = ask.world.dice.between(1, 15);
    let visible_from = ask.world.clock.in_seconds(delay);
    let (tenant, dice) = ask.changing()?;
    let made = ServicePrincipal {
        id: dice.uuid(),
        app_id: app,
        display_name: name,
        enabled: true,
        visible_from,
    };
    tenant.directory.add_service_principal(made.clone());
    ask.did(Act::Created, "servicePrincipal", made.id.to_string());
    let row = row(ask, &made);
    ask.one(201, &SHAPE, row)
}

/// An app that deletes its own principal is a stranger here from then on.
fn delete(ask: &mut Ask<'_>, id: Uuid) -> Answered {
    ask.needs_role(&WRITE, &MANAGERS)?;
    let app = ask.directory().apps.principals[&id].app_id;
    ask.changing()?.0.directory.revoke_consent(app);
    ask.did(Act::Deleted, "servicePrincipal", id.to_string());
    Ok(Reply::empty(204))
}
