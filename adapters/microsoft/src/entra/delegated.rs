//! Tokens of the service account: one sign-in in the browser, then refresh tokens, each of which
//! brings the next one.
//!
//! The newest refresh token is kept in the vault. Several may renew it at once, here and in other
//! processes: who finds that somebody else wrote in the meantime leaves it so, because the old
//! token is still good and the other one is newer. When the cloud refuses a token that was
//! replaced meanwhile, the newer one is tried.

use super::app::{App, Authority, vault_fault};
use super::cache::Fresh;
use super::token_endpoint::{Given, TokenEndpoint};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tenantry_domain::cloud::vault::{
    Expected, Purpose, SecretName, SecretValue, SecretVersion, Vault, VaultFault,
};
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};
use tenantry_http::Repeat;
use tokio::time::Instant;
use uuid::Uuid;

/// So long a sign-in that the cloud refused is not tried again for anybody, unless it is replaced.
const REFUSED_FOR: Duration = Duration::from_secs(30);

/// What is kept of a sign-in.
#[derive(Serialize, Deserialize)]
pub(super) struct SignIn {
    #[serde(serialize_with = "exposed")]
    pub refresh_token: SecretString,
    pub account: Uuid,
    pub name: Option<String>,
    pub second_factor: Option<bool>,
    pub signed_in: Timestamp,
}

/// Only ever for the vault.
fn exposed<S: Serializer>(secret: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose_secret())
}

/// The account that signed in for the MSP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceAccount {
    pub account: Uuid,
    pub name: Option<String>,
    /// Whether it showed a second factor; unknown when the cloud did not tell.
    pub second_factor: Option<bool>,
    pub signed_in: Timestamp,
}

/// A sign-in that the cloud has refused.
#[derive(Debug, Clone)]
struct Refused {
    version: SecretVersion,
    at: Instant,
    fault: CloudFault,
}

#[derive(Debug, Clone)]
pub(super) struct DelegatedAccess {
    endpoint: TokenEndpoint,
    refused: Arc<Mutex<HashMap<SecretName, Refused>>>,
}

impl DelegatedAccess {
    pub(super) fn new(endpoint: TokenEndpoint) -> Self {
        Self {
            endpoint,
            refused: Arc::default(),
        }
    }

    pub(super) fn endpoint(&self) -> &TokenEndpoint {
        &self.endpoint
    }

    fn vault(&self) -> &dyn Vault {
        self.endpoint.proofs.vault.as_ref()
    }

    /// A token of the service account in this tenant.
    pub(super) async fn token(
        &self,
        app: &App,
        tenant: TenantId,
        scope: &str,
    ) -> Result<Fresh, CloudFault> {
        let name = app.secret_name(Purpose::REFRESH_TOKEN);
        let (sign_in, version) = self.sign_in(&name).await?;
        if let Some(fault) = self.refused_lately(&name, &version) {
            return Err(fault);
        }
        let (given, sign_in, version) = match self.renew(app, tenant, scope, &sign_in).await {
            Ok(given) => (given, sign_in, version),
            Err(fault) if of_the_sign_in(fault.cause) => {
                let (newer, newer_version) = self.sign_in(&name).await?;
                if newer_version == version {
                    return Err(self.note_refusal(&name, version, fault));
                }
                match self.renew(app, tenant, scope, &newer).await {
                    Ok(given) => (given, newer, newer_version),
                    Err(fault) => return Err(self.note_refusal(&name, newer_version, fault)),
                }
            }
            Err(fault) => return Err(fault),
        };
        let fresh = Fresh {
            token: given.access_token,
            lasts: given.expires_in,
        };
        if let Some(next) = given.refresh_token {
            self.replace(&name, sign_in, next, version).await;
        }
        Ok(fresh)
    }

