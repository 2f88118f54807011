//! Users: page by page, one, and to whom they report.

use super::Directory;
use super::rows::{USER, UserRow};
use crate::graph::batch::BatchItem;
use crate::graph::client::GraphRequest;
use crate::graph::paging::Page;
use serde::Deserialize;
use tenantry_domain::cloud::directory::{User, UserId};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion, TenantId};
use uuid::Uuid;

/// As many as Graph gives at once.
const PAGE: &str = "999";

pub(super) async fn list(
    directory: &Directory,
    tenant: TenantId,
    from: Option<&Bookmark>,
) -> Result<Portion<User>, CloudFault> {
    let first = GraphRequest::get("/users")
        .query("$top", PAGE)
        .select(&USER);
    let portion = directory
        .graph
        .portion::<UserRow>(directory.at(tenant), first, from)
        .await?;
    Ok(Portion {
        rows: portion.rows.into_iter().map(User::from).collect(),
        next: portion.next,
    })
}

pub(super) async fn one(
    directory: &Directory,
    tenant: TenantId,
    id: UserId,
) -> Result<User, CloudFault> {
    let request = GraphRequest::get(format!("/users/{id}")).select(&USER);
    let row: UserRow = directory.graph.read(directory.at(tenant), request).await?;
    Ok(row.into())
}

pub(super) async fn count(directory: &Directory, tenant: TenantId) -> Result<u64, CloudFault> {
    let request = GraphRequest::get("/users")
        .query("$count", "true")
        .query("$top", "1")
        .select(&["id"])
        .eventual();
    let page: Page<serde::de::IgnoredAny> =
        directory.graph.read(directory.at(tenant), request).await?;
    page.count.ok_or_else(|| {
        CloudFault::new(Cause::AnswerUnreadable, "graph", "the list was not counted")
    })
}

#[derive(Deserialize)]
struct Manager {
    id: Uuid,
}

pub(super) async fn managers(
    directory: &Directory,
    tenant: TenantId,
    users: &[UserId],
) -> Result<Vec<Option<UserId>>, CloudFault> {
    let item = |user: &UserId| BatchItem {
        url: format!("/users/{user}/manager?$select=id"),
        eventual: false,
    };
    let items: Vec<BatchItem> = users.iter().map(item).collect();
    let answers = directory.graph.batch(directory.at(tenant), &items).await?;
    let manager = |answer: crate::graph::BatchAnswer| match answer.outcome {
        Ok(body) => {
            let found: Result<Manager, _> = serde_json::from_value(body);
            let found = found.map_err(|_| {
                CloudFault::new(Cause::AnswerUnreadable, "graph", "a manager without an id")
            })?;
            Ok(Some(UserId::new(found.id)))
        }
        Err(fault) if fault.cause == Cause::NotThere => Ok(None),
        Err(fault) => Err(fault),
    };
    answers.into_iter().map(manager).collect()
}
