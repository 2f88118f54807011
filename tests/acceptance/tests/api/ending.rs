//! Access that is in place, asked to be ended over GraphQL and taken back in simulated clouds; and the tenant
//! onboarded again.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tenantry_api::entry::Rate;
use tenantry_domain::cloud::TenantId;
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::{CustomerId, MspId};
use tenantry_domain::onboarding::{Onboarding, OnboardingCommand, StartOnboarding};
use tenantry_domain::record::Micros;
use tenantry_domain::role::Role;
use tenantry_domain::saga::{Next, Saga as _};
use tenantry_domain::text::CustomerName;
use tenantry_engine::chance::SystemChance;
use tenantry_engine::commands::Request;
use tenantry_engine::holdings::Holdings;
use tenantry_engine::onboarding::GdapOnboarding;
use tenantry_engine::sagas::{Carrier as _, Carry, Visit};
use tenantry_engine::time::Clock;
use tenantry_simulation::stage::HELPDESK;
use tenantry_simulator::{Control, Scenario};
use tenantry_support::customers::{ada, register};
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::client::Client;
use crate::clouds;
use crate::house::{Ground, House};
use crate::office::{approve, code, standing, tell, visit};
use crate::stage::Northwind;

on_both_databases!(
    what_is_approved_is_taken_back_and_can_be_begun_anew,
    what_is_not_in_place_is_not_ended,
);

const APPROVAL: &str = "approval { id approvalId status digest risk plan { changes {
    aspect before { text } after { text } } } } userErrors { code }";

#[derive(Debug)]
struct TheirTime(Control);

impl Clock for TheirTime {
    fn now(&self) -> Micros {
        self.0.now().as_microsecond()
    }
}

/// A customer to onboard, somebody who asks, and an admin who decides.
struct There {
    house: House,
    clouds: clouds::World,
    northwind: Arc<Northwind>,
    msp: MspId,
    customer: CustomerId,
    tenant: TenantId,
    ada: Client,
    ben: Client,
}

impl There {
    async fn open(world: World) -> Self {
        let there = clouds::World::of(Scenario::with_customers(1)).await;
        let rate = Rate {
            burst: 10_000,
            ..Rate::default()
        };
        let northwind = Arc::new(Northwind::of(&there));
        let mut ground = Ground::of(rate, northwind.clone());
        ground.clock = Arc::new(TheirTime(there.control()));
        let ledger = world.ledger().await;
        let house = House::upon(world, ledger, ground).await;
        let asks = house.somebody(Role::Tech).await;
        let ben = house.somebody_of(asks.msp, Role::Admin).await;
        let customer = CustomerId::new(Uuid::now_v7());
        let request = Request::<Customer> {
            msp: asks.msp,
            id: customer.to_string(),
            command: register("Customer 1"),
            context: ada(),
        };
        house.engine.execute(request).await.unwrap();
        Self {
            msp: asks.msp,
            tenant: there.tenant("Customer 1"),
            house,
            clouds: there,
            northwind,
            customer,
            ada: asks,
            ben,
        }
    }

    fn clock(&self) -> Arc<TheirTime> {
        Arc::new(TheirTime(self.clouds.control()))
    }

    async fn start(&self) {
        let (engine, clock) = (self.house.engine.clone(), self.clock());
        let at = clock.now();
        let holdings = Holdings::new(engine.clone(), clock);
        let claimed = holdings.claim(self.msp, self.tenant, self.customer, ada());
        claimed.await.unwrap();
        let mut terms = tenantry_simulation::Stage::terms();
        terms.shares.retain(|it| it.group.as_str() != HELPDESK);
        let wish = StartOnboarding {
            customer_id: self.customer,
            customer_name: CustomerName::new("Customer 1").unwrap(),
            tenant_id: self.tenant,
            template: tenantry_domain::gdap_template::TemplateVersion {
                id: tenantry_domain::ids::TemplateId::new(Uuid::from_u128(1)),
                version: 1,
            },
            terms,
            repair: false,
            correlation_id: None,
            at,
        };
        let request = Request::<Onboarding> {
            msp: self.msp,
            id: self.tenant.to_string(),
            command: OnboardingCommand::Start(Box::new(wish)),
            context: ada(),
        };
        engine.execute(request).await.unwrap();
    }

    async fn stands(&self) -> Onboarding {
        let id = self.tenant.to_string();
        self.house.engine.load(self.msp, &id).await.unwrap()
    }

    /// A worker carries the onboarding on until it has ended; the customer approves whatever waits.
    async fn carry(&self) {
        let control = self.clouds.control();
        let tenant = self.tenant.as_uuid();
        for _ in 0..200 {
            if matches!(self.stands().await.next(), Next::Rest) {
                return;
            }
            for id in control.relationships_ever_created_for(tenant) {
                // One that does not wait is left as it is.
                let _either = control.approve(&id, tenant);
            }
            let (engine, clock) = (self.house.engine.clone(), self.clock());
            let steps = GdapOnboarding::new(
                self.northwind.clone(),
                engine.clone(),
                clock.clone(),
                "worker",
            );
            let chance = Arc::new(SystemChance);
            let carrier =
                Carry::<Onboarding, _>::new(engine, steps, clock.clone(), chance, "worker");
            if let Visit::Again(at) = carrier.visit(self.msp, &self.tenant.to_string(), 1).await {
                let left = u64::try_from(at - clock.now()).unwrap_or(0);
                control.jump(Duration::from_micros(left) + Duration::from_secs(1));
            }
        }
        panic!("it does not end: {:#?}", self.stands().await);
    }

