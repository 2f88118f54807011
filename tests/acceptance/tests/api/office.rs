//! An MSP whose people ask for changes and decide about them over HTTP, at a time that can be moved, and a worker
//! that carries out what was approved.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use hyper::Method;
use serde_json::{Value, json};
use tenantry_api::entry::Rate;
use tenantry_domain::approval::Approval;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::Micros;
use tenantry_domain::role::Role;
use tenantry_domain::saga::days;
use tenantry_engine::approvals::ApprovalSteps;
use tenantry_engine::chance::SystemChance;
use tenantry_engine::ledger::Ledger;
use tenantry_engine::sagas::{Carrier as _, Carry, Visit};
use tenantry_engine::time::{Clock, SystemClock};
use tenantry_support::World;
use uuid::Uuid;

use crate::client::{Client, send};
use crate::house::{Ground, House, PAGES};

/// The time, and some days more.
#[derive(Debug, Default)]
pub(crate) struct Later(AtomicI64);

impl Clock for Later {
    fn now(&self) -> Micros {
        SystemClock.now() + self.0.load(Ordering::SeqCst)
    }
}

pub(crate) struct Office {
    pub(crate) house: House,
    clock: Arc<Later>,
    pub(crate) msp: MspId,
    /// Ada asks; Ben, who is an admin, decides.
    pub(crate) ada: Client,
    pub(crate) ben: Client,
}

const APPROVAL: &str =
    "approval { id approvalId status digest decisionsGiven decisionsNeeded waitsFor }";
const ERRORS: &str = "userErrors { code message path remedy helpPage }";

impl Office {
    pub(crate) async fn open(world: World) -> Self {
        let ledger = world.ledger().await;
        Self::upon(world, ledger).await
    }

    pub(crate) async fn upon(world: World, ledger: Arc<dyn Ledger>) -> Self {
        let rate = Rate {
            burst: 10_000,
            ..Rate::default()
        };
        let clock = Arc::new(Later::default());
        let mut ground = Ground::of(rate, crate::house::no_clouds());
        ground.clock = clock.clone();
        let house = House::upon(world, ledger, ground).await;
        let ada = house.somebody(Role::Tech).await;
        let ben = house.somebody_of(ada.msp, Role::Admin).await;
        Self {
            house,
            clock,
            msp: ada.msp,
            ada,
            ben,
        }
    }

    pub(crate) fn wait_days(&self, count: i64) {
        self.clock.0.fetch_add(days(count), Ordering::SeqCst);
    }

    /// A customer, and a request of Ada's for its file to be closed.
    pub(crate) async fn archiving(&self, name: &str) -> Value {
        let (customer, _) = self.ada.register(name).await;
        let told = tell(&self.ada, "approvalRequest", archive(&customer)).await;
        assert_eq!(code(&told), "done", "{told:#}");
        told["approval"].clone()
    }

    /// What a worker does when the approval's turn has come.
    pub(crate) async fn carry(&self, approval: &Value) {
        let clock = self.clock.clone();
        let id = approval["approvalId"].as_str().unwrap();
        assert_eq!(visit(&self.house, clock, self.msp, id).await, Visit::Rest);
    }
}

pub(crate) async fn visit(house: &House, clock: Arc<dyn Clock>, msp: MspId, id: &str) -> Visit {
    let steps = ApprovalSteps::new(house.approvals.clone(), "worker");
    let (engine, chance) = (house.engine.clone(), Arc::new(SystemChance));
    let carrier = Carry::<Approval, _>::new(engine, steps, clock, chance, "worker");
    carrier.visit(msp, id, 1).await
}

pub(crate) fn archive(customer: &str) -> Value {
    json!({ "reason": "they left", "what": { "operation": { "archiveCustomer": { "customer": customer } } } })
}

pub(crate) fn approve(approval: &Value) -> Value {
    json!({ "id": approval["id"], "digest": approval["digest"] })
}

/// What comes of a mutation of approvals, with a key of its own unless one is given.
pub(crate) async fn tell(client: &Client, mutation: &str, input: Value) -> Value {
    let fields = format!("{APPROVAL} receipt {{ position outcome }} {ERRORS}");
    told(client, mutation, input, &fields).await
}

/// The same with other fields.
pub(crate) async fn told(client: &Client, mutation: &str, input: Value, fields: &str) -> Value {
    let (query, input) = document(mutation, input, fields);
    client.data(&query, json!({ "i": input })).await[mutation].clone()
}

pub(crate) fn document(mutation: &str, mut input: Value, fields: &str) -> (String, Value) {
    if input["idempotencyKey"].is_null() {
        input["idempotencyKey"] = json!(Uuid::now_v7().to_string());
    }
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let query = format!("mutation($i: {kind}!) {{ {mutation}(input: $i) {{ {fields} }} }}");
    (query, input)
}

/// The first code that a mutation was turned down with.
pub(crate) fn code(told: &Value) -> &str {
    told["userErrors"][0]["code"].as_str().unwrap_or("done")
}

/// What somebody is answered who is signed in.
pub(crate) async fn browse(house: &House, session: &str, query: &str, variables: Value) -> Value {
    let body = json!({ "query": query, "variables": variables }).to_string();
    let cookie = format!("tenantry={session}");
    let headers = [
        ("content-type", "application/json"),
        ("cookie", cookie.as_str()),
        ("graphql-require-preflight", "1"),
        ("origin", PAGES),
    ];
    let answer = send(house.address, Method::POST, "/graphql", &headers, &body).await;
    answer.json()
}

/// How an approval stands by now.
pub(crate) async fn standing(client: &Client, approval: &Value) -> Value {
    let query = "query($id: ID!, $p: Position) { approval(id: $id, atLeast: $p) { id status digest endReason
        decisionsGiven grantedAt endedBy { actor } story { steps { mark } } } }";
    let variables = json!({ "id": approval["id"], "p": client.head().await });
    client.data(query, variables).await["approval"].clone()
}
