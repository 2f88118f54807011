//! The whole way, with nothing made up in between: a sign-in in the browser, tokens from the broker,
//! then delegated administration and Partner Center with them.

use crate::stage::quick;
use crate::world::{PARTNER, proposal};
use async_trait::async_trait;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use tenantry_domain::cloud::gdap::{Approver, GdapRelationships, Partner};
use tenantry_domain::cloud::partner::{
    AppId, ApplicationConsents, Consent, Granted, MfaSignals, PartnerCustomers, Revoked, ScopeList,
};
use tenantry_domain::cloud::vault::{
    Expected, Purpose, Removal, Secret, SecretName, SecretValue, SecretVersion, Vault, VaultFault,
};
use tenantry_domain::cloud::{ConsentFault, ConsentStates, Taken, TenantId};
use tenantry_domain::ids::MspId;
use tenantry_http::{Answer, Call, Dialect, Http, Judgement, Method, Redirects, Settings};
use tenantry_microsoft::Endpoints;
use tenantry_microsoft::entra::{
    Access, App, Credential, ServiceSignIn, StateKey, TokenBroker, Tokens,
};
use tenantry_microsoft::graph::{Gdap, GraphClient};
use tenantry_microsoft::partner::PartnerCenter;
use tenantry_simulator::{Options, Scenario, Simulator};
use url::Url;
use uuid::Uuid;

const SESSION: &str = "session of an administrator";
const SERVICE: &str = "service@northwindit.onmicrosoft.com";

/// Secrets in memory, with versions.
#[derive(Default)]
struct Drawer(Mutex<BTreeMap<SecretName, (u64, String)>>);

impl std::fmt::Debug for Drawer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Drawer")
    }
}

#[async_trait]
impl Vault for Drawer {
    async fn put(
        &self,
        name: &SecretName,
        value: &SecretValue,
        expected: &Expected,
    ) -> Result<SecretVersion, VaultFault> {
        let mut kept = self.0.lock().unwrap();
        let before = kept.get(name).map_or(0, |(version, _)| *version);
        let fits = match expected {
            Expected::Anything => true,
            Expected::Nothing => before == 0,
            Expected::Version(version) => version.as_str() == before.to_string(),
        };
        if !fits {
            return Err(VaultFault::SecretChanged { name: name.clone() });
        }
        kept.insert(name.clone(), (before + 1, value.expose().to_owned()));
        Ok(SecretVersion::new((before + 1).to_string()))
    }

    async fn get(&self, name: &SecretName) -> Result<Secret, VaultFault> {
        let kept = self.0.lock().unwrap().get(name).cloned();
        let (version, value) =
            kept.ok_or_else(|| VaultFault::SecretNotThere { name: name.clone() })?;
        Ok(Secret {
            value: SecretValue::new(value)?,
            version: SecretVersion::new(version.to_string()),
        })
    }

    async fn delete(&self, name: &SecretName) -> Result<Removal, VaultFault> {
        let gone = self.0.lock().unwrap().remove(name);
        Ok(gone.map_or(Removal::WasNotThere, |_| Removal::Removed))
    }

    async fn list(&self, _msp: MspId) -> Result<Vec<SecretName>, VaultFault> {
        Ok(self.0.lock().unwrap().keys().cloned().collect())
    }
}

#[derive(Debug, Default)]
struct Used(Mutex<BTreeSet<String>>);

#[async_trait]
impl ConsentStates for Used {
    async fn take(&self, nonce: &str, _: Timestamp) -> Result<Taken, ConsentFault> {
        let first = self.0.lock().unwrap().insert(nonce.to_owned());
        Ok(if first { Taken::First } else { Taken::Again })
    }
}

struct Raw;

impl Dialect for Raw {
    fn judge(&self, _answer: &Answer) -> Judgement {
        Judgement::Good
    }
}

