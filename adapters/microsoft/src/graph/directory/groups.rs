//! Groups, and who is in them.

use super::Directory;
use super::rows::{GROUP, GroupRow, MemberRow};
use crate::graph::client::GraphRequest;
use tenantry_domain::cloud::directory::{Group, GroupId, Member};
use tenantry_domain::cloud::{Bookmark, CloudFault, Portion, TenantId};

/// As many as Graph gives at once.
const PAGE: &str = "999";

pub(super) async fn list(
    directory: &Directory,
    tenant: TenantId,
    from: Option<&Bookmark>,
) -> Result<Portion<Group>, CloudFault> {
    let first = GraphRequest::get("/groups")
        .query("$top", PAGE)
        .select(&GROUP);
    let portion = directory
        .graph
        .portion::<GroupRow>(directory.at(tenant), first, from)
        .await?;
    Ok(Portion {
        rows: portion.rows.into_iter().map(Group::from).collect(),
        next: portion.next,
    })
}

pub(super) async fn members(
    directory: &Directory,
    tenant: TenantId,
    group: GroupId,
    from: Option<&Bookmark>,
) -> Result<Portion<Member>, CloudFault> {
    let first = GraphRequest::get(format!("/groups/{group}/members"))
        .query("$top", PAGE)
        .select(&["id"]);
    let portion = directory
        .graph
        .portion::<MemberRow>(directory.at(tenant), first, from)
        .await?;
    Ok(Portion {
        rows: portion.rows.into_iter().map(Member::from).collect(),
        next: portion.next,
    })
}
