//! Access assignments: which of the partner's groups has which roles of a relationship.

use super::problem::{
    Answered, bad, busy, check_tag, exists, invalid_relationship, issues, not_found,
};
use super::query::{Filterable, Options, Query, Shape};
use super::relationships::{accepted, access_details, long_work};
use super::terms::role_ids;
use super::visit::{Errand, Visit};
use crate::journal::Act;
use crate::partner::assignment::{Assignment, AssignmentStatus, OperationKind};
use crate::partner::relationship::{Relationship, later, mark};
use crate::partner::staff;
use crate::partner::timeline::Timeline;
use crate::wire::Reply;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

const SHAPE: Shape = Shape {
    name: "delegatedAdminAccessAssignment",
    properties: &[
        "id",
        "status",
        "createdDateTime",
        "lastModifiedDateTime",
        "accessContainer",
        "accessDetails",
    ],
    filterable: &[Filterable {
        path: "status",
        members: Some(&AssignmentStatus::NAMES),
    }],
    sortable: &["status", "createdDateTime", "lastModifiedDateTime"],
    largest_page: 300,
};

fn path(id: &str) -> String {
    format!("tenantRelationships/delegatedAdminRelationships/{id}/accessAssignments")
}

fn row(assignment: &Assignment, now: Timestamp) -> Value {
    json!({
        "@odata.etag": assignment.etag(now),
        "id": assignment.id,
        "status": assignment.status(now).name(),
        "createdDateTime": assignment.made,
        "lastModifiedDateTime": assignment.modified(now),
        "accessContainer": {
            "accessContainerId": assignment.group,
            "accessContainerType": "securityGroup",
        },
        "accessDetails": access_details(assignment.roles(now)),
    })
}

pub(super) fn list(visit: &mut Visit<'_>, id: &str) -> Answered<Reply> {
    visit.admit(Errand::Read)?;
    let now = visit.now;
    let assignments = visit.relationship(id)?.assignments.iter();
    let rows = assignments.map(|assignment| row(assignment, now)).collect();
    visit.list(&SHAPE, &path(id), rows)
}

pub(super) fn get(visit: &mut Visit<'_>, id: &str, one: &str) -> Answered<Reply> {
    visit.admit(Errand::Read)?;
    let row = row(find(visit, id, one)?, visit.now);
    visit.one(200, &SHAPE, &path(id), row)
}

pub(super) fn create(visit: &mut Visit<'_>, id: &str) -> Answered<Reply> {
    visit.admit(Errand::Make)?;
    Query::read(visit.request, &SHAPE, Options::None)?;
    active(visit, id)?;
    let body = visit.body(&["accessContainer", "accessDetails"])?;
    let group = container(visit, &body)?;
    let roles = roles_within(visit, id, &body)?;
    let now = visit.now;
    let mut others = visit.relationship(id)?.assignments.iter();
    if others.any(|other| other.group == group && other.holds_its_group(now)) {
        return Err(exists());
    }
    let customer = visit.relationship(id)?.terms.customer.as_ref();
    let customer = customer.map(|customer| customer.tenant);
    let made = begin(visit, customer, group, roles)?;
    let (assignment, row) = (made.id, row(&made, now));
    visit.relationship_mut(id)?.assignments.push(made);
    visit.did(
        Act::Created,
        "accessAssignment",
        &assignment.to_string(),
        customer,
    );
    let quirks = &mut visit.partner_mut()?.quirks;
    if quirks.assignments_that_land_with_500 > 0 {
        quirks.assignments_that_land_with_500 -= 1;
        return Err(crate::graph::outage(visit.request, 500));
    }
    let location = visit.address(&format!("{}/{assignment}", path(id)));
    Ok(Reply::json(201, &visit.in_context(&path(id), row)).header("Location", location))
}

/// Pending for seconds to minutes; then it works, or it does not.
fn begin(
    visit: &mut Visit<'_>,
    customer: Option<Uuid>,
    group: Uuid,
    roles: Vec<Uuid>,
) -> Answered<Assignment> {
    let now = visit.now;
    let dice = &mut visit.world.dice;
    let (id, wait) = (dice.uuid(), dice.lasting(3, 240));
    let mark = mark(dice);
    let quirks = &mut visit.partner_mut()?.quirks;
    let meant = quirks.failing_for.is_none() || quirks.failing_for == customer;
    let (fails, delay) = (meant && quirks.assignments_that_fail > 0, quirks.delay());
    quirks.assignments_that_fail -= u32::from(fails);
    let outcome = if fails {
        AssignmentStatus::Error
    } else {
        AssignmentStatus::Active
    };
    let settled = later(now, wait + delay);
    Ok(Assignment {
        id,
        group,
        made: now,
        roles: Timeline::new(now, roles),
        status: Timeline::new(now, AssignmentStatus::Pending).then(settled, outcome),
        writes: 1,
        written: now,
        mark,
        announced: (0, 1),
    })
}

