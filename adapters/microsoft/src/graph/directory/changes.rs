//! What changed among the users since the last visit.

use super::Directory;
use super::rows::{USER, UserRow};
use crate::graph::client::GraphRequest;
use crate::graph::paging::{DeltaLink, NextLink, Pages};
use serde::Deserialize;
use serde_json::Value;
use tenantry_domain::cloud::directory::{
    Change, ChangeToken, Changes, Departure, Since, Then, User, UserId,
};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, TenantId};
use uuid::Uuid;

#[derive(Deserialize)]
struct Removed {
    id: Uuid,
    #[serde(rename = "@removed")]
    removed: Reason,
}

#[derive(Deserialize)]
struct Reason {
    reason: String,
}

pub(super) async fn of_users(
    directory: &Directory,
    tenant: TenantId,
    since: &Since,
) -> Result<Changes<User>, CloudFault> {
    let at = directory.at(tenant);
    let first = GraphRequest::get("/users/delta").select(&USER);
    let graph = &directory.graph;
    let mut pages: Pages<Value> = match since {
        Since::Beginning => graph.pages(at, first),
        Since::Now => graph.pages(at, first.query("$deltatoken", "latest")),
        Since::Last(token) => {
            graph.changes_since(at, &first, &DeltaLink::from_text(token.as_str()))?
        }
        Since::Middle(bookmark) => {
            graph.pages_from(at, &first, &NextLink::from_text(bookmark.as_str()))?
        }
    };
    let unreadable = |what: &str| CloudFault::new(Cause::AnswerUnreadable, "graph", what);
    let page = pages
        .next()
        .await?
        .ok_or_else(|| unreadable("a round of changes without a page"))?;
    let then = match (page.next, page.delta) {
        (Some(next), _) => Then::More(Bookmark::new(next.as_str())),
        (None, Some(delta)) => Then::Later(ChangeToken::new(delta.as_str())),
        (None, None) => {
            return Err(unreadable(
                "a round of changes that neither goes on nor ends",
            ));
        }
    };
    let rows = page.rows.into_iter().map(change).collect::<Result<_, _>>();
    let rows = rows.map_err(|_: serde_json::Error| unreadable("a change that is no user"))?;
    Ok(Changes { rows, then })
}

fn change(row: Value) -> Result<Change<User, UserId>, serde_json::Error> {
    if row.get("@removed").is_none() {
        return serde_json::from_value::<UserRow>(row).map(|row| Change::Now(row.into()));
    }
    let gone: Removed = serde_json::from_value(row)?;
    // "changed" means that it was moved to the bin.
    let departure = if gone.removed.reason == "deleted" {
        Departure::Permanent
    } else {
        Departure::Restorable
    };
    Ok(Change::Gone(UserId::new(gone.id), departure))
}
