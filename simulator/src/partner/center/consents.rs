//! Consent that a partner gives in a customer's tenant for its own app, without the customer.
//!
//! All or nothing, delegated permissions only, once: what is there already is never added to.

use super::problem::{Answered, bad, forbidden, good, not_found, problem, throttled};
use super::visit::{Visit, field, text};
use crate::directory::permissions::PARTNER_CENTER;
use crate::journal::Act;
use crate::partner::relationship::later;
use crate::partner::roles::{APPLICATION_ADMINISTRATOR, CLOUD_APPLICATION_ADMINISTRATOR};
use crate::partner::{gdap_roles, has_gdap, staff};
use crate::wire::Reply;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// So many consents a second may an app ask for.
const PER_SECOND: usize = 50;
const SECOND: SignedDuration = SignedDuration::from_secs(1);

#[derive(Debug)]
struct Grant {
    resource: Uuid,
    scopes: Vec<String>,
}

pub(super) fn create(visit: &mut Visit<'_>, path: &[&str]) -> Answered<Reply> {
    let customer = tenant(visit, path)?;
    let body = visit.body()?;
    let app = text(&body, "applicationId").and_then(|id| id.parse::<Uuid>().ok());
    let app = app.ok_or_else(|| bad("The applicationId is missing or no GUID."))?;
    within_rate(visit, app)?;
    may_consent(visit, customer)?;
    let name = staff::multi_tenant_app(visit.world, app);
    let name = name.ok_or_else(|| bad("The application is not a multi-tenant application."))?;
    let grants = grants(&body)?;
    for grant in &grants {
        possible(visit, customer, grant)?;
    }
    for grant in &grants {
        if staff::has_grant(visit.world, customer, app, grant.resource) {
            // Both were seen for the same sentence.
            let status = if visit.world.dice.between(0, 1) == 0 {
                400
            } else {
                409
            };
            let code = status.to_string();
            return Err(problem(status, &code, "Permission entry already exists"));
        }
    }
    let never = visit.partner()?.quirks.consents_never_show;
    let (least, most) = visit.world.entra.propagation;
    let lag = SignedDuration::from_secs(visit.world.dice.between(least, most));
    let visible = if never {
        Timestamp::MAX
    } else {
        later(visit.now, lag)
    };
    let known = staff::principal_id(visit.world, customer, app).is_some();
    for grant in &grants {
        let made = staff::consent(
            visit.world,
            customer,
            (app, &name),
            (grant.resource, &grant.scopes),
            visible,
        );
        made.map_err(|why| bad(&why))?;
    }
    if let Some(principal) = staff::principal_id(visit.world, customer, app).filter(|_| !known) {
        visit.did(
            Act::Created,
            "servicePrincipal",
            &principal.to_string(),
            customer,
        );
    }
    visit.did(Act::Created, "consent", &app.to_string(), customer);
    let echoed: Vec<Value> = grants
        .iter()
        .map(|grant| {
            json!({"enterpriseApplicationId": grant.resource, "scope": grant.scopes.join(",")})
        })
        .collect();
    let shown = text(&body, "displayName").unwrap_or(&name);
    let body = json!({
        "applicationId": app,
        "displayName": shown,
        "applicationGrants": echoed,
        "attributes": {"objectType": "ApplicationConsent"},
    });
    Ok(good(201, &body))
}

pub(super) fn delete(visit: &mut Visit<'_>, path: &[&str]) -> Answered<Reply> {
    let customer = tenant(visit, path)?;
    let app = path.get(4).and_then(|id| id.parse::<Uuid>().ok());
    let app = app.ok_or_else(|| bad("The applicationId is no GUID."))?;
    within_rate(visit, app)?;
    may_consent(visit, customer)?;
    let principal = staff::principal_id(visit.world, customer, app);
    let tenant = visit.world.tenants.get_mut(&customer);
    if !tenant.is_some_and(|tenant| tenant.directory.revoke_consent(app)) {
        return Err(not_found("The application consent was not found."));
    }
    if let Some(principal) = principal {
        visit.did(
            Act::Deleted,
            "servicePrincipal",
            &principal.to_string(),
            customer,
        );
    }
    visit.did(Act::Deleted, "consent", &app.to_string(), customer);
    Ok(Reply::empty(204))
}

