//! Security groups, and who is put into them.

use super::{Apps, MANY, gone_is_fine};
use crate::graph::client::GraphRequest;
use crate::graph::quoted;
use async_trait::async_trait;
use serde::Deserialize;
use serde_json::json;
use tenantry_domain::cloud::apps::{Made, SecurityGroup, SecurityGroups};
use tenantry_domain::cloud::directory::{GroupId, UserId};
use tenantry_domain::cloud::{Bookmark, CloudFault, Portion, TenantId};
use tenantry_http::Method;
use uuid::Uuid;

const GROUP: [&str; 2] = ["id", "displayName"];
/// The cloud's words for a member that is there already; it has no code for them.
const ALREADY: &str = "already exist";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: Uuid,
    display_name: Option<String>,
}

impl From<Row> for SecurityGroup {
    fn from(row: Row) -> Self {
        Self {
            id: GroupId::new(row.id),
            name: row.display_name.unwrap_or_default(),
        }
    }
}

/// Letters and digits of the name: Graph wants a nickname also for what has no mailbox.
fn nickname(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(60)
        .collect();
    if plain.is_empty() {
        "group".to_owned()
    } else {
        plain
    }
}

#[async_trait]
impl SecurityGroups for Apps {
    async fn list(
        &self,
        tenant: TenantId,
        from: Option<&Bookmark>,
    ) -> Result<Portion<SecurityGroup>, CloudFault> {
        let first = GraphRequest::get("/groups")
            .query("$filter", "securityEnabled eq true")
            .query("$top", "999")
            .select(&GROUP);
        let portion = self
            .graph
            .portion::<Row>(self.at(tenant), first, from)
            .await?;
        Ok(Portion {
            rows: portion.rows.into_iter().map(SecurityGroup::from).collect(),
            next: portion.next,
        })
    }

    async fn named(&self, tenant: TenantId, name: &str) -> Result<Vec<SecurityGroup>, CloudFault> {
        let filter = format!(
            "displayName eq {} and securityEnabled eq true",
            quoted(name)
        );
        let request = GraphRequest::get("/groups")
            .query("$filter", filter)
            .select(&GROUP);
        let rows: Vec<Row> = self.graph.pages(self.at(tenant), request).all(MANY).await?;
        Ok(rows.into_iter().map(SecurityGroup::from).collect())
    }

    async fn create(
        &self,
        tenant: TenantId,
        name: &str,
        description: &str,
    ) -> Result<SecurityGroup, CloudFault> {
        let body = json!({
            "displayName": name,
            "description": description,
            "securityEnabled": true,
            "mailEnabled": false,
            "mailNickname": nickname(name),
        });
        let request = GraphRequest::new(Method::POST, "/groups").json(&body)?;
        let row: Row = self.graph.read(self.at(tenant), request).await?;
        Ok(row.into())
    }

    async fn delete(&self, tenant: TenantId, id: GroupId) -> Result<(), CloudFault> {
        let request = GraphRequest::new(Method::DELETE, format!("/groups/{id}"));
        gone_is_fine(self.graph.send(self.at(tenant), request).await.map(drop))
    }

    async fn add_member(
        &self,
        tenant: TenantId,
        id: GroupId,
        user: UserId,
    ) -> Result<Made<()>, CloudFault> {
        let base = self
            .graph
            .endpoints()
            .graph
            .as_str()
            .trim_end_matches('/')
            .to_owned();
        let body = json!({"@odata.id": format!("{base}/v1.0/directoryObjects/{user}")});
        let request =
            GraphRequest::new(Method::POST, format!("/groups/{id}/members/$ref")).json(&body)?;
        match self.graph.send(self.at(tenant), request).await {
            Ok(_) => Ok(Made::New(())),
            Err(fault) if fault.detail.contains(ALREADY) => Ok(Made::Already(())),
            Err(fault) => Err(fault),
        }
    }

    async fn remove_member(
        &self,
        tenant: TenantId,
        id: GroupId,
        user: UserId,
    ) -> Result<(), CloudFault> {
        let request =
            GraphRequest::new(Method::DELETE, format!("/groups/{id}/members/{user}/$ref"));
        gone_is_fine(self.graph.send(self.at(tenant), request).await.map(drop))
    }
}