pub(super) fn update(visit: &mut Visit<'_>, id: &str, one: &str) -> Answered<Reply> {
    visit.admit(Errand::Change)?;
    Query::read(visit.request, &SHAPE, Options::None)?;
    let body = visit.body(&["accessDetails"])?;
    let found = find(visit, id, one)?;
    let now = visit.now;
    check_tag(visit.request, &found.etag(now))?;
    active(visit, id)?;
    let (status, mut current) = (found.status(now), found.roles(now).to_vec());
    let running = found.roles.steps().iter().any(|(from, _)| *from > now);
    let object = row(found, now);
    if !matches!(status, AssignmentStatus::Pending | AssignmentStatus::Active) {
        let text = "The access assignment cannot be updated in its current status.";
        return Err(bad(visit.request, text));
    }
    let wanted = roles_within(visit, id, &body)?;
    if running {
        return Err(busy());
    }
    current.sort_unstable();
    if wanted == current {
        return Ok(Reply::json(200, &visit.in_context(&path(id), object)));
    }
    let mut target = object;
    target["accessDetails"] = access_details(&wanted);
    let kind = OperationKind::AssignmentUpdate;
    let (operation, ends) = long_work(visit, id, kind, target.to_string())?;
    let found = visit.relationship_mut(id)?;
    if let Some(assignment) = find_mut(found, one) {
        if let Some(ends) = ends {
            assignment.roles.plan(ends, wanted);
        }
        assignment.write(now);
    }
    let customer = found
        .terms
        .customer
        .as_ref()
        .map(|customer| customer.tenant);
    visit.did(Act::Changed, "accessAssignment", one, customer);
    Ok(accepted(visit, id, operation))
}

pub(super) fn delete(visit: &mut Visit<'_>, id: &str, one: &str) -> Answered<Reply> {
    visit.admit(Errand::Change)?;
    let found = find(visit, id, one)?;
    let now = visit.now;
    check_tag(visit.request, &found.etag(now))?;
    let status = found.status(now);
    if matches!(
        status,
        AssignmentStatus::Deleting | AssignmentStatus::Deleted
    ) {
        let text = "The access assignment cannot be deleted in its current status.";
        return Err(bad(visit.request, text));
    }
    active(visit, id)?;
    let gone = later(now, visit.world.dice.lasting(5, 60));
    let found = visit.relationship_mut(id)?;
    let customer = found
        .terms
        .customer
        .as_ref()
        .map(|customer| customer.tenant);
    if let Some(assignment) = find_mut(found, one) {
        assignment.roles.forget_plans(now);
        assignment.status.turn(now, AssignmentStatus::Deleting);
        assignment.status.plan(gone, AssignmentStatus::Deleted);
        assignment.write(now);
    }
    visit.did(Act::Deleted, "accessAssignment", one, customer);
    Ok(Reply::empty(204))
}

/// The relationship is there, and active: else its id is called invalid.
fn active(visit: &Visit<'_>, id: &str) -> Answered<()> {
    let now = visit.now;
    let found = visit.partner()?.relationship(id);
    if found.is_some_and(|found| found.is_active(now)) {
        Ok(())
    } else {
        Err(invalid_relationship(visit.request))
    }
}

fn container(visit: &Visit<'_>, body: &Map<String, Value>) -> Answered<Uuid> {
    let container = body.get("accessContainer").unwrap_or(&Value::Null);
    if container.get("accessContainerType").and_then(Value::as_str) != Some("securityGroup") {
        return Err(issues(visit.request));
    }
    let id = container.get("accessContainerId").and_then(Value::as_str);
    let id = id
        .and_then(|id| id.parse::<Uuid>().ok())
        .ok_or_else(|| issues(visit.request))?;
    if staff::is_security_group(visit.world, visit.caller.tenant, id) {
        Ok(id)
    } else {
        Err(bad(
            visit.request,
            "The provided access container does not exist.",
        ))
    }
}

/// The body's roles, which the relationship must have.
fn roles_within(visit: &Visit<'_>, id: &str, body: &Map<String, Value>) -> Answered<Vec<Uuid>> {
    let details = body.get("accessDetails").unwrap_or(&Value::Null);
    let wanted = role_ids(visit, details)?;
    let granted = visit.relationship(id)?.roles(visit.now);
    if wanted.iter().all(|role| granted.contains(role)) {
        Ok(wanted)
    } else {
        Err(issues(visit.request))
    }
}

fn find<'v>(visit: &'v Visit<'_>, id: &str, one: &str) -> Answered<&'v Assignment> {
    let mut assignments = visit.relationship(id)?.assignments.iter();
    let found = assignments.find(|assignment| assignment.id.to_string() == one);
    found.ok_or_else(|| not_found(visit.request))
}

fn find_mut<'r>(relationship: &'r mut Relationship, one: &str) -> Option<&'r mut Assignment> {
    let mut assignments = relationship.assignments.iter_mut();
    assignments.find(|assignment| assignment.id.to_string() == one)
}
