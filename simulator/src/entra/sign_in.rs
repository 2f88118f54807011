//! `/oauth2/v2.0/authorize`: a person signs in, and the browser carries a code back to the app.

use crate::directory::Account;
use crate::entra::admit::{Person, check_account, check_consent};
use crate::entra::client::registration;
use crate::entra::problem::{
    Problem, invalid_grant, invalid_request, missing, unknown_app, unknown_tenant,
};
use crate::entra::token::{Code, check_reach};
use crate::page::{Form, escaped, note, page, sign_in_fields};
use crate::wire::{Reply, Request};
use crate::world::World;
use std::collections::BTreeMap;
use url::Url;
use uuid::Uuid;

/// So long is a code good.
const CODE_SECONDS: i64 = 600;

/// What people fill in or press; the rest of the form is what the app asked.
const TYPED: [&str; 5] = ["username", "password", "second_factor", "choice", "offered"];

/// What an app asks for by sending a browser here.
struct Asked {
    app: Uuid,
    name: String,
    redirect_uri: Url,
    fields: BTreeMap<String, String>,
}

pub(super) fn answer(world: &mut World, tenant: &str, request: &Request) -> Reply {
    let fields = match request.method.as_str() {
        "GET" => request.query.iter().cloned().collect(),
        "POST" => request.form(),
        _ => return Reply::empty(405),
    };
    let outcome = asked(world, tenant, fields).map(|asked| {
        if request.method == "POST" {
            sign_in(world, tenant, &asked)
        } else {
            form(world, tenant, &asked, "")
        }
    });
    outcome.unwrap_or_else(|problem| sorry(&problem))
}

/// Problems that must not be sent to an address that may not be the app's.
pub(super) fn sorry(problem: &Problem) -> Reply {
    page(
        problem.status,
        "Sorry, but we're having trouble signing you in",
        &note(&problem.described()),
    )
}

fn asked(world: &World, tenant: &str, fields: BTreeMap<String, String>) -> Result<Asked, Problem> {
    if fields.contains_key("amr_values") {
        return Err(invalid_request(
            901_002,
            "The 'amr_values' request parameter is not supported.",
        ));
    }
    if !matches!(tenant, "common" | "organizations") && world.find_tenant(tenant).is_none() {
        return Err(unknown_tenant(tenant));
    }
    let field = |name: &str| fields.get(name).filter(|value| !value.is_empty());
    let named = field("client_id").ok_or_else(|| missing("client_id"))?;
    let home = world
        .find_tenant(tenant)
        .map_or_else(Uuid::nil, |tenant| tenant.id);
    let app = named
        .parse()
        .ok()
        .and_then(|id| registration(world, id))
        .ok_or_else(|| unknown_app(named, home))?;
    let redirect_uri = registered(&app.redirect_uris, field("redirect_uri"))?;
    check_reach(world, world.find_tenant(tenant).map(|it| it.id), app.app_id)?;
    if field("response_type").map(String::as_str) != Some("code") {
        let text = "The response_type is not supported for the application.";
        return Err(Problem {
            error: "unsupported_response_type",
            ..invalid_request(700_054, text)
        });
    }
    field("scope").ok_or_else(|| missing("scope"))?;
    if let Some(way) = field("code_challenge_method")
        && way != "S256"
    {
        return Err(invalid_request(
            501_491,
            "The Code_Challenge method parameter is not supported.",
        ));
    }
    Ok(Asked {
        app: app.app_id,
        name: app.display_name.clone(),
        redirect_uri,
        fields,
    })
}

/// Letter for letter one of those that are registered.
pub(super) fn registered(known: &[String], asked: Option<&String>) -> Result<Url, Problem> {
    let asked = asked.ok_or_else(|| invalid_request(900_971, "No reply address provided."))?;
    if known.is_empty() {
        return Err(invalid_request(
            500_113,
            "No reply address is registered for the application.",
        ));
    }
    let found = known
        .iter()
        .find(|known| *known == asked)
        .and_then(|known| Url::parse(known).ok());
    found.ok_or_else(|| {
        let text = format!(
            "The redirect URI '{asked}' specified in the request does not match the redirect URIs configured for \
             the application."
        );
        invalid_request(50_011, text)
    })
}

