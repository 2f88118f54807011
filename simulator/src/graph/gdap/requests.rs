//! What a partner asks for about a relationship: lock, terminate; resellers approve and reject.

use super::problem::{Answered, bad, issues, not_found};
use super::query::{Filterable, Options, Query, Shape};
use super::visit::{Errand, Visit};
use crate::journal::Act;
use crate::partner::relationship::{Action, Relationship, RelationshipRequest, Status, later};
use crate::partner::timeline::Timeline;
use crate::partner::{PartnerKind, terminate};
use crate::wire::Reply;
use crate::world::World;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

const SHAPE: Shape = Shape {
    name: "delegatedAdminRelationshipRequest",
    properties: &[
        "id",
        "action",
        "status",
        "createdDateTime",
        "lastModifiedDateTime",
    ],
    filterable: &[Filterable {
        path: "status",
        members: Some(&[
            "created",
            "pending",
            "succeeded",
            "failed",
            "unknownFutureValue",
        ]),
    }],
    sortable: &["createdDateTime", "lastModifiedDateTime"],
    largest_page: 300,
};

fn path(id: &str) -> String {
    format!("tenantRelationships/delegatedAdminRelationships/{id}/requests")
}

fn row(request: &RelationshipRequest, now: Timestamp, new_members: bool) -> Value {
    let action = match request.action {
        Action::LockForApproval => "lockForApproval",
        Action::Approve => "approve",
        Action::Terminate => "terminate",
        Action::Reject if new_members => "reject",
        Action::Reject => "unknownFutureValue",
    };
    let created = request.status.steps().first().map(|(from, _)| *from);
    json!({
        "id": request.id,
        "action": action,
        "status": request.status.at(now),
        "createdDateTime": created,
        "lastModifiedDateTime": request.status.since(now),
    })
}

pub(super) fn list(visit: &mut Visit<'_>, id: &str) -> Answered<Reply> {
    visit.admit(Errand::Read)?;
    let (now, new) = (visit.now, visit.knows_new_members());
    let requests = visit.relationship(id)?.requests.iter();
    let rows = requests.map(|request| row(request, now, new)).collect();
    visit.list(&SHAPE, &path(id), rows)
}

pub(super) fn get(visit: &mut Visit<'_>, id: &str, one: &str) -> Answered<Reply> {
    visit.admit(Errand::Read)?;
    let (now, new) = (visit.now, visit.knows_new_members());
    let mut requests = visit.relationship(id)?.requests.iter();
    let found = requests.find(|request| request.id.to_string() == one);
    let row = row(found.ok_or_else(|| not_found(visit.request))?, now, new);
    visit.one(200, &SHAPE, &path(id), row)
}

pub(super) fn create(visit: &mut Visit<'_>, id: &str) -> Answered<Reply> {
    visit.admit(Errand::Change)?;
    Query::read(visit.request, &SHAPE, Options::None)?;
    let body = visit.body(&["action"])?;
    let action = match body.get("action").and_then(Value::as_str) {
        Some("lockForApproval") => Action::LockForApproval,
        Some("approve") => Action::Approve,
        Some("terminate") => Action::Terminate,
        Some("reject") => Action::Reject,
        _ => return Err(issues(visit.request)),
    };
    let (now, office) = (visit.now, visit.partner()?);
    let (kind, delay) = (office.kind, office.quirks.delay());
    if !allowed(visit.relationship(id)?, action, kind, now) {
        let text = "The requested action is not valid for the delegated admin relationship \
                    in its current status.";
        return Err(bad(visit.request, text));
    }
    let dice = &mut visit.world.dice;
    let request = dice.uuid();
    let pending = later(now, SignedDuration::from_millis(dice.between(100, 300)));
    let done = later(pending, SignedDuration::from_millis(dice.between(200, 600)));
    let made = RelationshipRequest {
        id: request,
        action,
        status: Timeline::new(now, "created")
            .then(pending, "pending")
            .then(done, "succeeded"),
    };
    let mut row = row(&made, now, visit.knows_new_members());
    row["status"] = json!("created");
    carry_out(visit, id, action, later(done, delay))?;
    let found = visit.relationship_mut(id)?;
    found.requests.push(made);
    let customer = found
        .terms
        .customer
        .as_ref()
        .map(|customer| customer.tenant);
    visit.did(Act::Changed, "relationship", id, customer);
    let location = visit.address(&format!("{}/{request}", path(id)));
    Ok(Reply::json(201, &visit.in_context(&path(id), row)).header("Location", location))
}

fn allowed(found: &Relationship, action: Action, kind: PartnerKind, now: Timestamp) -> bool {
    let status = found.status(now);
    match action {
        Action::LockForApproval => status == Status::Created && !found.is_moving(now),
        Action::Terminate => status == Status::Active,
        Action::Approve | Action::Reject => {
            kind == PartnerKind::IndirectReseller
                && status == Status::ApprovalPending
                && found.by_provider.is_some_and(|by| by.consent_pending)
        }
    }
}

fn carry_out(visit: &mut Visit<'_>, id: &str, action: Action, done: Timestamp) -> Answered<()> {
    let (now, missing) = (visit.now, not_found(visit.request));
    let tenant: Uuid = visit.caller.tenant;
    let World { partners, dice, .. } = &mut *visit.world;
    let found = partners
        .get_mut(&tenant)
        .and_then(|partner| partner.relationship_mut(id));
    let found = found.ok_or(missing)?;
    found.write(now);
    match action {
        Action::LockForApproval => {
            found.status.plan(done, Status::ApprovalPending);
            found.expire_unapproved(done);
        }
        Action::Terminate => terminate(found, dice, now),
        Action::Approve | Action::Reject => {
            if let Some(by) = &mut found.by_provider {
                by.consent_pending = false;
            }
            if action == Action::Reject {
                terminate(found, dice, now);
            }
        }
    }
    Ok(())
}
