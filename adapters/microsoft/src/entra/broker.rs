//! Tokens for one app of an MSP, whoever asks.

use super::app::{App, Proofs};
use super::app_access::{AppAccess, Patience};
use super::cache::{Fresh, Key, TokenCache};
use super::delegated::{DelegatedAccess, ServiceAccount};
use super::token_endpoint::TokenEndpoint;
use super::tokens::{Access, Resource, Tokens};
use crate::settings::Endpoints;
use async_trait::async_trait;
use secrecy::SecretString;
use std::sync::Arc;
use tenantry_domain::cloud::vault::Vault;
use tenantry_domain::cloud::{CloudFault, TenantId};
use tenantry_http::Http;

/// Gives tokens of one app. Clones, also for other apps, share what is remembered.
#[derive(Debug, Clone)]
pub struct TokenBroker {
    app: Arc<App>,
    endpoints: Arc<Endpoints>,
    itself: AppAccess,
    delegated: DelegatedAccess,
    cache: Arc<TokenCache>,
}

impl TokenBroker {
    pub fn new(http: Http, endpoints: Arc<Endpoints>, vault: Arc<dyn Vault>, app: App) -> Self {
        let proofs = Proofs {
            vault,
            endpoints: Arc::clone(&endpoints),
        };
        Self {
            app: Arc::new(app),
            endpoints,
            itself: AppAccess {
                http: http.clone(),
                proofs: proofs.clone(),
                patience: Patience::default(),
            },
            delegated: DelegatedAccess::new(TokenEndpoint { http, proofs }),
            cache: Arc::default(),
        }
    }

    /// The same for another app.
    #[must_use]
    pub fn of_app(&self, app: App) -> Self {
        Self {
            app: Arc::new(app),
            ..self.clone()
        }
    }

    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.itself.patience = patience;
        self
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    /// The account that signed in for this app.
    pub async fn service_account(&self) -> Result<ServiceAccount, CloudFault> {
        self.delegated.account(&self.app).await
    }

    pub(super) fn delegated(&self) -> &DelegatedAccess {
        &self.delegated
    }

    pub(super) fn endpoints(&self) -> &Arc<Endpoints> {
        &self.endpoints
    }

    /// Somebody signed in anew: tokens of the sign-in before are not used any more.
    pub(super) fn signed_in_anew(&self) {
        self.cache.forget_all(self.app.id, Access::Delegated);
    }

    fn key(&self, tenant: TenantId, resource: Resource, access: Access) -> Key {
        let tenant = match resource {
            Resource::Graph => tenant,
            // Partner Center is only ever asked as the partner, also about customers.
            Resource::PartnerCenter => self.app.home,
        };
        Key {
            app: self.app.id,
            tenant,
            resource,
            access,
        }
    }

    async fn fetch(&self, key: Key) -> Result<Fresh, CloudFault> {
        let scope = self.scope(key.resource);
        match key.access {
            Access::App => self.itself.token(&self.app, key.tenant, &scope).await,
            Access::Delegated => self.delegated.token(&self.app, key.tenant, &scope).await,
        }
    }

    pub(super) fn scope(&self, resource: Resource) -> String {
        let audience = match resource {
            Resource::Graph => &self.endpoints.graph_audience,
            Resource::PartnerCenter => &self.endpoints.partner_center_audience,
        };
        format!("{audience}/.default")
    }
}

#[async_trait]
impl Tokens for TokenBroker {
    async fn bearer(
        &self,
        tenant: TenantId,
        resource: Resource,
        access: Access,
    ) -> Result<SecretString, CloudFault> {
        let key = self.key(tenant, resource, access);
        // The work behind this is large and rarely done: it is kept off the callers' futures.
        self.cache
            .get(key, async || Box::pin(self.fetch(key)).await)
            .await
    }

    async fn forget(&self, tenant: TenantId, resource: Resource, access: Access) {
        self.cache.forget(self.key(tenant, resource, access));
    }
}
