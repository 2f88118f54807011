//! Teams apps: the organisation's catalogue, and what users have installed.

use super::ask::{Answered, Ask};
use super::office::{Office, text};
use super::package::manifest;
use super::query::Shape;
use super::{user_rows, users};
use crate::directory::Allowance;
use crate::directory::TeamsApp;
use crate::journal::Act;
use crate::wire::Reply;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use uuid::Uuid;

const READ: &[&str] = &["AppCatalog.Read.All", "AppCatalog.ReadWrite.All"];
const SUBMIT: &[&str] = &["AppCatalog.Submit", "AppCatalog.ReadWrite.All"];
const INSTALL: &[&str] = &[
    "TeamsAppInstallation.ReadWriteSelfForUser.All",
    "TeamsAppInstallation.ReadWriteForUser.All",
    "TeamsAppInstallation.ReadWriteAndConsentForUser.All",
    "TeamsAppInstallation.ManageSelectedForUser.All",
];
const INSTALLS: Allowance = Allowance {
    name: "teams installs",
    units: 30,
    seconds: 1,
};
const REMOVALS: Allowance = Allowance {
    name: "teams removals",
    units: 15,
    seconds: 1,
};

const APP: Shape = Shape {
    filterable: &["id", "externalId", "displayName", "distributionMethod"],
    expandable: &["appDefinitions"],
    ..Shape::new(
        "teamsApp",
        "appCatalogs/teamsApps",
        &["id", "externalId", "displayName", "distributionMethod"],
    )
};
const INSTALLATION: Shape = Shape {
    usual: &["id"],
    filterable: &["teamsApp/externalId", "teamsApp/id"],
    expandable: &[
        "teamsApp",
        "teamsAppDefinition",
        "teamsApp,teamsAppDefinition",
    ],
    ..Shape::new(
        "userScopeTeamsAppInstallation",
        "installedApps",
        &["id", "teamsApp/externalId", "teamsApp/id"],
    )
};

fn object(app: &TeamsApp) -> Value {
    json!({
        "id": app.id,
        "externalId": app.external_id,
        "displayName": app.display_name,
        "distributionMethod": "organization",
    })
}

fn definition(app: &TeamsApp) -> Value {
    let state = if app.published {
        "published"
    } else {
        "submitted"
    };
    json!({
        "id": STANDARD.encode(format!("{}##{}", app.id, app.version)),
        "teamsAppId": app.id,
        "displayName": app.display_name,
        "version": app.version,
        "publishingState": state,
    })
}

fn licensed(ask: &Ask<'_>) -> Result<(), Reply> {
    if ask.contents().teams {
        Ok(())
    } else {
        let text = "Failed to get license information for the user. Ensure user has a valid \
                    Office365 license assigned to them.";
        Err(ask.refuse(403, "Forbidden", text))
    }
}

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    Some(match (ask.method(), path) {
        ("GET", ["appCatalogs", "teamsApps"]) => list(ask),
        ("POST", ["appCatalogs", "teamsApps"]) => publish(ask),
        ("DELETE", ["appCatalogs", "teamsApps", id]) => withdraw(ask, id),
        (_, ["users", id, "teamwork", "installedApps", rest @ ..]) => installed(ask, id, rest),
        _ => return None,
    })
}

fn list(ask: &mut Ask<'_>) -> Answered {
    ask.admit(&[READ, SUBMIT].concat(), Office::Anybody)?;
    licensed(ask)?;
    let places = ask.directory().holdings.catalogue.len();
    ask.list(&APP, places, |ask, place| {
        let app = ask.directory().holdings.catalogue.get(place)?;
        let mut row = object(app);
        row["appDefinitions"] = json!([definition(app)]);
        Some(row)
    })
}

/// Problems of the package come as a success with an error inside.
fn unreadable(ask: &Ask<'_>) -> Reply {
    let id = ask.request.id;
    let body = json!({"error": {
        "code": "BadRequest",
        "message": "Bad Request",
        "innerError": {
            "code": "UnableToParseTeamsAppManifest",
            "message": "Unable to parse the Teams app manifest.",
            "request-id": id,
            "client-request-id": id,
        },
    }});
    Reply::json(200, &body)
}

fn publish(ask: &mut Ask<'_>) -> Answered {
    let review = ask.request.query_value("requiresReview") == Some("true");
    let office = if review {
        Office::Anybody
    } else {
        Office::Teams
    };
    let permissions = if review {
        SUBMIT
    } else {
        &["AppCatalog.ReadWrite.All"]
    };
    ask.admit(permissions, office)?;
    licensed(ask)?;
    if ask.request.header("content-type") != Some("application/zip") {
        let text = "The Content-Type must be application/zip.";
        return Err(ask.refuse(415, "UnsupportedMediaType", text));
    }
    let manifest = manifest(&ask.request.body).ok_or_else(|| unreadable(ask))?;
    let name = manifest["name"]["short"]
        .as_str()
        .filter(|name| name.len() <= 30);
    let id = manifest["id"]
        .as_str()
        .filter(|id| id.parse::<Uuid>().is_ok());
    let (Some(external), Some(name), Some(version)) = (id, name, manifest["version"].as_str())
    else {
        return Err(unreadable(ask));
    };
    let catalogue = &ask.directory().holdings.catalogue;
    if catalogue.iter().any(|app| app.external_id == external) {
        let text = "App with same id already exists in the tenant.";
        return Err(ask.refuse(409, "Conflict", text));
    }
    let app = TeamsApp {
        id: ask.world.dice.uuid(),
        external_id: external.to_owned(),
        display_name: name.to_owned(),
        version: version.to_owned(),
        published: !review,
    };
    let (row, id) = (object(&app), app.id);
    ask.changing()?.0.directory.holdings.catalogue.push(app);
    ask.did(Act::Created, "teamsApp", id.to_string());
    let at = format!(
        "{}v1.0/appCatalogs/teamsApps/{id}",
        ask.world.endpoints.graph
    );
    Ok(ask.thing(201, APP.set, &row).header("Location", at))
}

