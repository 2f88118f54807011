//! `/tenantRelationships` as far as it is about delegated administration, and `/contracts`.
//!
//! Where the documents are silent, the answer here is the one that careless clients like least:
//! - A missing `If-Match` is 428, `*` is as stale as any other wrong tag.
//! - A new relationship is answered as `created`, but read without a status for up to a second;
//!   until it reads `created` it cannot be locked.
//! - What a status does not allow is 400, and so is every change while a lock is under way.
//! - A second change of what is being changed already is 409.
//! - An invitation that the customer refuses ends as a terminated relationship does.
//! - Names stay taken when their relationship has ended, in any case of letters; those of deleted
//!   ones are free.
//! - Filters know `eq`, `and` and parentheses over status and customer, and nothing else.
//! - Users without a second factor get 403 from creating and updating relationships and from
//!   assigning, and 401 from everything else.

mod assignments;
mod contracts;
mod customers;
mod filter;
mod operations;
mod problem;
mod query;
mod relationships;
mod requests;
mod terms;
#[cfg(test)]
mod tests;
mod visit;

use crate::entra::Caller;
use crate::wire::{Reply, Request};
use crate::world::World;
use problem::{Answered, method_not_allowed};
use visit::Visit;

/// Nothing, when the path is none of ours.
pub(crate) fn answer(world: &mut World, caller: &Caller, request: &Request) -> Option<Reply> {
    let segments = request.segments();
    let version = segments.first().map(String::as_str);
    if !matches!(version, Some("v1.0" | "beta")) {
        return None;
    }
    let parts: Vec<&str> = segments.iter().skip(1).map(String::as_str).collect();
    let mut visit = Visit::new(world, caller, request);
    let answered = match parts.as_slice() {
        [
            "tenantRelationships",
            "delegatedAdminRelationships",
            rest @ ..,
        ] => relationship_paths(&mut visit, rest),
        ["tenantRelationships", "delegatedAdminCustomers", rest @ ..] => {
            customers::answer(&mut visit, rest)
        }
        ["contracts", rest @ ..] => contracts::answer(&mut visit, rest),
        _ => return None,
    };
    Some(answered.unwrap_or_else(|refusal| refusal))
}

fn relationship_paths(visit: &mut Visit<'_>, path: &[&str]) -> Answered<Reply> {
    let method = visit.request.method.as_str().to_owned();
    match (method.as_str(), path) {
        ("GET", []) => relationships::list(visit),
        ("POST", []) => relationships::create(visit),
        ("GET", [id]) => relationships::get(visit, id),
        ("PATCH", [id]) => relationships::update(visit, id),
        ("DELETE", [id]) => relationships::delete(visit, id),
        ("GET", [id, "requests"]) => requests::list(visit, id),
        ("POST", [id, "requests"]) => requests::create(visit, id),
        ("GET", [id, "requests", one]) => requests::get(visit, id, one),
        ("GET", [id, "accessAssignments"]) => assignments::list(visit, id),
        ("POST", [id, "accessAssignments"]) => assignments::create(visit, id),
        ("GET", [id, "accessAssignments", one]) => assignments::get(visit, id, one),
        ("PATCH", [id, "accessAssignments", one]) => assignments::update(visit, id, one),
        ("DELETE", [id, "accessAssignments", one]) => assignments::delete(visit, id, one),
        ("GET", [id, "operations"]) => operations::list(visit, id),
        ("GET", [id, "operations", one]) => operations::get(visit, id, one),
        (
            _,
            []
            | [_]
            | [_, "requests" | "accessAssignments" | "operations"]
            | [_, "requests" | "accessAssignments" | "operations", _],
        ) => Err(method_not_allowed(visit.request)),
        (_, [_, segment, ..]) => {
            let text = format!("Resource not found for the segment '{segment}'.");
            Err(problem::odata(visit.request, &text))
        }
    }
}
