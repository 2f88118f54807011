//! `/applications`: registrations in their home tenant, and their secrets.

use crate::directory::permissions::{resource, scope_id};
use crate::directory::{AppSecret, Application, RequiredAccess};
use crate::graph::directory::ask::{Answered, Ask};
use crate::graph::directory::query::Shape;
use crate::journal::{Act, Deed};
use crate::wire::Reply;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

const READ: [&str; 5] = [
    "Application.Read.All",
    "Application.ReadWrite.All",
    "Application.ReadWrite.OwnedBy",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
];
pub(super) const WRITE: [&str; 3] = [
    "Application.ReadWrite.All",
    "Application.ReadWrite.OwnedBy",
    "Directory.ReadWrite.All",
];
/// Application Administrator, Cloud Application Administrator, Global Administrator.
pub(super) const MANAGERS: [&str; 3] = [
    "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
    "158c047a-c907-4556-b7ef-446551a6b5f7",
    "62e90394-69f5-4237-9190-012177145e10",
];
/// So long until every server knows a new secret.
const UNTIL_USABLE: (i64, i64) = (5, 60);

const SHAPE: Shape = Shape {
    filterable: &["appId", "displayName", "id"],
    ..Shape::new(
        "application",
        "applications",
        &[
            "id",
            "appId",
            "displayName",
            "createdDateTime",
            "signInAudience",
            "groupMembershipClaims",
            "identifierUris",
            "web",
            "requiredResourceAccess",
            "passwordCredentials",
            "keyCredentials",
        ],
    )
};

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    Some(match (ask.method(), path) {
        ("GET", ["applications"]) => list(ask),
        ("POST", ["applications"]) => create(ask),
        ("GET", ["applications", id]) => one(ask, id),
        ("PATCH", ["applications", id]) => change(ask, id),
        ("DELETE", ["applications", id]) => delete(ask, id),
        ("POST", ["applications", id, "addPassword"]) => add_password(ask, id),
        ("POST", ["applications", id, "removePassword"]) => remove_password(ask, id),
        (_, ["applications", ..]) => Err(ask.not_allowed()),
        _ => {
            let app_id = path
                .first()?
                .strip_prefix("applications(appId='")?
                .strip_suffix("')")?;
            match (ask.method(), path.len()) {
                ("GET", 1) => by_app_id(ask, app_id),
                _ => Err(ask.not_allowed()),
            }
        }
    })
}

fn list(ask: &mut Ask<'_>) -> Answered {
    ask.needs(&READ)?;
    let ids: Vec<Uuid> = ask.directory().apps.applications.keys().copied().collect();
    ask.list(&SHAPE, ids.len(), |ask, place| {
        ask.directory().apps.applications.get(&ids[place]).map(row)
    })
}

fn find(ask: &Ask<'_>, id: &str) -> Result<Uuid, Reply> {
    let found = id
        .parse::<Uuid>()
        .ok()
        .filter(|id| ask.directory().apps.applications.contains_key(id));
    found.ok_or_else(|| ask.not_found(id))
}

fn one(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs(&READ)?;
    let row = row(&ask.directory().apps.applications[&find(ask, id)?]);
    ask.one(200, &SHAPE, row)
}

fn by_app_id(ask: &mut Ask<'_>, app_id: &str) -> Answered {
    ask.needs(&READ)?;
    let found = app_id
        .parse::<Uuid>()
        .ok()
        .and_then(|id| ask.directory().application(id));
    let row = row(found.ok_or_else(|| ask.not_found(app_id))?);
    ask.one(200, &SHAPE, row)
}

