//! A person's groups, where they are too many for a token: asked of Graph with the person's own token.

use crate::entra::{Access, Resource, Tokens};
use crate::graph::{At, GraphClient, GraphRequest};
use crate::settings::Endpoints;
use async_trait::async_trait;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tenantry_domain::cloud::directory::GroupId;
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};
use tenantry_http::{Http, Method, Repeat};
use tokio::time::timeout;

/// Somebody is waiting in front of a browser: the sign-in goes on without the groups then.
const PATIENCE: Duration = Duration::from_secs(10);
/// Graph names eleven thousand groups and no more.
const LARGEST: usize = 1024 * 1024;

#[derive(Debug)]
pub(super) struct OwnGroups {
    pub http: Http,
    pub endpoints: Arc<Endpoints>,
}

#[derive(Deserialize)]
struct Ids {
    value: Vec<GroupId>,
}

impl OwnGroups {
    /// Security groups, also those that the person is in through others.
    pub(super) async fn read(
        &self,
        tenant: TenantId,
        token: SecretString,
    ) -> Result<Vec<GroupId>, CloudFault> {
        let tokens = Arc::new(OwnToken(token));
        let graph = GraphClient::new(self.http.clone(), Arc::clone(&self.endpoints), tokens);
        let at = At {
            tenant,
            access: Access::Delegated,
        };
        let request = GraphRequest::new(Method::POST, "/me/getMemberGroups")
            .json(&json!({"securityEnabledOnly": true}))?
            .repeat(Repeat::Freely)
            .limit(LARGEST);
        let asked = timeout(PATIENCE, graph.read::<Ids>(at, request)).await;
        let silent = |_| CloudFault::new(Cause::Silent, "graph", "no answer within ten seconds");
        Ok(asked.map_err(silent)??.value)
    }
}

/// The one token that the person's sign-in brought.
#[derive(Debug)]
struct OwnToken(SecretString);

#[async_trait]
impl Tokens for OwnToken {
    async fn bearer(
        &self,
        _: TenantId,
        _: Resource,
        _: Access,
    ) -> Result<SecretString, CloudFault> {
        Ok(self.0.clone())
    }

    /// There is no other: a second refusal ends the call.
    async fn forget(&self, _: TenantId, _: Resource, _: Access) {}
}
