//! The clouds of an MSP, from its ledger and vault to an answer of the simulated clouds.
#![allow(clippy::unwrap_used)] // A failed test says so by panicking.

use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::cloud::vault::{Expected, SecretValue};
use tenantry_domain::cloud::{Class, TenantId};
use tenantry_domain::partner_connection::{
    ConnectPartner, DisconnectPartner, NoteSignIn, PartnerConnectionCommand,
};
use tenantry_domain::record::{Actor, ActorKind, Source};
use tenantry_domain::text::Reason;
use tenantry_engine::commands::{Context, Request};
use tenantry_simulator::{Options, Scenario, Simulator};
use tenantry_support::{World, on_both_databases, world};
use tenantry_vault::embedded::{EmbeddedVault, KeySource, Settings};
use uuid::Uuid;

use super::*;

on_both_databases!(
    what_a_connection_lacks_is_a_fault_with_its_cause,
    clouds_are_kept_until_the_connection_changes,
);

struct Stand {
    msp: MspId,
    clouds: ClientClouds,
    scenario: Scenario,
    _simulator: Simulator,
    _home: tempfile::TempDir,
}

impl Stand {
    async fn on(world: &World) -> Self {
        let scenario = Scenario::small();
        let simulator = Simulator::start(&scenario, Options::default())
            .await
            .unwrap();
        let home = tempfile::tempdir().unwrap();
        let key = KeySource::File(home.path().join("key"));
        let vault = EmbeddedVault::open(Settings::new(home.path().join("vault"), key)).await;
        let there = simulator.endpoints();
        let microsoft = Microsoft {
            http: Http::new(tenantry_http::Settings {
                extra_roots_pem: vec![simulator.authority().to_owned()],
                ..tenantry_http::Settings::default()
            })
            .unwrap(),
            endpoints: Arc::new(Endpoints {
                login: there.login.clone(),
                graph: there.graph.clone(),
                partner_center: there.partner_center.clone(),
                ..Endpoints::default()
            }),
        };
        Self {
            msp: world::new_msp(),
            clouds: ClientClouds {
                engine: Arc::new(world.engine().await),
                vault: Arc::new(vault.unwrap()),
                microsoft,
                assembled: Cache::new(2),
            },
            scenario,
            _simulator: simulator,
            _home: home,
        }
    }

    fn partner(&self) -> Partner {
        Partner(TenantId::new(self.scenario.tenant_id("Northwind IT")))
    }

    fn app(&self) -> AppId {
        AppId::new(self.scenario.app_id("Northwind Onboarding"))
    }

    async fn tell(&self, command: PartnerConnectionCommand) {
        let actor = Actor {
            kind: ActorKind::Operator,
            id: "ada".to_owned(),
        };
        let request = Request::<PartnerConnection> {
            msp: self.msp,
            id: self.msp.to_string(),
            command,
            context: Context::new(actor, Source::Cli),
        };
        self.clouds.engine.execute(request).await.unwrap();
    }

    async fn connect(&self, access: PartnerAccess) {
        let (tenant, app) = (self.partner(), self.app());
        let wish = ConnectPartner {
            tenant,
            app,
            access,
            at: 1,
        };
        self.tell(PartnerConnectionCommand::Connect(wish)).await;
    }

    async fn sign_in(&self, at: i64) {
        let note = NoteSignIn {
            app: self.app(),
            account: tenantry_domain::cloud::directory::UserId::new(Uuid::from_u128(9)),
            at,
        };
        self.tell(PartnerConnectionCommand::NoteSignIn(note)).await;
    }

    async fn disconnect(&self) {
        let reason = Reason::new("we move").unwrap();
        let wish = DisconnectPartner { reason, at: 3 };
        self.tell(PartnerConnectionCommand::Disconnect(wish)).await;
    }

    async fn lacks(&self) -> (Cause, Class) {
        let fault = self.clouds.of(self.msp).await.unwrap_err();
        (fault.cause, fault.class())
    }
}

async fn what_a_connection_lacks_is_a_fault_with_its_cause(world: World) {
    let stand = Stand::on(&world).await;
    let not_connected = (Cause::CredentialMissing, Class::Waiting);
    assert_eq!(stand.lacks().await, not_connected);
    stand.connect(PartnerAccess::Delegated).await;
    let not_signed_in = (Cause::SignInLapsed, Class::AccountWide);
    assert_eq!(stand.lacks().await, not_signed_in);
    stand.sign_in(2).await;
    // What is on record is complete, but the vault is empty: that shows when something is asked.
    let clouds = stand.clouds.of(stand.msp).await.unwrap();
    let fault = clouds.relationships.list(clouds.partner, None).await;
    assert_eq!(fault.unwrap_err().cause, Cause::SignInLapsed);
    stand.disconnect().await;
    assert_eq!(stand.lacks().await, not_connected);
}

async fn clouds_are_kept_until_the_connection_changes(world: World) {
    let stand = Stand::on(&world).await;
    stand.connect(PartnerAccess::App).await;
    let app = App {
        msp: stand.msp,
        home: stand.partner().0,
        id: stand.app().as_uuid(),
        credential: Credential::Secret,
    };
    let secret = SecretValue::new("practice-secret-of-northwind").unwrap();
    let name = secret_of(&app, Purpose::APP_SECRET);
    let put = stand.clouds.vault.put(&name, &secret, &Expected::Nothing);
    put.await.unwrap();
    let first = stand.clouds.of(stand.msp).await.unwrap();
    assert_eq!((first.partner, first.app), (stand.partner(), stand.app()));
    let customers = first.contracts.list(first.partner, None).await;
    assert!(customers.is_ok(), "{customers:?}");
    let again = stand.clouds.of(stand.msp).await.unwrap();
    assert!(Arc::ptr_eq(&first, &again), "one set, one store of tokens");
    stand.sign_in(2).await;
    let anew = stand.clouds.of(stand.msp).await.unwrap();
    assert!(!Arc::ptr_eq(&first, &anew), "old tokens are not used");
    let other = stand.clouds.of(world::new_msp()).await;
    assert_eq!(other.unwrap_err().cause, Cause::CredentialMissing);
}