fn row(app: &Application) -> Value {
    let password = |secret: &AppSecret| {
        json!({"keyId": secret.key_id, "displayName": secret.display_name, "hint": hint(secret), "secretText": null,
            "startDateTime": secret.starts, "endDateTime": secret.ends})
    };
    let needed = |needed: &RequiredAccess| {
        let known = resource(needed.resource_app_id);
        let role =
            |name: &String| known.map(|known| json!({"id": known.role_id(name), "type": "Role"}));
        let scope = |name: &String| {
            Some(json!({"id": scope_id(needed.resource_app_id, name), "type": "Scope"}))
        };
        let all = needed
            .roles
            .iter()
            .filter_map(role)
            .chain(needed.scopes.iter().filter_map(scope));
        json!({"resourceAppId": needed.resource_app_id, "resourceAccess": all.collect::<Vec<_>>()})
    };
    json!({
        "id": app.object_id,
        "appId": app.app_id,
        "displayName": app.display_name,
        "createdDateTime": app.created,
        "signInAudience": if app.multi_tenant { "AzureADMultipleOrgs" } else { "AzureADMyOrg" },
        "groupMembershipClaims": app.names_groups.then_some("SecurityGroup"),
        "identifierUris": if app.offers.is_empty() { Vec::new() } else { vec![format!("api://{}", app.app_id)] },
        "web": {"redirectUris": app.redirect_uris},
        "requiredResourceAccess": app.required.iter().map(needed).collect::<Vec<_>>(),
        "passwordCredentials": app.secrets.iter().map(password).collect::<Vec<_>>(),
        "keyCredentials": [],
    })
}

fn hint(secret: &AppSecret) -> String {
    secret.text.chars().take(3).collect()
}

