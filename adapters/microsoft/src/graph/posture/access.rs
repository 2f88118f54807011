//! Conditional Access.

use super::{MANY, TenantPosture, gone_is_fine, licensed};
use crate::graph::client::GraphRequest;
use crate::settings::ACCESS_POLICIES;
use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Value, json};
use tenantry_domain::cloud::posture::{
    AccessPolicies, AccessPolicy, Licensed, NamedLocation, NewAccessPolicy, PolicyId, PolicyState,
};
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};
use tenantry_http::{Method, Repeat};
use uuid::Uuid;

const POLICIES: &str = "/identity/conditionalAccess/policies";
const LOCATIONS: &str = "/identity/conditionalAccess/namedLocations";
const POLICY: [&str; 6] = [
    "id",
    "displayName",
    "state",
    "conditions",
    "grantControls",
    "sessionControls",
];
const LOCATION: [&str; 3] = ["id", "displayName", "isTrusted"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PolicyRow {
    id: Uuid,
    display_name: Option<String>,
    state: String,
    #[serde(default)]
    conditions: Value,
    #[serde(default)]
    grant_controls: Value,
    #[serde(default)]
    session_controls: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LocationRow {
    id: Uuid,
    display_name: Option<String>,
    is_trusted: Option<bool>,
}

fn word(state: PolicyState) -> &'static str {
    match state {
        PolicyState::Enabled => "enabled",
        PolicyState::Disabled => "disabled",
        PolicyState::ReportOnly => "enabledForReportingButNotEnforced",
    }
}

impl TryFrom<PolicyRow> for AccessPolicy {
    type Error = CloudFault;

    fn try_from(row: PolicyRow) -> Result<Self, CloudFault> {
        let all = [
            PolicyState::Enabled,
            PolicyState::Disabled,
            PolicyState::ReportOnly,
        ];
        let state = all.into_iter().find(|state| word(*state) == row.state);
        let unknown = || {
            CloudFault::new(
                Cause::AnswerUnreadable,
                ACCESS_POLICIES,
                "a policy in an unknown state",
            )
        };
        Ok(Self {
            id: PolicyId::new(row.id),
            name: row.display_name.unwrap_or_default(),
            state: state.ok_or_else(unknown)?,
            conditions: row.conditions,
            grant: row.grant_controls,
            session: row.session_controls,
        })
    }
}

fn get(path: &str) -> GraphRequest {
    GraphRequest::get(path).api(ACCESS_POLICIES)
}

#[async_trait]
impl AccessPolicies for TenantPosture {
    async fn policies(&self, tenant: TenantId) -> Result<Licensed<Vec<AccessPolicy>>, CloudFault> {
        let pages = self
            .graph
            .pages::<PolicyRow>(self.at(tenant), get(POLICIES).select(&POLICY));
        match licensed(pages.all(MANY).await)? {
            Licensed::Not => Ok(Licensed::Not),
            Licensed::Yes(rows) => {
                let policies: Result<_, _> = rows.into_iter().map(AccessPolicy::try_from).collect();
                policies.map(Licensed::Yes)
            }
        }
    }

    async fn locations(
        &self,
        tenant: TenantId,
    ) -> Result<Licensed<Vec<NamedLocation>>, CloudFault> {
        let pages = self
            .graph
            .pages::<LocationRow>(self.at(tenant), get(LOCATIONS).select(&LOCATION));
        let location = |row: LocationRow| NamedLocation {
            id: PolicyId::new(row.id),
            name: row.display_name.unwrap_or_default(),
            trusted: row.is_trusted.unwrap_or(false),
        };
        licensed(
            pages
                .all(MANY)
                .await
                .map(|rows| rows.into_iter().map(location).collect()),
        )
    }

    async fn create(
        &self,
        tenant: TenantId,
        new: &NewAccessPolicy,
    ) -> Result<AccessPolicy, CloudFault> {
        let body = json!({
            "displayName": new.name,
            "state": word(PolicyState::ReportOnly),
            "conditions": new.conditions,
            "grantControls": new.grant,
            "sessionControls": new.session,
        });
        let request = GraphRequest::new(Method::POST, POLICIES)
            .api(ACCESS_POLICIES)
            .json(&body)?;
        let row: PolicyRow = self.graph.read(self.at(tenant), request).await?;
        row.try_into()
    }

    async fn set_state(
        &self,
        tenant: TenantId,
        id: PolicyId,
        state: PolicyState,
    ) -> Result<(), CloudFault> {
        let request = GraphRequest::new(Method::PATCH, format!("{POLICIES}/{id}"))
            .api(ACCESS_POLICIES)
            .json(&json!({"state": word(state)}))?
            // It says how it is to be: saying it twice changes nothing.
            .repeat(Repeat::Freely);
        self.graph.send(self.at(tenant), request).await.map(drop)
    }

    async fn delete(&self, tenant: TenantId, id: PolicyId) -> Result<(), CloudFault> {
        let request =
            GraphRequest::new(Method::DELETE, format!("{POLICIES}/{id}")).api(ACCESS_POLICIES);
        gone_is_fine(self.graph.send(self.at(tenant), request).await.map(drop))
    }
}
