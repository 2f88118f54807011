//! api.partnercenter.microsoft.com: who may ask, and the part that answers.
//!
//! Where the documents are silent:
//! - What was answered well under a request id is repeated for a day, for the same app, method and
//!   path; refusals are not kept.
//! - A second registration of a webhook by POST is 409; PUT replaces.
//! - A consent that is there already is 400 or 409, as chance has it: only the words are the same.
//! - A customer that was given up is gone from the list and can still be read by its id.
//! - Addresses of later pages carry the version without a filter, and do not carry it with one.

mod adoption;
mod audit;
mod consents;
pub(crate) mod customers;
mod invitation;
mod problem;
mod registration;
mod repeats;
pub(crate) mod subscriptions;
#[cfg(test)]
mod tests;
mod visit;

pub(crate) use problem::outage;

use super::PartnerKind;
use super::notary::CERTIFICATE_PATH;
use crate::entra::{self, Caller};
use crate::wire::{Reply, Request};
use crate::world::World;
use adoption::Adoption;
use jiff::Timestamp;
use problem::{Answered, bad, forbidden, no_second_factor, not_found, problem, unauthorized};
use repeats::Repeats;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use uuid::Uuid;
use visit::Visit;

/// What a token for Partner Center may be made out to.
const AUDIENCE: [&str; 2] = [
    "https://api.partnercenter.microsoft.com",
    "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd",
];

/// What Partner Center remembers of one partner, its customers aside.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct CenterState {
    #[serde(skip)]
    repeats: Repeats,
    adoption: BTreeMap<Uuid, Adoption>,
    /// When each app asked for consents, during the last second.
    #[serde(skip)]
    consents: BTreeMap<Uuid, VecDeque<Timestamp>>,
}

/// Whose token an operation wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    /// An app's own, or one with a user.
    Any,
    User,
    /// One with a user who is an admin agent.
    AdminAgent,
}

