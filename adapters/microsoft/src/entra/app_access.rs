//! Tokens of the app itself, through the Azure crate.

use super::app::{
    App, Authority, Credential, Proofs, exchange_token, managed_identity, token_endpoint,
};
use super::cache::Fresh;
use super::certificate::Certificate;
use super::transport::{cloud_fault, entra_options};
use crate::settings::Endpoints;
use async_trait::async_trait;
use azure_core::credentials::{Secret, TokenCredential};
use azure_core::error::{Error, ErrorKind};
use azure_core::http::ClientMethodOptions;
use azure_core::time::OffsetDateTime;
use azure_identity::{
    ClientAssertion, ClientAssertionCredential, ClientAssertionCredentialOptions,
    ClientSecretCredential, ClientSecretCredentialOptions, ManagedIdentityCredential,
    WorkloadIdentityCredential, WorkloadIdentityCredentialOptions,
};
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use std::time::Duration;
use tenantry_domain::cloud::{Class, CloudFault, TenantId};
use tenantry_http::Http;
use tokio::time::Instant;
use url::Url;
use uuid::Uuid;

/// How long it is tried to get a token of the app itself. Every call waits for it meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// The first included.
    pub attempts: u32,
    /// Each further one is twice as long.
    pub first_pause: Duration,
    pub deadline: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 4,
            first_pause: Duration::from_millis(500),
            deadline: Duration::from_mins(1),
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct AppAccess {
    pub http: Http,
    pub proofs: Proofs,
    pub patience: Patience,
}

impl AppAccess {
    /// A token of the app in this tenant. Each time with a new credential: what it remembers is
    /// our cache's business, and a secret that changed is used at once.
    pub(super) async fn token(
        &self,
        app: &App,
        tenant: TenantId,
        scope: &str,
    ) -> Result<Fresh, CloudFault> {
        let credential = self.credential(app, tenant).await?;
        let until = Instant::now() + self.patience.deadline;
        let mut attempt = 1;
        loop {
            let fault = match credential.get_token(&[scope], None).await {
                Ok(given) => {
                    let lasts = given.expires_on - OffsetDateTime::now_utc();
                    return Ok(Fresh {
                        token: SecretString::from(given.token.secret()),
                        lasts: lasts.try_into().unwrap_or_default(),
                    });
                }
                Err(error) => cloud_fault(&error),
            };
            let pause = self.patience.pause(&fault, attempt);
            let passes = fault.class() == Class::Transient;
            if !passes || attempt >= self.patience.attempts || Instant::now() + pause >= until {
                return Err(fault);
            }
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    async fn credential(
        &self,
        app: &App,
        tenant: TenantId,
    ) -> Result<Arc<dyn TokenCredential>, CloudFault> {
        let endpoints = &self.proofs.endpoints;
        let client_options = entra_options(&self.http, endpoints, tenant);
        let (tenant_id, client_id) = (tenant.to_string(), app.id.to_string());
        let assertion_options = ClientAssertionCredentialOptions {
            client_options: client_options.clone(),
        };
        let credential: azure_core::Result<Arc<dyn TokenCredential>> = match &app.credential {
            Credential::Secret => {
                let secret = self.proofs.secret(app.applicant()).await?;
                let secret = Secret::new(secret.expose_secret().to_owned());
                let options = ClientSecretCredentialOptions { client_options };
                ClientSecretCredential::new(&tenant_id, client_id, secret, Some(options))
                    .map(|credential| credential as _)
            }
            Credential::Certificate => {
                let signed = Signed {
                    certificate: self.proofs.certificate(app.applicant()).await?,
                    app: app.id,
                    audience: token_endpoint(endpoints, Authority::Tenant(tenant))?,
                };
                ClientAssertionCredential::new(
                    tenant_id,
                    client_id,
                    signed,
                    Some(assertion_options),
                )
                .map(|credential| credential as _)
            }
            Credential::WorkloadIdentity { token_file } => {
                let options = WorkloadIdentityCredentialOptions {
                    credential_options: assertion_options,
                    client_id: Some(client_id),
                    tenant_id: Some(tenant_id),
                    token_file_path: Some(token_file.clone()),
                };
                WorkloadIdentityCredential::new(Some(options)).map(|credential| credential as _)
            }
            Credential::ManagedIdentity {
                client_id: identity,
            } => {
                let exchanged = Exchanged {
                    identity: managed_identity(*identity)?,
                    endpoints: Arc::clone(endpoints),
                };
                ClientAssertionCredential::new(
                    tenant_id,
                    client_id,
                    exchanged,
                    Some(assertion_options),
                )
                .map(|credential| credential as _)
            }
        };
        credential.map_err(|error| cloud_fault(&error))
    }
}

/// Signs anew each time it is asked.
#[derive(Debug)]
struct Signed {
    certificate: Certificate,
    app: Uuid,
    audience: Url,
}

#[async_trait]
impl ClientAssertion for Signed {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        let assertion = self.certificate.assertion(self.app, self.audience.as_str());
        assertion.map_or_else(
            |fault| Err(carried(fault)),
            |it| Ok(it.expose_secret().to_owned()),
        )
    }
}

/// Shows the token of the machine's identity in the place of a secret.
#[derive(Debug)]
struct Exchanged {
    identity: Arc<ManagedIdentityCredential>,
    endpoints: Arc<Endpoints>,
}

#[async_trait]
impl ClientAssertion for Exchanged {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        let assertion = exchange_token(&self.identity, &self.endpoints).await;
        assertion.map_or_else(
            |fault| Err(carried(fault)),
            |it| Ok(it.expose_secret().to_owned()),
        )
    }
}

fn carried(fault: CloudFault) -> Error {
    let text = fault.to_string();
    Error::with_error(ErrorKind::Credential, fault, text)
}

impl Patience {
    /// As long as the cloud says, else twice as long after each attempt, and never quite the same.
    fn pause(self, fault: &CloudFault, attempt: u32) -> Duration {
        let chance: f64 = rand::random();
        if let Some(told) = fault.retry_after {
            return told + self.first_pause.mul_f64(chance);
        }
        let doubling = attempt.saturating_sub(1).min(16);
        let doubled = self.first_pause * 2_u32.saturating_pow(doubling);
        doubled.mul_f64(0.5 + chance / 2.0)
    }
}
