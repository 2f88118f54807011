//! Listening to how onboardings go, and what becomes of tenants.

use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::client::Client;
use crate::house::House;
use crate::socket::{Socket, TAIL, number};

on_both_databases!(
    an_onboarding_is_told_event_by_event_as_it_stood_then,
    tenants_are_told_as_they_change,
    what_one_looked_up_is_there_for_all,
    what_cannot_be_read_yet_is_told_without_it,
    a_customer_s_timeline_has_the_tenants_that_become_its_own,
);

const PROGRESS: &str = "subscription($t: ID, $a: Position) {
    onboardingProgress(tenant: $t, after: $a) { position type recordedAt tenantId
        onboarding { status position customer { name } } story { standing steps { mark } } } }";

const CHANGES: &str = "subscription($a: Position) {
    tenantChanged(after: $a) { position recordedAt tenantId tenant { status position customer { name } } } }";

/// Begins an onboarding of a new customer's tenant.
async fn start(tech: &Client, template: &Value) -> String {
    let (customer, _) = tech.register("Contoso").await;
    start_for(tech, &customer, template).await
}

async fn start_for(tech: &Client, customer: &str, template: &Value) -> String {
    let tenant = Uuid::now_v7().to_string();
    let start = "mutation($k: String!, $c: ID!, $t: ID!, $p: ID!) { onboardingStart(input: { idempotencyKey: $k,
        wish: { customer: $c, tenant: $t, template: $p } }) { receipt { position } } }";
    let wish = json!({ "k": tenant, "c": customer, "t": tenant, "p": template });
    let told = tech.data(start, wish).await;
    assert!(told["onboardingStart"]["receipt"].is_object(), "{told:#}");
    tenant
}

async fn cancel(tech: &Client, tenant: &str) {
    let cancel = "mutation($i: OnboardingCancelInput!) { onboardingCancel(input: $i) { receipt { position } } }";
    let input = json!({ "i": { "idempotencyKey": "c", "tenant": tenant, "reason": "never mind" } });
    let told = tech.data(cancel, input).await;
    assert!(told["onboardingCancel"]["receipt"].is_object(), "{told:#}");
}

async fn template(tech: &Client) -> Value {
    let define = "mutation { gdapTemplateDefine(input: { idempotencyKey: \"t\", name: \"Standard\",
        terms: { preset: READ_ONLY } }) { template { id } } }";
    tech.data(define, json!({})).await["gdapTemplateDefine"]["template"]["id"].clone()
}

async fn an_onboarding_is_told_event_by_event_as_it_stood_then(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let template = template(&tech).await;
    let mut all = Socket::of(&tech).await;
    all.subscribe("1", PROGRESS, json!({ "a": "0" })).await;
    let tenant = start(&tech, &template).await;
    let told = all.told().await["onboardingProgress"].clone();
    assert_eq!(told["type"], "OnboardingStarted");
    assert_eq!(told["tenantId"], json!(tenant));
    assert_eq!(told["onboarding"]["status"], "ONBOARDING", "{told:#}");
    assert_eq!(told["onboarding"]["customer"]["name"], "Contoso");
    assert_eq!(told["story"]["standing"], "UNDER_WAY");
    let other = start(&tech, &template).await;
    let told = all.told().await["onboardingProgress"].clone();
    assert_eq!(told["tenantId"], json!(other));
    cancel(&tech, &tenant).await;
    let told = all.told().await["onboardingProgress"].clone();
    assert_eq!(told["onboarding"]["status"], "UNDOING", "{told:#}");
    assert_eq!(told["story"]["standing"], "UNDOING_CANCELLATION");

    // Whoever comes later is told the same: the story of then, and the onboarding of now.
    let mut one = Socket::of(&tech).await;
    let variables = json!({ "t": tenant, "a": "0" });
    one.subscribe("1", PROGRESS, variables).await;
    let first = one.told().await["onboardingProgress"].clone();
    assert_eq!(first["type"], "OnboardingStarted");
    assert_eq!(first["story"]["standing"], "UNDER_WAY");
    assert_eq!(first["onboarding"]["status"], "UNDOING");
    assert!(number(&first["onboarding"]["position"]) > number(&first["position"]));
    assert_eq!(one.told().await["onboardingProgress"], told);
    one.hears_nothing().await;

    let mut malformed = Socket::of(&tech).await;
    let variables = json!({ "t": "nonsense" });
    malformed.subscribe("1", PROGRESS, variables).await;
    assert_eq!(malformed.refused().await, "NODE_ID_MALFORMED");
    house.end().await;
}