/// Fills in the page for people, and gives what the browser brings back.
async fn walk(http: &Http, address: &Url) -> String {
    let mut fields: BTreeMap<String, String> = address.query_pairs().into_owned().collect();
    for (name, value) in [
        ("username", SERVICE),
        ("password", "practice-only"),
        ("second_factor", "on"),
        ("choice", "sign-in"),
    ] {
        fields.insert(name.to_owned(), value.to_owned());
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let mut action = address.clone();
    action.set_query(None);
    let call = Call::new(Method::POST, action, "browser")
        .form(&fields)
        .redirects(Redirects::Hand);
    let answer = http.send(call, &Raw).await.unwrap();
    let back = Url::parse(answer.header("location").expect("signed in")).unwrap();
    back.query().unwrap().to_owned()
}

/// The app's secret is there from the beginning.
async fn drawer(app: &App) -> Arc<dyn Vault> {
    let vault = Drawer::default();
    let secret = SecretName::new(app.msp, Purpose::APP_SECRET).of_app(app.id);
    let value = SecretValue::new("practice-secret-of-northwind").unwrap();
    vault
        .put(&secret, &value, &Expected::Nothing)
        .await
        .unwrap();
    Arc::new(vault)
}

#[tokio::test]
async fn from_the_sign_in_to_a_consent_in_a_customers_tenant() {
    let mut scenario = Scenario::small();
    scenario
        .customers
        .iter_mut()
        .for_each(|customer| customer.consents.clear());
    let simulator = Simulator::start(&scenario, Options::default())
        .await
        .unwrap();
    let there = simulator.endpoints();
    let endpoints = Arc::new(Endpoints {
        login: there.login.clone(),
        graph: there.graph.clone(),
        partner_center: there.partner_center.clone(),
        ..Endpoints::default()
    });
    let http = Http::new(Settings {
        extra_roots_pem: vec![simulator.authority().to_owned()],
        limits: quick(),
        ..Settings::default()
    });
    let http = http.unwrap();
    let partner = Partner(TenantId::new(scenario.tenant_id(PARTNER)));
    let app = App {
        msp: MspId::new(Uuid::from_u128(1)),
        home: partner.0,
        id: scenario.app_id("Northwind Onboarding"),
        credential: Credential::Secret,
    };
    let vault = drawer(&app).await;
    let app_id = AppId::new(app.id);
    let broker = TokenBroker::new(http.clone(), Arc::clone(&endpoints), vault, app);
    let key = StateKey::new(&[1; 32]).unwrap();
    let back = Url::parse("https://localhost:8443/signed-in").unwrap();
    let states = Arc::new(Used::default());
    let sign_in = ServiceSignIn::new(http.clone(), broker.clone(), states, key, back);
    let address = sign_in.begin(SESSION, Some(SERVICE)).unwrap();
    let brought = walk(&http, &address).await;
    sign_in.finish(SESSION, &brought).await.unwrap();

    let tokens: Arc<dyn Tokens> = Arc::new(broker);
    let graph = GraphClient::new(http.clone(), Arc::clone(&endpoints), Arc::clone(&tokens));
    let gdap = Gdap::new(graph, Access::Delegated);
    gdap.propose(partner, &proposal("New", Approver::Anybody))
        .await
        .unwrap();
    assert_eq!(gdap.list(partner, None).await.unwrap().rows.len(), 3);

    let center = PartnerCenter::new(http, endpoints, tokens);
    let customers = PartnerCustomers::list(&center, partner, None)
        .await
        .unwrap()
        .rows;
    let contoso = customers[0].tenant;
    assert!(center.last(partner).unwrap().compliant);
    let consent = Consent {
        app: app_id,
        app_name: None,
        resource: AppId::MICROSOFT_GRAPH,
        scopes: ScopeList::new(["Directory.Read.All"]).unwrap(),
    };
    assert_eq!(
        center.grant(partner, contoso, &consent).await,
        Ok(Granted::Now)
    );
    assert_eq!(
        center.revoke(partner, contoso, app_id).await,
        Ok(Revoked::Now)
    );
}
