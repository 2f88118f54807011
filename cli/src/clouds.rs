//! The adapters to Microsoft put together for one MSP: its tenant and app from the ledger, its
//! secrets from the vault, one HTTP stack under all of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use quick_cache::sync::Cache;
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::vault::{Purpose, SecretName, Vault};
use tenantry_domain::cloud::{Cause, CloudFault, ConfirmedConsent, ConsentedTenants, Listed};
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_domain::partner_connection::{Connected, PartnerAccess, PartnerConnection};
use tenantry_domain::text::PermissionName;
use tenantry_engine::clouds::{Clouds, ConsentedAccess, PartnerClouds};
use tenantry_engine::commands::Engine;
use tenantry_http::Http;
use tenantry_microsoft::Endpoints;
use tenantry_microsoft::entra::{
    Access, App, ConsentProbe, Credential, EntraTenants, TokenBroker, list_with,
};
use tenantry_microsoft::graph::{Administration, Apps, Directory, Gdap, GraphClient};
use tenantry_microsoft::partner::{PartnerCenter, PartnerCenters};

use crate::config::Config;
use crate::failure::Failure;

/// MSPs whose clouds are kept put together, with the tokens they hold.
const KEPT: usize = 1_000;

/// Says in a fault that it came from our own record of the connection.
const API: &str = "partner-connection";

/// What all MSPs share.
#[derive(Debug, Clone)]
pub(crate) struct Microsoft {
    pub(crate) http: Http,
    pub(crate) endpoints: Arc<Endpoints>,
}

impl Microsoft {
    pub(crate) fn of(config: &Config) -> Result<Self, Failure> {
        Ok(Self {
            http: config.http()?,
            endpoints: Arc::new(config.places.endpoints()),
        })
    }

    /// Tokens of an MSP's app, with the secrets in this vault.
    pub(crate) fn broker(&self, app: App, vault: Arc<dyn Vault>) -> TokenBroker {
        TokenBroker::new(self.http.clone(), Arc::clone(&self.endpoints), vault, app)
    }
}

/// The app that a connection names.
pub(crate) fn app_of(msp: MspId, connected: &Connected) -> App {
    App {
        msp,
        home: connected.tenant.0,
        id: connected.app.as_uuid(),
        credential: Credential::Secret,
    }
}

/// What a secret of an MSP's own app is called.
pub(crate) fn secret_of(app: &App, purpose: Purpose) -> SecretName {
    SecretName::new(app.msp, purpose).of_app(app.id)
}

/// One MSP's clouds, as far as they are put together.
#[derive(Debug)]
pub(crate) struct Assembled {
    /// What they were put together from: another connection makes others.
    connected: Connected,
    pub(crate) tokens: TokenBroker,
    pub(crate) center: PartnerCenter,
    clouds: Arc<PartnerClouds>,
    /// Tenants that let the app itself in.
    consented: ConsentProbe,
    /// The app's own, in the MSP's tenant.
    registrations: Apps,
}

/// The clouds of each MSP, by the connection that its ledger records.
#[derive(Debug)]
pub(crate) struct ClientClouds {
    engine: Arc<Engine>,
    vault: Arc<dyn Vault>,
    microsoft: Microsoft,
    assembled: Cache<MspId, Arc<Assembled>>,
}

impl ClientClouds {
    pub(crate) fn new(
        config: &Config,
        engine: Arc<Engine>,
        vault: Arc<dyn Vault>,
    ) -> Result<Arc<Self>, Failure> {
        Ok(Self::at(Microsoft::of(config)?, engine, vault))
    }

    /// The same wherever Microsoft's clouds are.
    pub(crate) fn at(
        microsoft: Microsoft,
        engine: Arc<Engine>,
        vault: Arc<dyn Vault>,
    ) -> Arc<Self> {
        Arc::new(Self {
            engine,
            vault,
            microsoft,
            assembled: Cache::new(KEPT),
        })
    }

    /// Which tenant a domain belongs to.
    pub(crate) fn resolver(&self) -> EntraTenants {
        let Microsoft { http, endpoints } = self.microsoft.clone();
        EntraTenants::new(http, endpoints)
    }

    /// Those that are kept, unless the connection is another by now. Whether anything can be asked
    /// through them shows when it is asked.
    pub(crate) fn assembled(&self, msp: MspId, connected: &Connected) -> Arc<Assembled> {
        if let Some(kept) = self.assembled.get(&msp)
            && kept.connected == *connected
        {
            return kept;
        }
        let made = Arc::new(self.assemble(msp, connected));
        self.assembled.insert(msp, Arc::clone(&made));
        made
    }

