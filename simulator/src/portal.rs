//! admin.microsoft.com: what the customer's administrators see.
//!
//! The invitation's address carries the relationship behind a `#`, which browsers keep to
//! themselves. The page behind it has a script that goes on from there, and asks for the id where no
//! script runs; the address with the id in the path leads straight to the approval.

use crate::entra;
use crate::page::{Form, escaped, note, page, page_with_script, sign_in_fields};
use crate::partner;
use crate::wire::{Reply, Request};
use crate::world::World;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use uuid::Uuid;

/// Whoever approves holds this role at home.
const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";
const INVITATIONS: &str = "/partners/invitation/granularAdminRelationships";
const PARTNERS: &str = "/partners";
const FOLLOW: &str = "/invitation.js";
/// Only to a path of this host: what stands behind the `#` begins with it.
const FOLLOWING: &str = "\
const place = \"#/partners/invitation/granularAdminRelationships/\";
if (location.hash.startsWith(place)) location.replace(location.hash.slice(1));
";

pub(crate) fn answer(world: &mut World, request: &Request) -> Reply {
    let segments = request.segments();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("GET", [] | ["AdminPortal", "Home"]) => front(),
        ("GET", ["invitation.js"]) => Reply::script(FOLLOWING),
        ("GET", ["partners", "invitation", "granularAdminRelationships"]) => {
            let id = request.query_value("id").unwrap_or_default().trim();
            let id = utf8_percent_encode(id, NON_ALPHANUMERIC);
            Reply::redirect(&format!("{INVITATIONS}/{id}"))
        }
        ("GET", ["partners", "invitation", "granularAdminRelationships", id]) => {
            invitation(world, id, "", "")
        }
        ("POST", ["partners", "invitation", "granularAdminRelationships", id]) => {
            decide(world, id, &request.form())
        }
        ("GET", ["partners"]) => sign_in_page("", ""),
        ("POST", ["partners"]) => manage(world, &request.form()),
        _ => page(
            404,
            "There is no such page",
            "<p>Go <a href=\"/\">to the beginning</a>.</p>\n",
        ),
    }
}

fn front() -> Reply {
    let text = format!(
        "<form action=\"{INVITATIONS}\" method=\"get\">\n\
         <label>Relationship (what stands behind the last slash of the invitation) \
         <input type=\"text\" name=\"id\" autocomplete=\"off\" spellcheck=\"false\" required></label>\n\
         <button>Look at the invitation</button>\n</form>\n\
         <p><a href=\"{PARTNERS}\">Partners and apps of an organization</a></p>\n"
    );
    page_with_script("Admin center", &text, FOLLOW)
}

/// `typed`: the account that was filled in before, with which there was trouble.
fn invitation(world: &World, id: &str, typed: &str, trouble: &str) -> Reply {
    let Some((from, relationship)) = partner::find_invitation(world, id) else {
        return page(
            404,
            "Approve partner roles",
            &note("There is no such invitation."),
        );
    };
    let name = world
        .tenants
        .get(&from)
        .map(|tenant| tenant.name.as_str())
        .unwrap_or_default();
    let mut text = format!(
        "<p><strong>{}</strong> asks for these roles in your organization, for {}:</p>\n<ul>\n",
        escaped(name),
        in_words(&relationship.terms.duration)
    );
    for role in &relationship.terms.roles {
        let _ = writeln!(
            text,
            "<li>{}</li>",
            escaped(&partner::roles::name_of(*role))
        );
    }
    text.push_str("</ul>\n");
    text.push_str(&note(trouble));
    let form = sign_in_fields(Form::to(&format!("{INVITATIONS}/{id}")), typed)
        .button("choice", "approve", "Approve all")
        .button("choice", "refuse-invitation", "Refuse");
    page(200, "Approve partner roles", &(text + &form.done()))
}

/// `P730D` is nothing for people.
fn in_words(duration: &str) -> String {
    let days = duration
        .strip_prefix('P')
        .and_then(|rest| rest.strip_suffix('D'))
        .and_then(|days| days.parse::<u32>().ok());
    days.map_or_else(|| escaped(duration), |days| format!("{days} days"))
}

