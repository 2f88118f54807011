//! As whom we come to Key Vault.

use std::fmt;
use std::sync::Arc;

use azure_core::credentials::{Secret, TokenCredential};
use azure_core::http::{ClientOptions, HttpClient, Transport};
use azure_identity::{
    ClientSecretCredential, ClientSecretCredentialOptions, ManagedIdentityCredential,
    ManagedIdentityCredentialOptions, UserAssignedId,
};
use secrecy::{ExposeSecret as _, SecretString};
use tenantry_domain::cloud::vault::VaultFault;
use tenantry_http::{AzureTransport, Http, MetadataTransport};

/// Who reads and writes the secrets.
#[derive(Clone)]
pub enum Identity {
    /// The machine, which Azure knows: nothing to keep secret. With an id, one of several.
    Machine { client_id: Option<String> },
    /// An app with a secret, for machines outside of Azure.
    App {
        tenant: String,
        client_id: String,
        secret: SecretString,
    },
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Machine { client_id } => f.debug_tuple("Machine").field(client_id).finish(),
            Self::App { client_id, .. } => f.debug_tuple("App").field(client_id).finish(),
        }
    }
}

/// The name of this interface in budgets and errors.
const API: &str = "key-vault";

impl Identity {
    /// What asks for tokens in this name.
    pub fn credential(&self, http: &Http) -> Result<Arc<dyn TokenCredential>, VaultFault> {
        let made = match self {
            Self::Machine { client_id } => {
                let options = ManagedIdentityCredentialOptions {
                    user_assigned_id: client_id.clone().map(UserAssignedId::ClientId),
                    client_options: over(Arc::new(MetadataTransport::new())),
                };
                ManagedIdentityCredential::new(Some(options)).map(|credential| credential as _)
            }
            Self::App {
                tenant,
                client_id,
                secret,
            } => {
                let options = ClientSecretCredentialOptions {
                    client_options: over(transport(http)),
                };
                let secret = Secret::new(secret.expose_secret().to_owned());
                ClientSecretCredential::new(tenant, client_id.clone(), secret, Some(options))
                    .map(|credential| credential as _)
            }
        };
        made.map_err(|error| VaultFault::Misconfigured {
            place: "Azure Key Vault".to_owned(),
            reason: tenantry_http::safe_text(&error.to_string()),
        })
    }
}

/// What carries the calls to Key Vault itself.
pub fn transport(http: &Http) -> Arc<dyn HttpClient> {
    Arc::new(AzureTransport::new(http.clone(), API))
}

fn over(transport: Arc<dyn HttpClient>) -> ClientOptions {
    ClientOptions {
        transport: Some(Transport::new(transport)),
        ..ClientOptions::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_shows_no_secret_and_an_impossible_one_is_refused() {
        let app = |tenant: &str| Identity::App {
            tenant: tenant.to_owned(),
            client_id: "our-app".to_owned(),
            secret: "hunter2".into(),
        };
        assert!(!format!("{:?}", app("contoso.example")).contains("hunter2"));
        let http = Http::new(tenantry_http::Settings::default()).unwrap();
        assert!(app("contoso.example").credential(&http).is_ok());
        let fault = app("not a tenant/").credential(&http).unwrap_err();
        assert_eq!(fault.code(), "VAULT_MISCONFIGURED");
        assert!(!fault.to_string().contains("hunter2"));
        let machine = Identity::Machine { client_id: None };
        assert!(machine.credential(&http).is_ok());
    }
}
