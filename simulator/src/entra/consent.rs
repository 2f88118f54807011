//! `/adminconsent`: an administrator consents to an app for the whole tenant.

use crate::directory::RequiredAccess;
use crate::directory::permissions::resource;
use crate::entra::client::registration;
use crate::entra::interface::interface_named;
use crate::entra::problem::{Problem, invalid_request, missing, unknown_app, unknown_tenant};
use crate::entra::sign_in::{authenticate, back, registered, sorry};
use crate::journal::{Act, Deed};
use crate::page::{Form, escaped, note, page, sign_in_fields};
use crate::wire::{Reply, Request};
use crate::world::World;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use url::Url;
use uuid::Uuid;

/// May consent to anything.
const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";
/// May as well, roles of apps included.
const PRIVILEGED_ROLE_ADMINISTRATOR: &str = "e8611ab8-c189-46e8-94e1-60213ab1f814";

struct Asked {
    app: Uuid,
    name: String,
    multi_tenant: bool,
    needed: Vec<RequiredAccess>,
    redirect_uri: Url,
    /// As asked for; the older address has none.
    scope: Option<String>,
    fields: BTreeMap<String, String>,
}

/// `with_scope`: the newer address, which demands to be told what for.
pub(super) fn answer(
    world: &mut World,
    tenant: &str,
    with_scope: bool,
    request: &Request,
) -> Reply {
    let fields = match request.method.as_str() {
        "GET" => request.query.iter().cloned().collect(),
        "POST" => request.form(),
        _ => return Reply::empty(405),
    };
    let outcome = asked(world, tenant, with_scope, fields).map(|asked| {
        let action = request.path.as_str();
        if request.method == "POST" {
            decide(world, tenant, action, &asked)
        } else {
            form(action, &asked, "")
        }
    });
    outcome.unwrap_or_else(|problem| sorry(&problem))
}

fn asked(
    world: &World,
    tenant: &str,
    with_scope: bool,
    fields: BTreeMap<String, String>,
) -> Result<Asked, Problem> {
    if !matches!(tenant, "common" | "organizations") && world.find_tenant(tenant).is_none() {
        return Err(unknown_tenant(tenant));
    }
    let field = |name: &str| fields.get(name).filter(|value| !value.is_empty());
    let named = field("client_id").ok_or_else(|| missing("client_id"))?;
    let app = named.parse().ok().and_then(|id| registration(world, id));
    let app = app.ok_or_else(|| unknown_app(named, Uuid::nil()))?;
    let redirect_uri = registered(&app.redirect_uris, field("redirect_uri"))?;
    let scope = field("scope").cloned();
    if with_scope && scope.is_none() {
        return Err(missing("scope"));
    }
    let needed = match &scope {
        Some(scope) => needed_of(world, scope, &app.required)?,
        None => app.required.clone(),
    };
    let (name, multi_tenant) = (app.display_name.clone(), app.multi_tenant);
    Ok(Asked {
        app: app.app_id,
        name,
        multi_tenant,
        needed,
        redirect_uri,
        scope,
        fields,
    })
}

/// `…/.default` stands for all that the registration says; anything else for itself.
fn needed_of(
    world: &World,
    scope: &str,
    required: &[RequiredAccess],
) -> Result<Vec<RequiredAccess>, Problem> {
    let mut needed: Vec<RequiredAccess> = Vec::new();
    for word in scope.split_whitespace() {
        let (resource, permission) = word
            .rsplit_once('/')
            .unwrap_or(("https://graph.microsoft.com", word));
        if permission == ".default" {
            return Ok(required.to_vec());
        }
        let Some(resource) = interface_named(world, resource) else {
            return Err(invalid_request(
                650_053,
                format!("The scope '{word}' doesn't exist on the resource."),
            ));
        };
        let resource_app_id = resource.app_id;
        let scopes = vec![permission.to_owned()];
        needed.push(RequiredAccess {
            resource_app_id,
            roles: Vec::new(),
            scopes,
        });
    }
    Ok(needed)
}

