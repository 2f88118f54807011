//! `/oauth2PermissionGrants`: permissions of apps on behalf of all users.

use crate::directory::ScopeGrant;
use crate::directory::permissions::resource;
use crate::graph::directory::applications::MANAGERS;
use crate::graph::directory::ask::{Answered, Ask};
use crate::graph::directory::query::Shape;
use crate::journal::Act;
use crate::wire::Reply;
use serde_json::{Value, json};
use uuid::Uuid;

const READ: [&str; 4] = [
    "DelegatedPermissionGrant.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "Application.Read.All",
];
const WRITE: [&str; 2] = [
    "DelegatedPermissionGrant.ReadWrite.All",
    "Directory.ReadWrite.All",
];

const SHAPE: Shape = Shape {
    filterable: &["clientId", "resourceId", "consentType", "id"],
    ..Shape::new(
        "oAuth2PermissionGrant",
        "oauth2PermissionGrants",
        &[
            "id",
            "clientId",
            "consentType",
            "principalId",
            "resourceId",
            "scope",
        ],
    )
};

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    Some(match (ask.method(), path) {
        ("GET", ["oauth2PermissionGrants"]) => list(ask),
        ("POST", ["oauth2PermissionGrants"]) => create(ask),
        ("PATCH", ["oauth2PermissionGrants", id]) => change(ask, id),
        ("DELETE", ["oauth2PermissionGrants", id]) => delete(ask, id),
        (_, ["oauth2PermissionGrants", ..]) => Err(ask.not_allowed()),
        _ => return None,
    })
}

fn row(grant: &ScopeGrant) -> Value {
    json!({
        "id": grant.id,
        "clientId": grant.client,
        "consentType": "AllPrincipals",
        "principalId": null,
        "resourceId": grant.resource,
        "scope": grant.scope,
    })
}

fn list(ask: &mut Ask<'_>) -> Answered {
    ask.needs(&READ)?;
    let rows: Vec<Value> = ask.directory().apps.scope_grants.iter().map(row).collect();
    ask.list(&SHAPE, rows.len(), |_, place| rows.get(place).cloned())
}

/// Words that the interface offers.
fn checked(ask: &Ask<'_>, target: Uuid, scope: &str) -> Result<String, Reply> {
    let interface = ask
        .directory()
        .apps
        .principals
        .get(&target)
        .map(|principal| principal.app_id);
    let known = interface
        .and_then(resource)
        .ok_or_else(|| ask.not_found(&target.to_string()))?;
    match scope
        .split_whitespace()
        .find(|word| !known.scopes.contains(word))
    {
        Some(strange) => Err(ask.bad(&format!(
            "The scope '{strange}' does not exist on the resource."
        ))),
        None => Ok(scope.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

fn create(ask: &mut Ask<'_>) -> Answered {
    ask.needs_role(&WRITE, &MANAGERS)?;
    let body = ask.body()?;
    let id = |name: &str| {
        body[name]
            .as_str()
            .and_then(|text| text.parse::<Uuid>().ok())
    };
    let (Some(client), Some(target)) = (id("clientId"), id("resourceId")) else {
        return Err(ask.bad("A value is required for properties 'clientId' and 'resourceId'."));
    };
    if body["consentType"] != "AllPrincipals" {
        return Err(ask.bad("Only the consentType 'AllPrincipals' is granted here."));
    }
    let now = ask.now;
    let known = ask.directory().apps.principals.get(&client);
    if known.is_none_or(|it| it.visible_from > now) {
        return Err(ask.not_found(&client.to_string()));
    }
    let scope = checked(ask, target, body["scope"].as_str().unwrap_or_default())?;
    let same = |grant: &ScopeGrant| grant.client == client && grant.resource == target;
    if ask.directory().apps.scope_grants.iter().any(same) {
        let text = "Permission entry already exists.";
        return Err(ask.refuse(409, "Request_MultipleObjectsWithSameKeyValue", text));
    }
    let delay = ask.world.dice.between(1, 15);
    let from = ask.world.clock.in_seconds(delay);
    let (tenant, dice) = ask.changing()?;
    let made = ScopeGrant {
        id: dice.token(43),
        client,
        resource: target,
        scope,
        from,
    };
    let row = row(&made);
    let id = made.id.clone();
    tenant.directory.apps.scope_grants.push(made);
    ask.did(Act::Created, "oauth2PermissionGrant", id);
    ask.one(201, &SHAPE, row)
}

fn change(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs_role(&WRITE, &MANAGERS)?;
    let body = ask.body()?;
    let found = ask
        .directory()
        .apps
        .scope_grants
        .iter()
        .find(|grant| grant.id == id)
        .map(|grant| grant.resource);
    let target = found.ok_or_else(|| ask.not_found(id))?;
    let scope = checked(ask, target, body["scope"].as_str().unwrap_or_default())?;
    let grants = &mut ask.changing()?.0.directory.apps.scope_grants;
    if let Some(grant) = grants.iter_mut().find(|grant| grant.id == id) {
        grant.scope = scope;
    }
    ask.did(Act::Changed, "oauth2PermissionGrant", id.to_owned());
    Ok(Reply::empty(204))
}

fn delete(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs_role(&WRITE, &MANAGERS)?;
    let grants = &mut ask.changing()?.0.directory.apps.scope_grants;
    let before = grants.len();
    grants.retain(|grant| grant.id != id);
    if grants.len() == before {
        return Err(ask.not_found(id));
    }
    ask.did(Act::Deleted, "oauth2PermissionGrant", id.to_owned());
    Ok(Reply::empty(204))
}
