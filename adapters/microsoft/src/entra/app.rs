//! The MSP's app registration, as whom we come, and how it proves that.

use super::certificate::Certificate;
use super::transport::{cloud_fault, metadata_options};
use crate::settings::Endpoints;
use azure_core::credentials::TokenCredential;
use azure_identity::{ManagedIdentityCredential, ManagedIdentityCredentialOptions, UserAssignedId};
use secrecy::SecretString;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use tenantry_domain::cloud::vault::{Purpose, Secret, SecretName, Vault, VaultFault};
use tenantry_domain::cloud::{Cause, Class, CloudFault, TenantId};
use tenantry_domain::ids::MspId;
use uuid::Uuid;

pub(crate) const API: &str = "entra";

/// One app registration of an MSP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    pub msp: MspId,
    /// The MSP's own tenant, where the app is registered and the service account lives.
    pub home: TenantId,
    /// The app's id (`client_id`), the same in every tenant.
    pub id: Uuid,
    pub credential: Credential,
}

/// How the app proves who it is. Secrets themselves are in the vault and are looked up each time,
/// so that a new one is used as soon as it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    Secret,
    /// A certificate and its private key, together in one PEM text.
    Certificate,
    /// The token that Kubernetes writes into this file, which the app's registration trusts.
    WorkloadIdentity {
        token_file: PathBuf,
    },
    /// The identity that Azure gave to this machine, which the app's registration trusts.
    ManagedIdentity {
        /// Which one, if the machine has several.
        client_id: Option<Uuid>,
    },
}

impl App {
    pub(crate) fn applicant(&self) -> Applicant<'_> {
        Applicant {
            msp: self.msp,
            id: self.id,
            credential: &self.credential,
        }
    }

    pub(crate) fn secret_name(&self, purpose: Purpose) -> SecretName {
        self.applicant().secret_name(purpose)
    }
}

/// An app as far as it proves who it is, wherever it is at home.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Applicant<'a> {
    /// Among whose secrets its own is.
    pub msp: MspId,
    pub id: Uuid,
    pub credential: &'a Credential,
}

impl Applicant<'_> {
    fn secret_name(self, purpose: Purpose) -> SecretName {
        SecretName::new(self.msp, purpose).of_app(self.id)
    }
}

/// Who answers for an account: one tenant, or whichever tenant the account is at home in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Authority {
    Tenant(TenantId),
    Organizations,
}

impl fmt::Display for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tenant(tenant) => fmt::Display::fmt(tenant, f),
            Self::Organizations => f.write_str("organizations"),
        }
    }
}

/// What a token endpoint is shown.
#[derive(Debug, Clone)]
pub(crate) enum Proof {
    Secret(SecretString),
    /// Signed by us, or by somebody whom the app's registration trusts.
    Assertion(SecretString),
}

/// Gets proofs for apps.
#[derive(Debug, Clone)]
pub(crate) struct Proofs {
    pub vault: Arc<dyn Vault>,
    pub endpoints: Arc<Endpoints>,
}

impl Proofs {
    pub(crate) async fn secret(&self, app: Applicant<'_>) -> Result<SecretString, CloudFault> {
        let found = self.look_up(app, Purpose::APP_SECRET).await?;
        Ok(SecretString::from(found.value.expose()))
    }

    pub(crate) async fn certificate(&self, app: Applicant<'_>) -> Result<Certificate, CloudFault> {
        let found = self.look_up(app, Purpose::APP_CERTIFICATE).await?;
        Certificate::from_pem(found.value.expose())
    }

    async fn look_up(&self, app: Applicant<'_>, purpose: Purpose) -> Result<Secret, CloudFault> {
        let found = self.vault.get(&app.secret_name(purpose)).await;
        found.map_err(|fault| vault_fault(&fault, Cause::CredentialMissing))
    }

    /// What shows the token endpoint of this authority that it is the app who asks.
    pub(crate) async fn proof(
        &self,
        app: Applicant<'_>,
        authority: Authority,
    ) -> Result<Proof, CloudFault> {
        match app.credential {
            Credential::Secret => Ok(Proof::Secret(self.secret(app).await?)),
            Credential::Certificate => {
                let audience = token_endpoint(&self.endpoints, authority)?;
                let certificate = self.certificate(app).await?;
                let assertion = certificate.assertion(app.id, audience.as_str())?;
                Ok(Proof::Assertion(assertion))
            }
            Credential::WorkloadIdentity { token_file } => {
                let token = tokio::fs::read_to_string(token_file).await;
                let token = token.map_err(|error| {
                    credential_missing(format!("{}: {error}", token_file.display()))
                })?;
                Ok(Proof::Assertion(SecretString::from(token)))
            }
            Credential::ManagedIdentity { client_id } => {
                let identity = managed_identity(*client_id)?;
                let assertion = exchange_token(identity.as_ref(), &self.endpoints).await;
                assertion.map(Proof::Assertion)
            }
        }
    }
}

/// The identity of this machine. Azure answers for it on an address of its own, without TLS.
pub(crate) fn managed_identity(
    client_id: Option<Uuid>,
) -> Result<Arc<ManagedIdentityCredential>, CloudFault> {
    let options = ManagedIdentityCredentialOptions {
        user_assigned_id: client_id.map(|id| UserAssignedId::ClientId(id.to_string())),
        client_options: metadata_options(),
    };
    ManagedIdentityCredential::new(Some(options)).map_err(|error| cloud_fault(&error))
}

/// A token of the machine's identity that stands in for an app's secret.
pub(crate) async fn exchange_token(
    identity: &ManagedIdentityCredential,
    endpoints: &Endpoints,
) -> Result<SecretString, CloudFault> {
    let scope = format!("{}/.default", endpoints.exchange_audience);
    let token = identity.get_token(&[&scope], None).await;
    let token = token.map_err(|error| cloud_fault(&error))?;
    Ok(SecretString::from(token.token.secret()))
}

pub(crate) fn credential_missing(why: impl AsRef<str>) -> CloudFault {
    let why = tenantry_http::safe_text(why.as_ref());
    CloudFault::new(Cause::CredentialMissing, API, why)
}

/// What is the matter with the vault, as the fault of the call that needed it.
pub(crate) fn vault_fault(fault: &VaultFault, missing: Cause) -> CloudFault {
    let cause = match fault {
        VaultFault::SecretNotThere { .. } => missing,
        other if other.class() == Class::Transient => Cause::Unavailable,
        _ => Cause::CredentialMissing,
    };
    let mut told = CloudFault::new(cause, "vault", fault.to_string());
    told.vendor_code = Some(fault.code().to_owned());
    if let VaultFault::Throttled { retry_after, .. } = fault {
        told.retry_after = *retry_after;
    }
    told
}

/// Where this authority is asked for tokens.
pub(crate) fn token_endpoint(
    endpoints: &Endpoints,
    authority: Authority,
) -> Result<url::Url, CloudFault> {
    login_address(endpoints, &format!("/{authority}/oauth2/v2.0/token"))
}

/// An address below the one where people and programs sign in.
pub(crate) fn login_address(endpoints: &Endpoints, path: &str) -> Result<url::Url, CloudFault> {
    let address = endpoints.login.join(path);
    address.map_err(|error| CloudFault::new(Cause::Refused, API, error.to_string()))
}
