//! Delegated admin relationships: the partner's side of them.

use super::problem::{Answered, bad, check_tag, issues};
use super::query::{Filterable, Options, Query, Shape};
use super::terms::{self, WRITABLE};
use super::visit::{Errand, Visit};
use crate::journal::Act;
use crate::partner::assignment::{Operation, OperationKind};
use crate::partner::relationship::{Relationship, Status, later, mark};
use crate::partner::roles::GLOBAL_ADMINISTRATOR;
use crate::partner::timeline::Timeline;
use crate::wire::Reply;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use uuid::Uuid;

const PATH: &str = "tenantRelationships/delegatedAdminRelationships";

const SHAPE: Shape = Shape {
    name: "delegatedAdminRelationship",
    properties: &[
        "id",
        "displayName",
        "duration",
        "autoExtendDuration",
        "customer",
        "accessDetails",
        "status",
        "createdDateTime",
        "lastModifiedDateTime",
        "activatedDateTime",
        "endDateTime",
    ],
    filterable: &[
        Filterable {
            path: "status",
            members: Some(&Status::NAMES),
        },
        Filterable {
            path: "customer/tenantId",
            members: None,
        },
    ],
    sortable: &[
        "displayName",
        "status",
        "createdDateTime",
        "lastModifiedDateTime",
        "activatedDateTime",
        "endDateTime",
    ],
    largest_page: 300,
};

pub(super) fn row(relationship: &Relationship, now: Timestamp) -> Value {
    let terms = &relationship.terms;
    let customer = terms.customer.as_ref();
    let customer =
        customer.map(|known| json!({"tenantId": known.tenant, "displayName": known.name}));
    let activated = relationship.activated.filter(|active| *active <= now);
    let end = relationship.activated.and(relationship.end(now));
    let mut row = json!({
        "@odata.etag": relationship.etag(now),
        "id": relationship.id,
        "displayName": terms.name,
        "duration": terms.duration,
        "autoExtendDuration": terms.auto_extend,
        "customer": customer,
        "accessDetails": access_details(relationship.roles(now)),
        "status": relationship.status(now).name(),
        "createdDateTime": relationship.made,
        "lastModifiedDateTime": relationship.modified(now),
        "activatedDateTime": activated,
        "endDateTime": end,
    });
    if let (Some(by), Value::Object(fields)) = (relationship.by_provider, &mut row) {
        let kind = "#microsoft.graph.resellerDelegatedAdminRelationship";
        fields.insert("@odata.type".to_owned(), json!(kind));
        fields.insert("indirectProviderTenantId".to_owned(), json!(by.provider));
        fields.insert(
            "isPartnerConsentPending".to_owned(),
            json!(by.consent_pending),
        );
    }
    row
}

pub(super) fn access_details(roles: &[Uuid]) -> Value {
    let listed: Vec<Value> = roles
        .iter()
        .map(|role| json!({"roleDefinitionId": role}))
        .collect();
    json!({"unifiedRoles": listed})
}

pub(super) fn list(visit: &mut Visit<'_>) -> Answered<Reply> {
    visit.admit(Errand::Read)?;
    let now = visit.now;
    let all = visit.partner()?.relationships.iter();
    let rows = all.map(|relationship| row(relationship, now)).collect();
    visit.list(&SHAPE, PATH, rows)
}

pub(super) fn get(visit: &mut Visit<'_>, id: &str) -> Answered<Reply> {
    visit.admit(Errand::Read)?;
    let row = row(visit.relationship(id)?, visit.now);
    visit.one(200, &SHAPE, PATH, row)
}

pub(super) fn create(visit: &mut Visit<'_>) -> Answered<Reply> {
    visit.admit(Errand::Make)?;
    Query::read(visit.request, &SHAPE, Options::None)?;
    let body = visit.body(&WRITABLE)?;
    let terms = terms::of_new(visit, &body)?;
    let (now, partner) = (visit.now, visit.caller.tenant);
    let dice = &mut visit.world.dice;
    let id = format!("{}-{partner}", dice.uuid());
    let mark = mark(dice);
    let ready = later(now, SignedDuration::from_millis(dice.between(200, 900)));
    let mut made = Relationship::new(id.clone(), terms, mark, now);
    made.status.plan(ready, Status::Created);
    let mut row = row(&made, now);
    // The answer already says what the object is not yet, and has its own idea of dates.
    row["status"] = json!("created");
    row["activatedDateTime"] = json!("");
    row["endDateTime"] = json!(later(now, made.terms.lasts));
    let customer = made.meant_for;
    visit.partner_mut()?.relationships.push(made);
    visit.did(Act::Created, "relationship", &id, customer);
    let location = visit.address(&format!("{PATH}/{id}"));
    Ok(Reply::json(201, &visit.in_context(PATH, row)).header("Location", location))
}

pub(super) fn update(visit: &mut Visit<'_>, id: &str) -> Answered<Reply> {
    visit.admit(Errand::Make)?;
    Query::read(visit.request, &SHAPE, Options::None)?;
    let body = visit.body(&WRITABLE)?;
    let found = visit.relationship(id)?;
    check_tag(visit.request, &found.etag(visit.now))?;
    match found.status(visit.now) {
        Status::Created if !found.is_moving(visit.now) => rewrite(visit, id, &body),
        Status::Active if only(&body, "autoExtendDuration") => extend(visit, id, &body),
        Status::Active if only(&body, "accessDetails") => drop_administrator(visit, id, &body),
        _ => {
            let text = "The delegated admin relationship cannot be updated this way \
                        in its current status.";
            Err(bad(visit.request, text))
        }
    }
}