fn withdraw(ask: &mut Ask<'_>, id: &str) -> Answered {
    ask.admit(&["AppCatalog.ReadWrite.All"], Office::Teams)?;
    let catalogue = &mut ask.changing()?.0.directory.holdings.catalogue;
    let before = catalogue.len();
    catalogue.retain(|app| app.id.to_string() != id);
    if catalogue.len() == before {
        return Err(no_app(ask));
    }
    ask.did(Act::Deleted, "teamsApp", id.to_owned());
    Ok(Reply::empty(204))
}

fn no_app(ask: &Ask<'_>) -> Reply {
    ask.refuse(404, "NotFound", "No app found with the specified id.")
}

/// The user, when Teams may be had by it.
fn member(ask: &Ask<'_>, key: &str) -> Result<Uuid, Reply> {
    let number = users::find(ask, key)?;
    let row = user_rows::row(ask, number as usize).ok_or_else(|| ask.not_found(key))?;
    licensed(ask)?;
    if row["assignedLicenses"].as_array().is_none_or(Vec::is_empty) {
        let text = "The user is not licensed for Teams.";
        return Err(ask.refuse(403, "Forbidden", text));
    }
    let id = row["id"].as_str().and_then(|id| id.parse().ok());
    id.ok_or_else(|| ask.not_found(key))
}

/// `/users/{id}/teamwork/installedApps` and below.
fn installed(ask: &mut Ask<'_>, key: &str, path: &[&str]) -> Answered {
    ask.admit(INSTALL, Office::Anybody)?;
    let method = ask.request.method.as_str().to_owned();
    match (method.as_str(), path) {
        ("POST", []) => ask.spend(INSTALLS, true)?,
        ("DELETE", [_]) => ask.spend(REMOVALS, true)?,
        _ => {}
    }
    let user = member(ask, key)?;
    match (method.as_str(), path) {
        ("GET", []) => of_user(ask, user),
        ("POST", []) => install(ask, user),
        ("POST", [id, "upgrade"]) => {
            find(ask, user, id)?;
            Ok(Reply::empty(204))
        }
        ("DELETE", [id]) => {
            find(ask, user, id)?;
            let all = ask
                .changing()?
                .0
                .directory
                .holdings
                .installed
                .entry(user)
                .or_default();
            all.retain(|(own, _)| own != id);
            ask.did(Act::Deleted, "teamsAppInstallation", (*id).to_owned());
            Ok(Reply::empty(204))
        }
        _ => Err(ask.not_allowed()),
    }
}

fn find(ask: &Ask<'_>, user: Uuid, id: &str) -> Result<(), Reply> {
    let all = ask.directory().holdings.installed.get(&user);
    let known = all.is_some_and(|all| all.iter().any(|(own, _)| own == id));
    if known { Ok(()) } else { Err(no_app(ask)) }
}

fn of_user(ask: &mut Ask<'_>, user: Uuid) -> Answered {
    let holdings = &ask.directory().holdings;
    let rows: Vec<Value> = holdings
        .installed
        .get(&user)
        .into_iter()
        .flatten()
        .filter_map(|(id, app)| {
            let app = holdings.catalogue.iter().find(|known| known.id == *app)?;
            Some(
                json!({"id": id, "teamsApp/externalId": app.external_id, "teamsApp/id": app.id,
                "teamsApp": object(app), "teamsAppDefinition": definition(app)}),
            )
        })
        .collect();
    ask.list(&INSTALLATION, rows.len(), |_, place| {
        rows.get(place).cloned()
    })
}

fn install(ask: &mut Ask<'_>, user: Uuid) -> Answered {
    let body = ask.fields()?;
    let bound = text(&body, "teamsApp@odata.bind").unwrap_or_default();
    let id = bound
        .rsplit_once("/appCatalogs/teamsApps/")
        .map(|(_, id)| id);
    let id = id.map(|id| id.trim_matches(['(', ')', '\'']).to_owned());
    let id = id.ok_or_else(|| ask.bad("teamsApp@odata.bind is missing or names no app."))?;
    let holdings = &ask.directory().holdings;
    let app = holdings
        .catalogue
        .iter()
        .find(|app| app.id.to_string() == id);
    let app = app.ok_or_else(|| no_app(ask))?;
    if !app.published {
        let text = "The app is not available in the catalog.";
        return Err(ask.refuse(403, "Forbidden", text));
    }
    let app = app.id;
    let all = holdings.installed.get(&user);
    if all.is_some_and(|all| all.iter().any(|(_, own)| *own == app)) {
        let text = "App already installed";
        return Err(ask.refuse(409, "Conflict", text));
    }
    let id = STANDARD.encode(format!("{user}##{app}"));
    let installed = &mut ask.changing()?.0.directory.holdings.installed;
    installed.entry(user).or_default().push((id.clone(), app));
    ask.did(Act::Created, "teamsAppInstallation", id);
    Ok(Reply::empty(201))
}
