//! The numbers of the overview, and the lists that they lead to.

use serde_json::{Value, json};
use tenantry_domain::approval::{Person, PersonKind};
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::approvals::{Asking, person};
use crate::client::Client;
use crate::house::House;
use crate::statements::an_account;

on_both_databases!(
    the_fleet_is_counted,
    the_fleet_is_counted_in_a_few_statements,
);

const FLEET: &str = "query($p: Position) { fleet(atLeast: $p) {
    tenants { discovered onboarding active error drifted } customers
    onboardings { needAttention waitForCustomer }
    approvals { waitForMe waitForDecisions waitForSomebody needAttention }
    vendors { withProblem recordsUnmapped } standsStill } }";

async fn fleet(client: &Client) -> Value {
    let head = client.head().await;
    client.data(FLEET, json!({ "p": head })).await["fleet"].clone()
}

pub(crate) async fn begin(tech: &Client, key: &str) {
    let define = "mutation { gdapTemplateDefine(input: { idempotencyKey: \"t\", name: \"Standard\",
        terms: { preset: READ_ONLY } }) { template { id } } }";
    let told = tech.data(define, json!({})).await;
    let template = told["gdapTemplateDefine"]["template"]["id"].clone();
    let (customer, _) = tech.register(key).await;
    let start = "mutation($k: String!, $c: ID!, $t: ID!, $p: ID!) { onboardingStart(input: { idempotencyKey: $k,
        wish: { customer: $c, tenant: $t, template: $p } }) { userErrors { code } } }";
    let wish = json!({ "k": key, "c": customer, "t": Uuid::now_v7(), "p": template });
    let told = tech.data(start, wish).await;
    assert_eq!(told["onboardingStart"]["userErrors"], json!([]));
}

async fn the_fleet_is_counted(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let nothing = json!({
        "tenants": { "discovered": 0, "onboarding": 0, "active": 0, "error": 0, "drifted": 0 },
        "customers": 0,
        "onboardings": { "needAttention": 0, "waitForCustomer": 0 },
        "approvals": { "waitForMe": 0, "waitForDecisions": 0, "waitForSomebody": 0, "needAttention": 0 },
        "vendors": { "withProblem": 0, "recordsUnmapped": 0 },
        "standsStill": false,
    });
    assert_eq!(fleet(&admin).await, nothing);
    for key in ["one", "two"] {
        begin(&admin, key).await;
    }
    let asking = Asking::at(&house, &admin).await;
    let theirs = asking.disable().await;
    asking.request(&theirs, person("grace")).await;
    let mine = Person {
        kind: PersonKind::Service,
        id: own_id(&admin).await,
    };
    asking.request(&theirs, mine).await;
    for number in [1, 2] {
        an_account(&house, &admin, number).await;
    }
    let told = fleet(&admin).await;
    assert_eq!(told["tenants"]["onboarding"], 2, "{told:#}");
    // Two with an onboarding, one with approvals, one for each account.
    assert_eq!(told["customers"], 5);
    let approvals = &told["approvals"];
    assert_eq!(
        (&approvals["waitForMe"], &approvals["waitForDecisions"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(told["vendors"]["recordsUnmapped"], 4);
    let lists =
        "{ vendorRecords(filter: { mapping: UNMAPPED, vanished: false }) { edges { cursor } }
        approvals(filter: { concern: WAITS_FOR_ME }) { edges { cursor } }
        tenants(filter: { status: ONBOARDING, drifted: false }) { edges { cursor } }
        none: tenants(filter: { drifted: true }) { edges { cursor } }
        onboardings(filter: { waitsForCustomer: true }) { edges { cursor } } }";
    let found = admin.data(lists, json!({})).await;
    for (list, many) in [
        ("vendorRecords", 4),
        ("approvals", 1),
        ("tenants", 2),
        ("none", 0),
        ("onboardings", 0),
    ] {
        assert_eq!(
            found[list]["edges"].as_array().unwrap().len(),
            many,
            "{list}"
        );
    }
    let stranger = house.somebody(Role::Viewer).await;
    assert_eq!(fleet(&stranger).await, nothing);
    house.end().await;
}

async fn own_id(client: &Client) -> String {
    let told = client.data("{ viewer { actor } }", json!({})).await;
    let actor = told["viewer"]["actor"].as_str().unwrap().to_owned();
    let id = actor.rsplit([' ', ':', '/']).next().unwrap();
    id.to_owned()
}

async fn the_fleet_is_counted_in_a_few_statements(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    for number in 1..=3 {
        an_account(&house, &admin, number).await;
        assert_eq!(fleet(&admin).await["customers"], json!(number));
        let before = house.projections.reads();
        admin.data(FLEET, json!({})).await;
        // Tenants, customers, onboardings, twice approvals, accounts and their records.
        assert_eq!(house.projections.reads() - before, 7);
    }
    let before = house.projections.reads();
    admin.data("{ fleet { customers } }", json!({})).await;
    assert_eq!(house.projections.reads() - before, 1);
    house.end().await;
}