    async fn connection(&self, msp: MspId) -> Result<PartnerConnection, CloudFault> {
        let found = self.engine.load(msp, &msp.to_string()).await;
        found.map_err(|error| CloudFault::new(Cause::Unavailable, API, error.to_string()))
    }

    fn assemble(&self, msp: MspId, connected: &Connected) -> Assembled {
        let app = app_of(msp, connected);
        let tokens = self.microsoft.broker(app, Arc::clone(&self.vault));
        let (http, endpoints) = (&self.microsoft.http, &self.microsoft.endpoints);
        let shared = Arc::new(tokens.clone());
        let graph = GraphClient::new(http.clone(), Arc::clone(endpoints), shared.clone());
        let consented = ConsentProbe {
            graph: graph.clone(),
            tokens: shared.clone(),
        };
        let center = PartnerCenter::new(http.clone(), Arc::clone(endpoints), shared);
        let access = match connected.access {
            PartnerAccess::Delegated => Access::Delegated,
            PartnerAccess::App => Access::App,
        };
        let gdap = Arc::new(Gdap::new(graph.clone(), access));
        let registrations = Apps::new(graph.clone(), access);
        let customers = Arc::new(center.clone());
        let clouds = PartnerClouds {
            partner: connected.tenant,
            app: connected.app,
            relationships: gdap.clone(),
            assignments: gdap.clone(),
            gdap_customers: gdap.clone(),
            contracts: gdap,
            customers: customers.clone(),
            consents: customers,
            groups: Arc::new(registrations.clone()),
            // Into customers' tenants only the service account is let by a relationship.
            directory: Arc::new(Directory::new(graph.clone(), Access::Delegated)),
            administration: Arc::new(Administration::new(graph.clone(), Access::Delegated)),
            consented: ConsentedAccess {
                directory: Arc::new(Directory::new(graph.clone(), Access::App)),
                administration: Arc::new(Administration::new(graph, Access::App)),
            },
        };
        Assembled {
            connected: connected.clone(),
            tokens,
            center,
            clouds: Arc::new(clouds),
            consented,
            registrations,
        }
    }
}

#[async_trait]
impl Clouds for ClientClouds {
    async fn of(&self, msp: MspId) -> Result<Arc<PartnerClouds>, CloudFault> {
        let connection = self.connection(msp).await?;
        let connected = usable(&connection)?;
        Ok(Arc::clone(&self.assembled(msp, connected).clouds))
    }
}

/// A tenant whose administrator consented lets the app itself in: nobody has to be signed in for that.
#[async_trait]
impl ConsentedTenants for ClientClouds {
    async fn confirm(&self, msp: MspId, tenant: TenantId) -> Result<ConfirmedConsent, CloudFault> {
        let connection = self.connection(msp).await?;
        let connected = connection.connected().ok_or_else(not_connected)?;
        let assembled = self.assembled(msp, connected);
        assembled.consented.confirm(tenant).await
    }

    async fn permitted(
        &self,
        msp: MspId,
        tenant: TenantId,
    ) -> Result<BTreeSet<PermissionName>, CloudFault> {
        let connection = self.connection(msp).await?;
        let connected = connection.connected().ok_or_else(not_connected)?;
        let assembled = self.assembled(msp, connected);
        assembled.consented.permitted(tenant).await
    }

    async fn list(&self, msp: MspId, permissions: &[PermissionName]) -> Result<Listed, CloudFault> {
        let connection = self.connection(msp).await?;
        let connected = connection.connected().ok_or_else(not_connected)?;
        let assembled = self.assembled(msp, connected);
        let (home, app) = (connected.tenant.0, connected.app);
        list_with(&assembled.registrations, home, app, permissions).await
    }
}

/// Partner Center as one vendor among others is the one of the connection, too.
#[async_trait]
impl PartnerCenters for ClientClouds {
    async fn center(&self, msp: MspId) -> Result<(Partner, PartnerCenter), CloudFault> {
        let connection = self.connection(msp).await?;
        let connected = usable(&connection)?;
        let center = self.assembled(msp, connected).center.clone();
        Ok((connected.tenant, center))
    }
}

/// The connection, if what is on record is enough to ask anything.
pub(crate) fn usable(connection: &PartnerConnection) -> Result<&Connected, CloudFault> {
    let connected = connection.connected().ok_or_else(not_connected)?;
    match (connected.access, connected.signed_in) {
        (PartnerAccess::Delegated, None) => {
            let why = "nobody signed in for the app yet: `tenantry partner sign-in`";
            Err(CloudFault::new(Cause::SignInLapsed, API, why))
        }
        _ => Ok(connected),
    }
}

fn not_connected() -> CloudFault {
    let why = "the MSP's own tenant is not connected: `tenantry partner connect`";
    CloudFault::new(Cause::CredentialMissing, API, why)
}

#[cfg(test)]
mod tests;