    async fn renew(
        &self,
        app: &App,
        tenant: TenantId,
        scope: &str,
        sign_in: &SignIn,
    ) -> Result<Given, CloudFault> {
        let scope = format!("{scope} offline_access openid");
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", sign_in.refresh_token.expose_secret()),
            ("scope", &scope),
        ];
        // The old token stays good: asking twice does no harm.
        let authority = Authority::Tenant(tenant);
        self.endpoint
            .ask(app.applicant(), authority, &fields, Repeat::Freely)
            .await
    }

    /// Keeps a new sign-in in the place of whatever was there.
    pub(super) async fn keep(&self, app: &App, sign_in: &SignIn) -> Result<(), CloudFault> {
        let name = app.secret_name(Purpose::REFRESH_TOKEN);
        let kept = match written(sign_in) {
            Ok(value) => self.vault().put(&name, &value, &Expected::Anything).await,
            Err(fault) => Err(fault),
        };
        kept.map(drop)
            .map_err(|fault| vault_fault(&fault, Cause::SignInLapsed))
    }

    /// Who signed in for this app.
    pub(super) async fn account(&self, app: &App) -> Result<ServiceAccount, CloudFault> {
        let (sign_in, _) = self
            .sign_in(&app.secret_name(Purpose::REFRESH_TOKEN))
            .await?;
        Ok(ServiceAccount {
            account: sign_in.account,
            name: sign_in.name,
            second_factor: sign_in.second_factor,
            signed_in: sign_in.signed_in,
        })
    }

    async fn sign_in(&self, name: &SecretName) -> Result<(SignIn, SecretVersion), CloudFault> {
        let found = self.vault().get(name).await;
        let found = found.map_err(|fault| vault_fault(&fault, Cause::SignInLapsed))?;
        let sign_in = serde_json::from_str(found.value.expose()).map_err(|_| {
            let why = "what the vault keeps of the sign-in cannot be read: sign in anew";
            CloudFault::new(Cause::SignInLapsed, "vault", why)
        })?;
        Ok((sign_in, found.version))
    }

    /// Puts the next refresh token in the place of the one that brought it. A failure costs
    /// nothing now, because the old one is still good; it is said in the log.
    async fn replace(
        &self,
        name: &SecretName,
        sign_in: SignIn,
        next: SecretString,
        version: SecretVersion,
    ) {
        let (new, old) = (next.expose_secret(), sign_in.refresh_token.expose_secret());
        if new.is_empty() || new == old {
            return;
        }
        let newer = SignIn {
            refresh_token: next,
            ..sign_in
        };
        let written = match written(&newer) {
            Ok(value) => {
                self.vault()
                    .put(name, &value, &Expected::Version(version))
                    .await
            }
            Err(fault) => Err(fault),
        };
        match written {
            Ok(_) | Err(VaultFault::SecretChanged { .. } | VaultFault::SecretNotThere { .. }) => {}
            Err(fault) => {
                tracing::warn!(code = fault.code(), %name, "the next refresh token could not be kept");
            }
        }
    }

    fn refused_lately(&self, name: &SecretName, version: &SecretVersion) -> Option<CloudFault> {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.retain(|_, it| it.at.elapsed() < REFUSED_FOR);
        let known = refused.get(name).filter(|it| it.version == *version);
        known.map(|it| it.fault.clone())
    }

    /// What is wrong with the sign-in itself is wrong in every tenant: the next who ask are told
    /// without the cloud being asked, until somebody signs in anew.
    fn note_refusal(
        &self,
        name: &SecretName,
        version: SecretVersion,
        fault: CloudFault,
    ) -> CloudFault {
        if of_the_sign_in(fault.cause) {
            let refused = Refused {
                version,
                at: Instant::now(),
                fault: fault.clone(),
            };
            let mut all = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
            all.insert(name.clone(), refused);
        }
        fault
    }
}

fn of_the_sign_in(cause: Cause) -> bool {
    matches!(cause, Cause::SignInLapsed | Cause::AccountBlocked)
}

fn written(sign_in: &SignIn) -> Result<SecretValue, VaultFault> {
    // Nothing in a sign-in can fail to be written as JSON; an empty value is refused by the vault.
    SecretValue::new(serde_json::to_string(sign_in).unwrap_or_default())
}