    fn wish(&self) -> Value {
        json!({ "tenant": self.tenant.to_string(), "reason": "the contract ended" })
    }

    /// The onboarding, and the tenant's status, as lists show them.
    async fn shown(&self) -> Value {
        let query = "query($id: ID!, $p: Position) {
            onboarding(id: $id, atLeast: $p) { status attempt endedAt story { standing endReason undone
                leftBehind } tenant { status } } }";
        let variables = json!({ "id": self.tenant.to_string(), "p": self.ada.head().await });
        self.ada.data(query, variables).await["onboarding"].clone()
    }
}

async fn ask(client: &Client, input: Value) -> Value {
    crate::office::told(client, "onboardingEndAccess", input, APPROVAL).await
}

async fn what_is_approved_is_taken_back_and_can_be_begun_anew(world: World) {
    let there = There::open(world).await;
    there.start().await;
    there.carry().await;
    assert!(there.stands().await.has_access());
    let asked = ask(&there.ada, there.wish()).await;
    assert_eq!(code(&asked), "done", "{asked:#}");
    let approval = asked["approval"].clone();
    assert_eq!(
        (&approval["risk"], &approval["status"]),
        (&json!("HIGH"), &json!("WAITING"))
    );
    let changes = approval["plan"]["changes"].as_array().unwrap().clone();
    let ended = changes.iter().find(|it| it["aspect"] == "RELATIONSHIP");
    assert_eq!(
        ended.unwrap()["after"]["text"],
        "terminated",
        "{changes:#?}"
    );

    // Neither whoever asked nor a Tech decides; nothing is taken back meanwhile.
    let own = tell(&there.ada, "approvalApprove", approve(&approval)).await;
    assert_eq!(code(&own), "APPROVAL_OF_OWN_REQUEST");
    let tech = there.house.somebody_of(there.msp, Role::Tech).await;
    let theirs = tell(&tech, "approvalApprove", approve(&approval)).await;
    assert_eq!(code(&theirs), "APPROVAL_NEEDS_ADMIN");
    assert_eq!(there.shown().await["status"], "ACTIVE");

    let approved = tell(&there.ben, "approvalApprove", approve(&approval)).await;
    assert_eq!(code(&approved), "done", "{approved:#}");
    let id = approval["approvalId"].as_str().unwrap();
    let visited = visit(&there.house, there.clock(), there.msp, id).await;
    assert_eq!(visited, Visit::Rest);
    assert_eq!(standing(&there.ada, &approval).await["status"], "DONE");
    let shown = there.shown().await;
    assert_eq!(shown["status"], "UNDOING");
    assert_eq!(shown["story"]["standing"], "ENDING_ACCESS");
    there.carry().await;
    let shown = there.shown().await;
    assert_eq!(shown["status"], "ENDED", "{shown:#}");
    assert_eq!(shown["story"]["standing"], "ACCESS_ENDED");
    assert_eq!(shown["story"]["endReason"], "the contract ended");
    assert_eq!(shown["story"]["leftBehind"], json!([]));
    assert_eq!(shown["story"]["undone"].as_array().unwrap().len(), 4);
    assert_eq!(shown["tenant"]["status"], "DISCOVERED");
    let left = there.clouds.control().left_behind(there.tenant.as_uuid());
    assert!(left.is_empty(), "{left:?}");
    let again = ask(&there.ada, there.wish()).await;
    assert_eq!(code(&again), "OPERATION_EMPTY");

    there.start().await;
    there.carry().await;
    let shown = there.shown().await;
    assert_eq!(
        (&shown["status"], &shown["attempt"]),
        (&json!("ACTIVE"), &json!(2))
    );
    assert_eq!(shown["tenant"]["status"], "ACTIVE");
    there.house.end().await;
}

async fn what_is_not_in_place_is_not_ended(world: World) {
    let there = There::open(world).await;
    let told = ask(&there.ada, there.wish()).await;
    assert_eq!(code(&told), "ONBOARDING_NOT_FOUND");
    there.start().await;
    let told = ask(&there.ada, there.wish()).await;
    assert_eq!(code(&told), "ONBOARDING_NOT_IN_PLACE");
    let reader = there.house.somebody_of(there.msp, Role::Viewer).await;
    let query = "mutation($i: OnboardingEndAccessInput!) { onboardingEndAccess(input: $i) {
        userErrors { code } } }";
    let mut wish = there.wish();
    wish["idempotencyKey"] = json!("k");
    assert_eq!(
        reader.refused(query, json!({ "i": wish })).await,
        "ROLE_MISSING"
    );
    there.house.end().await;
}
