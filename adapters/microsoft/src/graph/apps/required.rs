//! What a registration says that its app needs: consent to "all of it" covers what is listed then.

use super::Apps;
use crate::graph::client::GraphRequest;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tenantry_domain::cloud::apps::{AppId, AppPrincipals as _};
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};
use tenantry_domain::text::PermissionName;
use tenantry_http::{Method, Repeat};
use uuid::Uuid;

const ROLE: &str = "Role";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: Uuid,
    #[serde(default)]
    required_resource_access: Vec<Access>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Access {
    resource_app_id: Uuid,
    resource_access: Vec<Entry>,
}

#[derive(PartialEq, Serialize, Deserialize)]
struct Entry {
    id: Uuid,
    #[serde(rename = "type")]
    kind: String,
}

pub(super) async fn add(
    apps: &Apps,
    home: TenantId,
    app: AppId,
    interface: AppId,
    roles: &[PermissionName],
) -> Result<(), CloudFault> {
    let request = GraphRequest::get(format!("/applications(appId='{app}')"))
        .select(&["id", "requiredResourceAccess"]);
    let Row {
        id,
        required_resource_access: mut listed,
    } = apps.graph.read(apps.at(home), request).await?;
    let wanted = entries(apps, home, interface, roles).await?;
    if !extend(&mut listed, interface, wanted) {
        return Ok(());
    }
    let request = GraphRequest::new(Method::PATCH, format!("/applications/{id}"))
        .json(&json!({"requiredResourceAccess": listed}))?
        // It says how all is to be: saying it twice changes nothing.
        .repeat(Repeat::Freely);
    apps.graph.send(apps.at(home), request).await.map(drop)
}

async fn entries(
    apps: &Apps,
    home: TenantId,
    interface: AppId,
    roles: &[PermissionName],
) -> Result<Vec<Entry>, CloudFault> {
    let offer = apps.offer(home, interface).await?;
    let ids = roles.iter().map(|role| {
        let mut offered = offer.roles.iter();
        let found = offered.find(|it| it.name == role.as_str());
        let strange = || {
            let why = format!("{role} is not offered to apps");
            CloudFault::new(Cause::NotThere, "graph", why)
        };
        found.map(|it| it.id.as_uuid()).ok_or_else(strange)
    });
    let kind = || ROLE.to_owned();
    ids.map(|id| id.map(|id| Entry { id, kind: kind() }))
        .collect()
}

/// Whether something had to be added.
fn extend(listed: &mut Vec<Access>, interface: AppId, wanted: Vec<Entry>) -> bool {
    let resource_app_id = interface.as_uuid();
    let known = listed
        .iter()
        .position(|it| it.resource_app_id == resource_app_id);
    let place = known.unwrap_or_else(|| {
        listed.push(Access {
            resource_app_id,
            resource_access: Vec::new(),
        });
        listed.len() - 1
    });
    let entries = &mut listed[place].resource_access;
    let before = entries.len();
    for entry in wanted {
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    entries.len() > before
}