fn create(ask: &mut Ask<'_>) -> Answered {
    ask.needs_role(&WRITE, &MANAGERS)?;
    let body = ask.body()?;
    let name = ask.text(&body, "displayName")?;
    let audience = body["signInAudience"].as_str().unwrap_or("AzureADMyOrg");
    if ![
        "AzureADMyOrg",
        "AzureADMultipleOrgs",
        "AzureADandPersonalMicrosoftAccount",
    ]
    .contains(&audience)
    {
        return Err(ask.bad(&format!(
            "Invalid value '{audience}' specified for property 'signInAudience'."
        )));
    }
    let strings = |value: &Value| {
        let all = value.as_array().into_iter().flatten();
        all.filter_map(|it| it.as_str())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let required = required(ask, &body)?;
    let now = ask.now;
    let (tenant, dice) = ask.changing()?;
    let made = Application {
        object_id: dice.uuid(),
        app_id: dice.uuid(),
        display_name: name,
        created: now,
        multi_tenant: audience != "AzureADMyOrg",
        redirect_uris: strings(&body["web"]["redirectUris"]),
        secrets: Vec::new(),
        certificates: Vec::new(),
        federated: Vec::new(),
        required,
        offers: Vec::new(),
        names_groups: body["groupMembershipClaims"] == "SecurityGroup",
    };
    let row = row(&made);
    let id = made.object_id;
    tenant.directory.add_application(made);
    ask.did(Act::Created, "application", id.to_string());
    ask.one(201, &SHAPE, row)
}

/// What the app says that it needs: ids of permissions that the interface really offers.
fn required(ask: &Ask<'_>, body: &Value) -> Result<Vec<RequiredAccess>, Reply> {
    let mut all = Vec::new();
    for needed in body["requiredResourceAccess"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let invalid = || ask.bad("Property requiredResourceAccess.resourceAccess is invalid.");
        let id = |value: &Value| value.as_str().and_then(|text| text.parse::<Uuid>().ok());
        let resource_app_id = id(&needed["resourceAppId"]).ok_or_else(invalid)?;
        let known = resource(resource_app_id).ok_or_else(invalid)?;
        let mut access = RequiredAccess {
            resource_app_id,
            roles: Vec::new(),
            scopes: Vec::new(),
        };
        for one in needed["resourceAccess"].as_array().into_iter().flatten() {
            let id = id(&one["id"]).ok_or_else(invalid)?;
            match one["type"].as_str() {
                Some("Role") => access
                    .roles
                    .push(known.role_of(id).ok_or_else(invalid)?.to_owned()),
                Some("Scope") => access
                    .scopes
                    .push(known.scope_of(id).ok_or_else(invalid)?.to_owned()),
                _ => return Err(invalid()),
            }
        }
        all.push(access);
    }
    Ok(all)
}

/// What it is said to need from then on. What was consented to before stays as it was.
fn change(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs_role(&WRITE, &MANAGERS)?;
    let id = find(ask, id)?;
    let body = ask.body()?;
    if body["requiredResourceAccess"].is_array() {
        let required = required(ask, &body)?;
        let (tenant, _) = ask.changing()?;
        if let Some(app) = tenant.directory.apps.applications.get_mut(&id) {
            app.required = required;
        }
        ask.did(Act::Changed, "application", id.to_string());
    }
    Ok(Reply::empty(204))
}

fn delete(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs_role(&WRITE, &MANAGERS)?;
    let id = find(ask, id)?;
    let (tenant, _) = ask.changing()?;
    tenant.directory.apps.applications.remove(&id);
    ask.did(Act::Deleted, "application", id.to_string());
    Ok(Reply::empty(204))
}

fn add_password(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs_role(&WRITE, &MANAGERS)?;
    let id = find(ask, id)?;
    let body = ask.body()?;
    let credential = &body["passwordCredential"];
    let two_years = SignedDuration::from_hours(24 * 730);
    let ends = match credential["endDateTime"].as_str() {
        None => ask.now.saturating_add(two_years).unwrap_or(ask.now),
        Some(text) => text
            .parse::<Timestamp>()
            .map_err(|_| ask.bad("Invalid value specified for property 'endDateTime'."))?,
    };
    if ends <= ask.now {
        return Err(ask.bad("The end of a password credential is in the future."));
    }
    let display_name = credential["displayName"].as_str().map(str::to_owned);
    let delay = ask.world.dice.between(UNTIL_USABLE.0, UNTIL_USABLE.1);
    let usable_from = ask.world.clock.in_seconds(delay);
    let now = ask.now;
    let (tenant, dice) = ask.changing()?;
    let secret = AppSecret {
        key_id: dice.uuid(),
        display_name,
        text: dice.token(40),
        starts: now,
        ends,
        usable_from,
    };
    let answer = json!({
        "keyId": secret.key_id,
        "displayName": secret.display_name,
        "hint": hint(&secret),
        "secretText": secret.text,
        "startDateTime": secret.starts,
        "endDateTime": secret.ends,
    });
    if let Some(app) = tenant.directory.apps.applications.get_mut(&id) {
        app.secrets.push(secret);
    }
    Ok(Reply::json(200, &answer))
}

fn remove_password(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.needs_role(&WRITE, &MANAGERS)?;
    let id = find(ask, id)?;
    let key = ask.body()?["keyId"]
        .as_str()
        .and_then(|text| text.parse::<Uuid>().ok());
    let key = key.ok_or_else(|| ask.bad("Invalid value specified for property 'keyId'."))?;
    let app = ask.changing()?.0.directory.apps.applications.get_mut(&id);
    let before = app.as_ref().map_or(0, |app| app.secrets.len());
    if let Some(app) = app {
        app.secrets.retain(|secret| secret.key_id != key);
        if app.secrets.len() < before {
            return Ok(Reply::empty(204));
        }
    }
    Err(ask.bad("No password credential found with keyId."))
}

impl Ask<'_> {
    /// The body, which must be JSON and said to be.
    pub(crate) fn body(&self) -> Result<Value, Reply> {
        self.request
            .json()
            .ok_or_else(|| self.refuse(400, "BadRequest", "Unable to read JSON request payload."))
    }

    /// A text of the body that must not be empty.
    pub(crate) fn text(&self, body: &Value, name: &str) -> Result<String, Reply> {
        let found = body[name]
            .as_str()
            .map(str::trim)
            .filter(|text| !text.is_empty());
        let missing = || {
            self.bad(&format!(
                "A value is required for property '{name}' of resource."
            ))
        };
        found.map(str::to_owned).ok_or_else(missing)
    }

    /// Tells the journal what was really done.
    pub(crate) fn did(&mut self, act: Act, kind: &'static str, id: String) {
        let (at, tenant, app) = (self.now, self.caller.tenant, self.caller.app);
        self.world.journal.did(Deed {
            at,
            act,
            kind,
            id,
            tenant,
            customer: None,
            by_app: Some(app),
        });
    }
}