fn form(action: &str, asked: &Asked, trouble: &str) -> Reply {
    let mut form = Form::to(action);
    for (name, value) in &asked.fields {
        if !["username", "password", "second_factor", "choice"].contains(&name.as_str()) {
            form = form.hidden(name, value);
        }
    }
    let typed = asked.fields.get("username").map(String::as_str);
    let form = sign_in_fields(form, typed.unwrap_or_default())
        .button("choice", "accept", "Accept")
        .button("choice", "cancel", "Cancel");
    let mut words = format!(
        "<p><strong>{}</strong> asks for these permissions:</p>\n",
        escaped(&asked.name)
    );
    for needed in &asked.needed {
        list(&mut words, needed, "by itself", &needed.roles);
        list(&mut words, needed, "for people", &needed.scopes);
    }
    words.push_str("<p>Accepting gives them for the whole organization.</p>\n");
    words.push_str(&note(trouble));
    page(200, "Permissions requested", &(words + &form.done()))
}

/// The permissions of one kind at one resource.
fn list(words: &mut String, needed: &RequiredAccess, way: &str, permissions: &[String]) {
    if permissions.is_empty() {
        return;
    }
    let name = resource(needed.resource_app_id).map_or("Another app", |known| known.name);
    let _ = writeln!(words, "<h2>{name}, {way}</h2>\n<ul>");
    for permission in permissions {
        let _ = writeln!(words, "<li>{}</li>", escaped(permission));
    }
    words.push_str("</ul>\n");
}

fn decide(world: &mut World, tenant: &str, action: &str, asked: &Asked) -> Reply {
    let state = asked.fields.get("state");
    let refused = |error: &str, subcode: Option<&str>, text: &str| {
        // "True" although it is not: an address without an error is what says yes.
        let mut answer = vec![
            ("admin_consent", "True"),
            ("error", error),
            ("error_description", text),
        ];
        answer.extend(subcode.map(|subcode| ("error_subcode", subcode)));
        back(&asked.redirect_uri, &answer, state)
    };
    if asked.fields.get("choice").map(String::as_str) != Some("accept") {
        let text = "AADSTS65004: User declined to consent to access the app.";
        return refused("access_denied", Some("cancel"), text);
    }
    let person = match authenticate(world, &asked.fields) {
        Ok(person) => person,
        Err(problem) => return form(action, asked, &problem.described()),
    };
    let place = world
        .find_tenant(tenant)
        .map_or(person.home, |tenant| tenant.id);
    let account = world
        .tenants
        .get(&person.home)
        .and_then(|home| home.directory.account(person.id));
    let may = account.is_some_and(|account| {
        [GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR]
            .iter()
            .any(|role| account.roles.contains(*role))
    });
    if place != person.home || !may {
        let text =
            "AADSTS90094: An administrator of the organization must consent to the application.";
        return refused("permission_denied", None, text);
    }
    if let Err(problem) = consent(
        world,
        place,
        asked.app,
        &asked.name,
        asked.multi_tenant,
        &asked.needed,
    ) {
        return refused(problem.error, None, &problem.described());
    }
    if world
        .entra
        .switches
        .misleading_consents
        .contains(&asked.app)
    {
        let text = "AADSTS650051: The service principal name is already present for the tenant.";
        return refused("invalid_client", None, text);
    }
    let place = place.to_string();
    let mut answer = vec![("admin_consent", "True"), ("tenant", place.as_str())];
    answer.extend(asked.scope.as_deref().map(|scope| ("scope", scope)));
    back(&asked.redirect_uri, &answer, state)
}

/// Gives the app what it needs in a tenant. It takes a while until all servers know.
pub(crate) fn consent(
    world: &mut World,
    tenant: Uuid,
    app: Uuid,
    name: &str,
    multi_tenant: bool,
    needed: &[RequiredAccess],
) -> Result<(), Problem> {
    let (least, most) = world.entra.propagation;
    let from = world.clock.in_seconds(world.dice.between(least, most));
    let at = world.clock.now();
    let World {
        tenants,
        dice,
        journal,
        ..
    } = world;
    let place = tenants
        .get_mut(&tenant)
        .ok_or_else(|| unknown_tenant(&tenant.to_string()))?;
    if !multi_tenant && place.directory.application(app).is_none() {
        return Err(unknown_app(&app.to_string(), tenant));
    }
    for needed in needed {
        let RequiredAccess {
            resource_app_id,
            roles,
            scopes,
        } = needed;
        let given =
            place
                .directory
                .consent(dice, (app, name), *resource_app_id, roles, scopes, from);
        given.map_err(|error| invalid_request(650_052, error.to_string()))?;
    }
    journal.did(Deed {
        at,
        act: Act::Created,
        kind: "consent",
        id: app.to_string(),
        tenant,
        customer: None,
        by_app: None,
    });
    Ok(())
}