fn decide(world: &mut World, id: &str, fields: &BTreeMap<String, String>) -> Reply {
    let typed = fields.get("username").map(String::as_str);
    let typed = typed.unwrap_or_default();
    let customer = match administrator(world, fields) {
        Ok(customer) => customer,
        Err(trouble) => return invitation(world, id, typed, &trouble),
    };
    let (done, words) = match fields.get("choice").map(String::as_str) {
        Some("approve") => (
            partner::approve(world, id, customer),
            "You approved the partner's roles.",
        ),
        Some("refuse-invitation") => (
            partner::refuse(world, id, customer),
            "You refused the invitation.",
        ),
        _ => (Err("Choose to approve or to refuse.".to_owned()), ""),
    };
    match done {
        Ok(()) => {
            let more = format!("<p><a href=\"{PARTNERS}\">Partners and apps</a></p>\n");
            let text = format!("<p>{words}</p>\n{more}");
            page(200, "Partner relationships", &text)
        }
        Err(trouble) => invitation(world, id, typed, &trouble),
    }
}

/// The tenant of a Global Administrator who signed in.
fn administrator(world: &World, fields: &BTreeMap<String, String>) -> Result<Uuid, String> {
    let person = entra::authenticate(world, fields).map_err(|problem| problem.described())?;
    let account = world
        .tenants
        .get(&person.home)
        .and_then(|home| home.directory.account(person.id));
    let may = account.is_some_and(|account| account.roles.contains(GLOBAL_ADMINISTRATOR));
    if may {
        Ok(person.home)
    } else {
        Err("Only a Global Administrator may do this.".to_owned())
    }
}

fn sign_in_page(typed: &str, trouble: &str) -> Reply {
    let form = sign_in_fields(Form::to(PARTNERS), typed).button("choice", "show", "Show");
    let text = "<p>Sign in to see what your organization gave to others.</p>\n".to_owned();
    page(
        200,
        "Partners and apps",
        &(text + &note(trouble) + &form.done()),
    )
}

/// Shows what the organization gave to others, and takes back what is asked for.
fn manage(world: &mut World, fields: &BTreeMap<String, String>) -> Reply {
    let tenant = match administrator(world, fields) {
        Ok(tenant) => tenant,
        Err(trouble) => {
            let typed = fields.get("username").map(String::as_str);
            return sign_in_page(typed.unwrap_or_default(), &trouble);
        }
    };
    let choice = fields.get("choice").map(String::as_str).unwrap_or_default();
    let done = match choice.split_once(' ') {
        Some(("remove", id)) => partner::remove_relationship(world, id, tenant),
        Some(("revoke", app)) => revoke(world, tenant, app),
        _ => Ok(()),
    };
    let now = world.clock.now();
    let mut shown = 0;
    let mut form = Form::to(PARTNERS);
    for name in ["username", "password", "second_factor"] {
        if let Some(value) = fields.get(name) {
            form = form.hidden(name, value);
        }
    }
    for relationship in world
        .partners
        .values()
        .flat_map(|partner| &partner.relationships)
    {
        let theirs = relationship
            .terms
            .customer
            .as_ref()
            .is_some_and(|customer| customer.tenant == tenant);
        if theirs && relationship.is_active(now) {
            let label = format!("Remove {}", relationship.terms.name);
            form = form.button("choice", &format!("remove {}", relationship.id), &label);
            shown += 1;
        }
    }
    let apps = world
        .tenants
        .get(&tenant)
        .map(|tenant| &tenant.directory.apps.principals);
    let registered = |app: &Uuid| {
        world
            .tenants
            .values()
            .any(|home| home.directory.application(*app).is_some())
    };
    for principal in apps
        .into_iter()
        .flat_map(|all| all.values())
        .filter(|it| registered(&it.app_id))
    {
        let label = format!("Revoke consent for {}", principal.display_name);
        form = form.button("choice", &format!("revoke {}", principal.app_id), &label);
        shown += 1;
    }
    let trouble = note(&done.err().unwrap_or_default());
    let words = match shown {
        0 => "<p>Your organization gave nothing to partners or apps.</p>\n",
        _ => "<p>What your organization gave to others, to be taken back:</p>\n",
    };
    page(200, "Partners and apps", &(trouble + words + &form.done()))
}

fn revoke(world: &mut World, tenant: Uuid, app: &str) -> Result<(), String> {
    let app = app
        .parse::<Uuid>()
        .map_err(|_| "There is no such app.".to_owned())?;
    let found = world
        .tenants
        .get_mut(&tenant)
        .is_some_and(|tenant| tenant.directory.revoke_consent(app));
    if found {
        Ok(())
    } else {
        Err("There is no such app.".to_owned())
    }
}
