//! What a refusal to change somebody means. Graph has one word for what was never there, what is not to be
//! seen yet and what lies in the bin, and one for a permission that is missing and for somebody whom no
//! permission lets an app change. Looking tells them apart.

use super::{Administration, reading};
use crate::graph::client::GraphRequest;
use serde::Deserialize;
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};

/// More groups and roles than somebody is in.
const MANY: usize = 5000;
const ROLE: &str = "#microsoft.graph.directoryRole";

#[derive(Deserialize)]
struct Membership {
    #[serde(rename = "@odata.type")]
    kind: Option<String>,
}

/// The fault of a change, told apart.
pub(super) async fn explained(
    administration: &Administration,
    tenant: TenantId,
    id: UserId,
    mut fault: CloudFault,
) -> CloudFault {
    match fault.cause {
        Cause::NotThere => {
            // Where looking fails as well, waiting is right.
            let in_bin = reading::in_bin(administration, tenant, id).await;
            if !matches!(in_bin, Ok(Some(_))) {
                fault.cause = Cause::AccountNotSeen;
            }
        }
        Cause::PermissionMissing if holds_a_role(administration, tenant, id).await => {
            fault.cause = Cause::AccountPrivileged;
        }
        _ => {}
    }
    fault
}

/// Whether the account holds any of the directory's roles, also through a group. Who may not know that
/// lacks a permission at any rate.
async fn holds_a_role(administration: &Administration, tenant: TenantId, id: UserId) -> bool {
    let request = GraphRequest::get(format!("/users/{id}/transitiveMemberOf")).select(&["id"]);
    let graph = &administration.graph;
    let pages = graph.pages::<Membership>(administration.at(tenant), request);
    let memberships = pages.all(MANY).await.unwrap_or_default();
    memberships
        .iter()
        .any(|membership| membership.kind.as_deref() == Some(ROLE))
}