fn form(world: &World, tenant: &str, asked: &Asked, trouble: &str) -> Reply {
    let mut form = Form::to(&format!("/{tenant}/oauth2/v2.0/authorize"));
    for (name, value) in &asked.fields {
        if !TYPED.contains(&name.as_str()) {
            form = form.hidden(name, value);
        }
    }
    let typed = asked.fields.get("username");
    let hint = typed
        .or_else(|| asked.fields.get("login_hint"))
        .map(String::as_str)
        .unwrap_or_default();
    let form = sign_in_fields(form, hint)
        .button("choice", "sign-in", "Sign in")
        .button("choice", "cancel", "Cancel");
    let form = offered(world, tenant).fold(form, |form, (account, title)| {
        form.offer("offered", &account.name, title)
    });
    let words = format!(
        "<p>to continue to <strong>{}</strong></p>\n{}{}",
        escaped(&asked.name),
        note(trouble),
        form.done()
    );
    page(200, "Sign in", &words)
}

/// Who can be signed in without anything being typed.
fn offered<'a>(world: &'a World, tenant: &str) -> impl Iterator<Item = (&'a Account, &'a str)> {
    let home = world.find_tenant(tenant).map(|it| it.id);
    let homes = world
        .tenants
        .values()
        .filter(move |it| home.is_none_or(|home| home == it.id));
    let accounts = homes.flat_map(|home| home.directory.people.accounts.values());
    let mut offered: Vec<_> = accounts
        .filter_map(|account| Some((account, account.offered_as.as_deref()?)))
        .collect();
    offered.sort_by_key(|(account, title)| (*title, &account.name));
    offered.into_iter()
}

fn sign_in(world: &mut World, tenant: &str, asked: &Asked) -> Reply {
    let state = asked.fields.get("state");
    if asked.fields.get("choice").map(String::as_str) == Some("cancel") {
        let text = "AADSTS65004: User declined to consent to access the app.";
        return back(
            &asked.redirect_uri,
            &[("error", "access_denied"), ("error_description", text)],
            state,
        );
    }
    let person = match authenticate(world, &asked.fields) {
        Ok(person) => person,
        Err(problem) => return form(world, tenant, asked, &problem.described()),
    };
    let signed_in_at = world
        .find_tenant(tenant)
        .map_or(person.home, |tenant| tenant.id);
    let scope = asked
        .fields
        .get("scope")
        .map(String::as_str)
        .unwrap_or_default();
    let admitted = check_account(world, person, signed_in_at)
        .and_then(|()| check_consent(world, signed_in_at, asked.app, scope));
    if let Err(problem) = admitted {
        return form(world, tenant, asked, &problem.described());
    }
    let text = format!("1.{}", world.dice.token(80));
    let field = |name: &str| asked.fields.get(name).cloned();
    let code = Code {
        tenant: signed_in_at,
        app: asked.app,
        person,
        redirect_uri: field("redirect_uri").unwrap_or_default(),
        challenge: field("code_challenge"),
        scope: field("scope").unwrap_or_default(),
        nonce: field("nonce"),
        expires: world.clock.in_seconds(CODE_SECONDS),
        redeemed: false,
    };
    world.entra.codes.insert(text.clone(), code);
    back(&asked.redirect_uri, &[("code", &text)], state)
}

/// Who filled in the form, when account and password are right.
pub(crate) fn authenticate(
    world: &World,
    fields: &BTreeMap<String, String>,
) -> Result<Person, Problem> {
    let pressed = fields.get("offered");
    let name = pressed.or_else(|| fields.get("username"));
    let name = name.map(String::as_str).unwrap_or_default();
    let mut homes = world.tenants.values();
    let found = homes.find_map(|home| {
        home.directory
            .account_named(name)
            .map(|account| (home.id, account))
    });
    let Some((home, account)) = found else {
        return Err(invalid_grant(
            50_034,
            format!("The user account {name} does not exist."),
        ));
    };
    let is_offered = pressed.is_some() && account.offered_as.is_some();
    if !is_offered && fields.get("password") != Some(&account.password) {
        return Err(invalid_grant(
            50_126,
            "Error validating credentials due to invalid username or password.",
        ));
    }
    if !account.enabled {
        return Err(invalid_grant(50_057, "The user account is disabled."));
    }
    let completes = is_offered || fields.contains_key("second_factor");
    let mfa = account.second_factor && completes;
    Ok(Person {
        id: account.id,
        home,
        mfa,
    })
}

/// Sends the browser to the app's address, with an answer in it.
pub(super) fn back(to: &Url, answer: &[(&str, &str)], state: Option<&String>) -> Reply {
    let mut to = to.clone();
    to.query_pairs_mut().extend_pairs(answer);
    if let Some(state) = state {
        to.query_pairs_mut().append_pair("state", state);
    }
    Reply::redirect(to.as_str())
}
