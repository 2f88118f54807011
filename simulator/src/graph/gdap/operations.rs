//! How the changes go that take a while.

use super::problem::{Answered, not_found};
use super::query::{Filterable, Shape};
use super::visit::{Errand, Visit};
use crate::partner::assignment::{Operation, OperationKind};
use crate::wire::Reply;
use jiff::Timestamp;
use serde_json::{Value, json};

const SHAPE: Shape = Shape {
    name: "delegatedAdminRelationshipOperation",
    properties: &[
        "id",
        "operationType",
        "data",
        "status",
        "createdDateTime",
        "lastModifiedDateTime",
    ],
    filterable: &[Filterable {
        path: "status",
        members: Some(&[
            "notStarted",
            "running",
            "succeeded",
            "failed",
            "unknownFutureValue",
        ]),
    }],
    sortable: &["status"],
    largest_page: 300,
};

fn path(id: &str) -> String {
    format!("tenantRelationships/delegatedAdminRelationships/{id}/operations")
}

fn row(operation: &Operation, now: Timestamp, new_members: bool) -> Value {
    let kind = match operation.kind {
        OperationKind::AssignmentUpdate => "delegatedAdminAccessAssignmentUpdate",
        OperationKind::RelationshipUpdate if new_members => "delegatedAdminRelationshipUpdate",
        OperationKind::RelationshipUpdate => "unknownFutureValue",
    };
    json!({
        "id": operation.id,
        "operationType": kind,
        "data": operation.data,
        "status": operation.status.at(now),
        "createdDateTime": operation.status.steps().first().map(|(from, _)| *from),
        "lastModifiedDateTime": operation.status.since(now),
    })
}

pub(super) fn list(visit: &mut Visit<'_>, id: &str) -> Answered<Reply> {
    visit.admit(Errand::Read)?;
    let (now, new) = (visit.now, visit.knows_new_members());
    let operations = visit.relationship(id)?.operations.iter();
    let rows = operations
        .map(|operation| row(operation, now, new))
        .collect();
    visit.list(&SHAPE, &path(id), rows)
}

pub(super) fn get(visit: &mut Visit<'_>, id: &str, one: &str) -> Answered<Reply> {
    visit.admit(Errand::Read)?;
    let (now, new) = (visit.now, visit.knows_new_members());
    let mut operations = visit.relationship(id)?.operations.iter();
    let found = operations.find(|operation| operation.id.to_string() == one);
    let row = row(found.ok_or_else(|| not_found(visit.request))?, now, new);
    visit.one(200, &SHAPE, &path(id), row)
}