async fn tenants_are_told_as_they_change(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let template = template(&tech).await;
    let mut live = Socket::of(&tech).await;
    live.subscribe("1", CHANGES, json!({ "a": "0" })).await;
    let tenant = start(&tech, &template).await;
    let told = live.told().await["tenantChanged"].clone();
    assert_eq!(told["tenantId"], json!(tenant));
    assert_eq!(told["tenant"]["status"], "ONBOARDING", "{told:#}");
    assert_eq!(told["tenant"]["customer"]["name"], "Contoso");
    let begun = told["position"].clone();
    let other = start(&tech, &template).await;
    cancel(&tech, &tenant).await;

    // What is known already is told once for each tenant, in the order of the last changes.
    let mut later = Socket::of(&tech).await;
    later.subscribe("1", CHANGES, json!({ "a": begun })).await;
    let (first, second) = (later.told().await, later.told().await);
    let (first, second) = (&first["tenantChanged"], &second["tenantChanged"]);
    assert_eq!(first["tenantId"], json!(other));
    assert_eq!(second["tenantId"], json!(tenant));
    later.hears_nothing().await;

    // Between the two, a cut: only the second is left.
    let after = json!({ "a": first["position"] });
    let mut resumed = Socket::of(&tech).await;
    resumed.subscribe("1", CHANGES, after).await;
    assert_eq!(resumed.told().await["tenantChanged"], *second);
    resumed.hears_nothing().await;
    house.end().await;
}

async fn what_one_looked_up_is_there_for_all(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let template = template(&tech).await;
    let query = "subscription { onboardingProgress(after: 1) { position onboarding { status }
        story { standing } } }";
    let mut socket = Socket::of(&tech).await;
    for id in 0..50 {
        socket.subscribe(&id.to_string(), query, json!({})).await;
    }
    let tenant = start(&tech, &template).await;
    for _ in 0..50 {
        let told = socket.told().await["onboardingProgress"].clone();
        assert_eq!(told["onboarding"]["status"], "ONBOARDING", "{told:#}");
        assert_eq!(told["story"]["standing"], "UNDER_WAY");
    }
    // Whoever comes late reads the past alone. From here on all 50 hear the same as it is recorded.
    let before = house.projections.reads();
    cancel(&tech, &tenant).await;
    for _ in 0..50 {
        let told = socket.told().await["onboardingProgress"].clone();
        assert_eq!(told["story"]["standing"], "UNDOING_CANCELLATION");
    }
    let reads = house.projections.reads() - before;
    // Looked up for all together, now and then twice where some come late; never once for each.
    assert!(reads < 25, "{reads} reads");
    house.end().await;
}

async fn what_cannot_be_read_yet_is_told_without_it(world: World) {
    let house = House::impatient(world).await;
    let tech = house.somebody(Role::Tech).await;
    let template = template(&tech).await;
    let (customer, position) = tech.register("Contoso").await;
    let read = "query($p: Position) { onboardings(atLeast: $p) { edges { cursor } } }";
    tech.data(read, json!({ "p": position })).await;
    house.stop_reading();
    let query = "subscription($a: Position) { onboardingProgress(after: $a) { position type
        onboarding { status } story { standing } } }";
    let mut socket = Socket::of(&tech).await;
    let variables = json!({ "a": position });
    socket.subscribe("1", query, variables).await;
    let tenant = start_for(&tech, &customer, &template).await;
    cancel(&tech, &tenant).await;
    for (event, standing) in [
        ("OnboardingStarted", "UNDER_WAY"),
        ("CancellationRequested", "UNDOING_CANCELLATION"),
    ] {
        let said = socket.said().await;
        let told = &said["payload"]["data"]["onboardingProgress"];
        assert_eq!(told["type"], event, "{said:#}");
        assert_eq!(told["onboarding"], Value::Null);
        assert_eq!(told["story"]["standing"], standing);
        let error = &said["payload"]["errors"][0];
        assert_eq!(error["extensions"]["code"], "PROJECTION_LAGGING");
        assert_eq!(error["path"], json!(["onboardingProgress", "onboarding"]));
    }
    house.end().await;
}

async fn a_customer_s_timeline_has_the_tenants_that_become_its_own(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let template = template(&tech).await;
    let (customer, _) = tech.register("Contoso").await;
    let known = start_for(&tech, &customer, &template).await;
    let mut socket = Socket::of(&tech).await;
    let variables = json!({ "a": tech.head().await, "f": { "customer": customer } });
    socket.subscribe("1", TAIL, variables).await;
    start(&tech, &template).await;
    let new = start_for(&tech, &customer, &template).await;
    cancel(&tech, &new).await;
    for wanted in ["OnboardingStarted", "CancellationRequested"] {
        assert_eq!(socket.event().await["type"], wanted);
    }
    let cancel = "mutation($i: OnboardingCancelInput!) { onboardingCancel(input: $i) { receipt { position } } }";
    let input = json!({ "i": { "idempotencyKey": "d", "tenant": known, "reason": "never mind" } });
    tech.data(cancel, input).await;
    assert_eq!(socket.event().await["type"], "CancellationRequested");
    socket.hears_nothing().await;
    house.end().await;
}