fn tenant(visit: &Visit<'_>, path: &[&str]) -> Answered<Uuid> {
    let id = path.get(2).and_then(|id| id.parse::<Uuid>().ok());
    let known = id.filter(|id| visit.world.tenants.contains_key(id));
    known.ok_or_else(|| not_found("The customer was not found."))
}

fn within_rate(visit: &mut Visit<'_>, app: Uuid) -> Answered<()> {
    let now = visit.now;
    let recent = visit.partner_mut()?.center.consents.entry(app).or_default();
    recent.retain(|at| now.duration_since(*at) < SECOND);
    if recent.len() >= PER_SECOND {
        return Err(throttled());
    }
    recent.push_back(now);
    Ok(())
}

/// Through an active relationship with one of two roles, or through the old kind of delegation.
fn may_consent(visit: &Visit<'_>, customer: Uuid) -> Answered<()> {
    let partner = visit.caller.tenant;
    let user = visit
        .caller
        .user
        .as_ref()
        .map(|user| user.id)
        .unwrap_or_default();
    let roles = gdap_roles(visit.world, partner, user, customer);
    let fitting = [APPLICATION_ADMINISTRATOR, CLOUD_APPLICATION_ADMINISTRATOR];
    let by_role = fitting.iter().any(|role| roles.contains(&role.to_string()));
    let mut customers = visit.partner()?.customers.iter();
    let delegated = customers.any(|known| known.tenant == customer && known.delegated);
    if by_role || (delegated && staff::is_admin_agent(visit.world, partner, user)) {
        Ok(())
    } else if !delegated && !has_gdap(visit.world, partner, customer) {
        Err(forbidden(
            "The partner has no delegated relationship with the customer.",
        ))
    } else {
        Err(forbidden(
            "The user is not authorized to manage the customer's applications.",
        ))
    }
}

fn grants(body: &Map<String, Value>) -> Answered<Vec<Grant>> {
    let listed = field(body, "applicationGrants").and_then(Value::as_array);
    let listed = listed.filter(|grants| !grants.is_empty());
    let mut grants = Vec::new();
    for grant in listed.ok_or_else(|| bad("The applicationGrants are missing."))? {
        let fields = grant.as_object();
        let resource = fields.and_then(|fields| text(fields, "enterpriseApplicationId"));
        let resource = resource.and_then(|id| id.parse::<Uuid>().ok());
        let scope = fields.and_then(|fields| text(fields, "scope"));
        let (resource, scope) = resource
            .zip(scope)
            .ok_or_else(|| bad("An application grant is incomplete."))?;
        let scopes: Vec<String> = scope
            .split(',')
            .map(|name| name.trim().to_owned())
            .collect();
        grants.push(Grant { resource, scopes });
    }
    Ok(grants)
}

fn possible(visit: &Visit<'_>, customer: Uuid, grant: &Grant) -> Answered<()> {
    // Partner Center is no resource of a customer's tenant, whatever stands there.
    let foreign = grant.resource == PARTNER_CENTER;
    if foreign || !staff::has_service_principal(visit.world, customer, grant.resource) {
        let text = format!(
            "The enterprise application {} was not found in the customer's tenant.",
            grant.resource
        );
        return Err(bad(&text));
    }
    let mut scopes = grant.scopes.iter();
    match scopes.find(|name| !staff::is_scope(grant.resource, name)) {
        Some(strange) => Err(bad(&format!("The scope '{strange}' is invalid."))),
        None => Ok(()),
    }
}