type Handler = fn(&mut Visit<'_>, &[&str]) -> Answered<Reply>;

pub(crate) fn answer(world: &mut World, request: &Request) -> Reply {
    if request.path == CERTIFICATE_PATH {
        return super::notary::certificate(world);
    }
    let Some(bearer) = request.bearer() else {
        return unauthorized("The request has no bearer token.");
    };
    match entra::caller(world, &AUDIENCE, bearer) {
        Ok(caller) => admitted(world, &caller, request),
        Err(why) => unauthorized(why),
    }
}

pub(super) fn admitted(world: &mut World, caller: &Caller, request: &Request) -> Reply {
    let compliant = caller.user.as_ref().is_none_or(|user| user.mfa);
    let reply = match check(world, caller, request, compliant) {
        Ok((handler, path)) => perform(world, caller, request, handler, &path),
        Err(refusal) => refusal,
    };
    let server = world.dice.between(1, 40);
    let vector = world.dice.token(16);
    let reply = reply
        .header("MS-CV", format!("{vector}.0"))
        .header("MS-ServerId", format!("10103{server:02}"));
    if caller.user.is_some() {
        reply.header("isMfaCompliant", compliant.to_string())
    } else {
        reply
    }
}

/// Whether the caller may ask this, and who answers.
fn check(
    world: &mut World,
    caller: &Caller,
    request: &Request,
    compliant: bool,
) -> Result<(Handler, Vec<String>), Reply> {
    let Some(partner) = world.partners.get_mut(&caller.tenant) else {
        return Err(forbidden("The tenant has no access to Partner Center."));
    };
    if partner.kind == PartnerKind::IndirectReseller {
        let text = "Indirect resellers have no access to the Partner Center API.";
        return Err(forbidden(text));
    }
    if caller.user.is_some() {
        let seen = partner.center.adoption.entry(caller.app).or_default();
        seen.count(request.at, compliant);
        if !compliant && partner.quirks.mfa_enforced {
            return Err(no_second_factor());
        }
        if partner.quirks.claims_demanded {
            return Err(problem::insufficient_claims());
        }
        if !caller.may(&["user_impersonation"]) {
            let text = "The token does not carry the scope user_impersonation.";
            return Err(forbidden(text));
        }
    }
    let path = request.segments();
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    let (access, handler) = route(request.method.as_str(), &parts)?;
    let agent = caller
        .user
        .as_ref()
        .map(|user| super::staff::is_admin_agent(world, caller.tenant, user.id));
    match (access, agent) {
        (Access::Any, _) | (Access::User, Some(_)) | (Access::AdminAgent, Some(true)) => {
            Ok((handler, path))
        }
        (Access::User | Access::AdminAgent, None) => Err(forbidden(
            "The operation needs the token of an app and a user.",
        )),
        (Access::AdminAgent, Some(false)) => {
            Err(forbidden("The user is not an admin agent of the partner."))
        }
    }
}

fn route(method: &str, path: &[&str]) -> Result<(Access, Handler), Reply> {
    use Access::{AdminAgent, Any, User};
    let found: (Access, Handler) = match (method, path) {
        ("GET", ["v1", "customers"]) => (Any, customers::list),
        ("GET", ["v1", "customers", "relationshiprequests"]) => (AdminAgent, invitation::get),
        ("GET", ["v1", "customers", _]) => (Any, customers::get),
        ("PATCH", ["v1", "customers", _]) => (AdminAgent, customers::update),
        ("GET", ["v1", "customers", _, "subscriptions"]) => (Any, subscriptions::list),
        ("GET", ["v1", "customers", _, "subscriptions", _]) => (Any, subscriptions::get),
        (
            "GET",
            [
                "v1",
                "customers",
                _,
                "subscriptions",
                _,
                "provisioningstatus",
            ],
        ) => (User, subscriptions::provisioning),
        ("POST", ["v1", "customers", _, "applicationconsents"]) => (User, consents::create),
        ("DELETE", ["v1", "customers", _, "applicationconsents", _]) => (User, consents::delete),
        ("GET", ["v1", "applicationmfaadoptionstatus"]) => (User, adoption::get),
        ("GET", ["webhooks", "v1", "registration"]) => (Any, registration::get),
        ("POST", ["webhooks", "v1", "registration"]) => (Any, registration::create),
        ("PUT", ["webhooks", "v1", "registration"]) => (Any, registration::replace),
        ("GET", ["webhooks", "v1", "registration", "events"]) => (Any, registration::events),
        ("POST", ["webhooks", "v1", "registration", "validationEvents"]) => {
            (Any, registration::send_test)
        }
        ("GET", ["webhooks", "v1", "registration", "validationEvents", _]) => {
            (Any, registration::test_outcome)
        }
        ("GET", ["auditactivity", "v1", "auditrecords", _]) => (Any, audit::get),
        (
            _,
            ["v1", "customers"]
            | ["v1", "customers", _]
            | [
                "v1",
                "customers",
                _,
                "subscriptions" | "applicationconsents",
            ]
            | [
                "v1",
                "customers",
                _,
                "subscriptions" | "applicationconsents",
                _,
            ]
            | ["webhooks", "v1", "registration"],
        ) => return Err(problem(405, "405", "The method is not allowed.")),
        _ => return Err(not_found("The resource does not exist.")),
    };
    Ok(found)
}

/// Does it, or repeats what was answered when the same was asked under the same request id.
fn perform(
    world: &mut World,
    caller: &Caller,
    request: &Request,
    handler: Handler,
    path: &[String],
) -> Reply {
    let id = match request.header("ms-requestid").map(str::parse::<Uuid>) {
        None => None,
        Some(Ok(id)) => Some(id),
        Some(Err(_)) => return bad("The header MS-RequestId is not a GUID."),
    };
    let changes = request.method.as_str() != "GET";
    let known = id.filter(|_| changes).and_then(|id| {
        let repeats = &world.partners.get(&caller.tenant)?.center.repeats;
        repeats.find(caller.app, id, request)
    });
    if let Some(reply) = known {
        return reply;
    }
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    let reply = handler(&mut Visit::new(world, caller, request), &parts);
    let reply = reply.unwrap_or_else(|refusal| refusal);
    if let Some(id) = id.filter(|_| changes && reply.status < 300)
        && let Some(partner) = world.partners.get_mut(&caller.tenant)
    {
        partner.center.repeats.keep(caller.app, id, request, &reply);
    }
    reply
}