fn only(body: &Map<String, Value>, name: &str) -> bool {
    body.len() == 1 && body.contains_key(name)
}

fn rewrite(visit: &mut Visit<'_>, id: &str, body: &Map<String, Value>) -> Answered<Reply> {
    if body.is_empty() {
        return Err(issues(visit.request));
    }
    let before = visit.relationship(id)?.terms.clone();
    let terms = terms::changed(visit, before, body, Some(id))?;
    let now = visit.now;
    let found = visit.relationship_mut(id)?;
    found.meant_for = terms.customer.as_ref().map(|customer| customer.tenant);
    found.roles = Timeline::new(found.made, terms.roles.clone());
    found.terms = terms;
    found.write(now);
    changed(visit, id)
}

fn extend(visit: &mut Visit<'_>, id: &str, body: &Map<String, Value>) -> Answered<Reply> {
    let value = body.get("autoExtendDuration").unwrap_or(&Value::Null);
    let extension = terms::extension(visit, value)?;
    let now = visit.now;
    let roles = visit.relationship(id)?.roles(now);
    if terms::extends_global_administrator(&extension, roles) {
        return Err(issues(visit.request));
    }
    let found = visit.relationship_mut(id)?;
    found.write(now);
    found.terms.auto_extend = extension;
    changed(visit, id)
}

/// The one change of an active relationship's roles: Global Administrator goes.
fn drop_administrator(
    visit: &mut Visit<'_>,
    id: &str,
    body: &Map<String, Value>,
) -> Answered<Reply> {
    let details = body.get("accessDetails").unwrap_or(&Value::Null);
    let wanted = terms::role_ids(visit, details)?;
    let now = visit.now;
    let mut left = visit.relationship(id)?.roles(now).to_vec();
    let held = left.contains(&GLOBAL_ADMINISTRATOR);
    left.retain(|role| *role != GLOBAL_ADMINISTRATOR);
    left.sort_unstable();
    if !held || wanted != left {
        return Err(issues(visit.request));
    }
    let running = visit
        .relationship(id)?
        .roles
        .steps()
        .iter()
        .any(|(from, _)| *from > now);
    if running {
        return Err(super::problem::busy());
    }
    let data = json!({"accessDetails": access_details(&wanted)}).to_string();
    let (operation, ends) = long_work(visit, id, OperationKind::RelationshipUpdate, data)?;
    let found = visit.relationship_mut(id)?;
    if let Some(ends) = ends {
        found.roles.plan(ends, wanted);
    }
    found.write(now);
    let customer = found
        .terms
        .customer
        .as_ref()
        .map(|customer| customer.tenant);
    visit.did(Act::Changed, "relationship", id, customer);
    Ok(accepted(visit, id, operation))
}

/// Begins what takes a while: its operation, and when it will be done, if it will.
pub(super) fn long_work(
    visit: &mut Visit<'_>,
    id: &str,
    kind: OperationKind,
    data: String,
) -> Answered<(Uuid, Option<Timestamp>)> {
    let now = visit.now;
    let dice = &mut visit.world.dice;
    let operation = dice.uuid();
    let begins = later(now, dice.lasting(1, 5));
    let ends = later(begins, dice.lasting(5, 40));
    let quirks = &mut visit.partner_mut()?.quirks;
    let fails = quirks.operations_that_fail > 0;
    quirks.operations_that_fail = quirks.operations_that_fail.saturating_sub(1);
    let outcome = if fails { "failed" } else { "succeeded" };
    visit.relationship_mut(id)?.operations.push(Operation {
        id: operation,
        kind,
        data,
        status: Timeline::new(now, "notStarted")
            .then(begins, "running")
            .then(ends, outcome),
    });
    Ok((operation, (!fails).then_some(ends)))
}

/// The work has begun; where to ask how it goes.
pub(super) fn accepted(visit: &Visit<'_>, id: &str, operation: Uuid) -> Reply {
    let location = visit.address(&format!("{PATH}/{id}/operations/{operation}"));
    Reply::json(202, &json!({}))
        .header("Location", location)
        .header("Retry-After", "10")
}

fn changed(visit: &mut Visit<'_>, id: &str) -> Answered<Reply> {
    let found = visit.relationship(id)?;
    let customer = found
        .terms
        .customer
        .as_ref()
        .map(|customer| customer.tenant);
    let row = row(found, visit.now);
    visit.did(Act::Changed, "relationship", id, customer);
    Ok(Reply::json(200, &visit.in_context(PATH, row)))
}

pub(super) fn delete(visit: &mut Visit<'_>, id: &str) -> Answered<Reply> {
    visit.admit(Errand::Change)?;
    let found = visit.relationship(id)?;
    check_tag(visit.request, &found.etag(visit.now))?;
    if found.status(visit.now) != Status::Created || found.is_moving(visit.now) {
        let text = "Only a delegated admin relationship in status 'created' can be deleted.";
        return Err(bad(visit.request, text));
    }
    let customer = found.meant_for;
    visit
        .partner_mut()?
        .relationships
        .retain(|other| other.id != id);
    visit.did(Act::Deleted, "relationship", id, customer);
    Ok(Reply::empty(204))
}
