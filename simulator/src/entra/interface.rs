//! What a token can be asked for: an interface of Microsoft's, or one that an app offers.

use crate::directory::Application;
use crate::directory::permissions::resource_named;
use crate::entra::client::registration;
use crate::entra::problem::{Problem, missing, other};
use crate::world::{Tenant, World};
use serde_json::{Value, json};
use uuid::Uuid;

/// A token names no more groups than this.
const MOST_GROUPS: usize = 200;

pub(super) struct Interface {
    pub app_id: Uuid,
    /// What tokens are made out to.
    pub audience: String,
    /// Permissions of an app on behalf of a person.
    pub scopes: Vec<String>,
    pub owner: Owner,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// Its tokens are of version 1, and nobody else's business.
    Microsoft,
    /// An app takes tokens of version 2, made out to its id.
    App,
}

/// What the words of a scope ask for.
pub(super) struct Wanted<'a> {
    pub resource: &'a str,
    pub permissions: Vec<&'a str>,
}

/// By an address or an id.
pub(super) fn interface_named(world: &World, asked: &str) -> Option<Interface> {
    if let Some(known) = resource_named(asked) {
        return Some(Interface {
            app_id: known.app_id,
            audience: known
                .audiences
                .first()
                .copied()
                .unwrap_or_default()
                .to_owned(),
            scopes: known.scopes.iter().map(|it| (*it).to_owned()).collect(),
            owner: Owner::Microsoft,
        });
    }
    let asked = asked.trim_end_matches('/');
    let id = asked.strip_prefix("api://").unwrap_or(asked);
    let app = registration(world, id.parse().ok()?)?;
    (!app.offers.is_empty()).then(|| Interface {
        app_id: app.app_id,
        audience: app.app_id.to_string(),
        scopes: app.offers.clone(),
        owner: Owner::App,
    })
}

/// The same, as far as the tenant knows it.
pub(super) fn interface_in(
    world: &World,
    tenant: &Tenant,
    asked: &str,
) -> Result<Interface, Problem> {
    let known = interface_named(world, asked)
        .filter(|found| tenant.directory.service_principal(found.app_id).is_some());
    known.ok_or_else(|| {
        let text = format!(
            "The resource principal named {asked} was not found in the tenant named {}. This can happen if the \
             application has not been installed by the administrator of the tenant.",
            tenant.name
        );
        other("invalid_resource", 500_011, text)
    })
}

/// A token is for one interface: the words of a scope that are not `OpenID`'s own must agree on it.
pub(super) fn wanted(scope: &str) -> Result<Wanted<'_>, Problem> {
    const OF_OPENID: [&str; 4] = ["openid", "profile", "email", "offline_access"];
    let words = scope
        .split_whitespace()
        .filter(|word| !OF_OPENID.contains(word));
    // A bare name is a permission of Graph.
    let parts = words.map(|word| {
        word.rsplit_once('/')
            .unwrap_or(("https://graph.microsoft.com", word))
    });
    let parts: Vec<(&str, &str)> = parts.collect();
    let (resource, _) = *parts.first().ok_or_else(|| missing("scope"))?;
    if parts.iter().any(|(other, _)| *other != resource) {
        let text = format!(
            "Provided value for the input parameter scope is not valid because it contains more than one resource. \
             Scope {scope} is not valid."
        );
        return Err(other("invalid_request", 28_000, text));
    }
    let permissions = parts.into_iter().map(|(_, permission)| permission);
    Ok(Wanted {
        resource,
        permissions: permissions.collect(),
    })
}

/// Names the security groups of a person at home, if the app's registration says so. Nothing when there
/// are none; too many are named by the place where they can be asked for.
pub(super) fn name_groups(
    world: &World,
    app: &Application,
    tenant: Uuid,
    person: Uuid,
    claims: &mut Value,
) {
    let Some(home) = world.tenants.get(&tenant).filter(|_| app.names_groups) else {
        return;
    };
    let directory = &home.directory;
    let groups = directory.groups_of(person).into_iter();
    let security = |id: &Uuid| directory.group(*id).is_some_and(|it| it.security_enabled);
    let groups: Vec<Uuid> = groups.filter(security).collect();
    if groups.len() > MOST_GROUPS {
        let place = format!("https://graph.windows.net/{tenant}/users/{person}/getMemberObjects");
        claims["_claim_names"] = json!({"groups": "src1"});
        claims["_claim_sources"] = json!({"src1": {"endpoint": place}});
    } else if !groups.is_empty() {
        claims["groups"] = json!(groups);
    }
}

/// How an app knows a person: not as any other app does.
pub(super) fn subject(app: Uuid, person: Uuid) -> String {
    Uuid::new_v5(&app, person.as_bytes()).simple().to_string()
}
