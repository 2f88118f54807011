//! That nothing in an answer is older than what was asked for: what lies below a row comes from other tables, and they
//! follow the ledger each on its own.

use std::time::Duration;

use serde_json::{Value, json};
use tenantry_domain::ids::MspId;
use tenantry_domain::projection::{
    PauseProjection, Projection, ProjectionCommand, ResumeProjection, id_of,
};
use tenantry_domain::record::Position;
use tenantry_domain::role::Role;
use tenantry_domain::text::{ProjectionName, Reason};
use tenantry_engine::commands::Request;
use tenantry_support::customers::ada;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::client::Client;
use crate::house::House;
use crate::record::tear;

on_both_databases!(
    what_lies_below_is_not_older,
    what_lies_below_is_there_all_the_same_where_it_was_a_wish,
    a_change_is_told_although_what_lies_below_is_late,
    a_change_is_on_record_although_its_table_stands,
    whoever_goes_by_the_position_waits_once,
);

const NAME: &str = "tenants";

/// How often it is looked whether the table goes on.
const TRIES: usize = 20;

/// A customer whose tenants are in a table that stands still.
struct Late {
    house: House,
    tech: Client,
    customer: String,
    /// What that table does not hold.
    position: Value,
}

impl Late {
    async fn open(world: World) -> Self {
        let house = House::impatient(world).await;
        let tech = house.somebody(Role::Tech).await;
        let name = ProjectionName::new(NAME).unwrap();
        let reason = Reason::new("a test").unwrap();
        let pause = ProjectionCommand::Pause(PauseProjection { name, reason });
        let paused = decide(&house, tech.msp, pause).await;
        // Whoever follows the tables has read the decision then, and obeys it from the next event on.
        let (tables, long) = (&house.projections, Duration::from_mins(1));
        let heard = tables.wait_for(tech.msp, paused, &["customers"], long);
        heard.await.unwrap();
        let (customer, position) = tech.register("Northwind").await;
        Self {
            house,
            tech,
            customer,
            position: json!(position),
        }
    }

    fn variables(&self) -> Value {
        json!({ "id": self.customer, "p": self.position })
    }
}

async fn decide(house: &House, msp: MspId, command: ProjectionCommand) -> Position {
    let request = Request::<Projection> {
        msp,
        id: id_of(NAME).to_string(),
        command,
        context: ada(),
    };
    let done = house.engine.execute(request).await;
    done.unwrap().receipt.position
}

const AT_LEAST: &str =
    "query($id: ID!, $p: Position) { customer(id: $id, atLeast: $p) { tenants { tenantId } } }";

async fn what_lies_below_is_not_older(world: World) {
    let late = Late::open(world).await;
    let told = late.tech.ask(AT_LEAST, late.variables()).await;
    let error = &told["errors"][0];
    assert_eq!(
        error["extensions"]["code"], "PROJECTION_LAGGING",
        "{told:#}"
    );
    assert_eq!(error["path"], json!(["customer", "tenants"]));
    // Whoever does not ask for it is not kept.
    let query = "query($id: ID!) { customer(id: $id) { tenants { tenantId } } }";
    let told = late.tech.data(query, late.variables()).await;
    assert_eq!(told["customer"]["tenants"], json!([]));

    let name = ProjectionName::new(NAME).unwrap();
    let resume = ProjectionCommand::Resume(ResumeProjection { name });
    decide(&late.house, late.tech.msp, resume).await;
    for _ in 0..TRIES {
        let told = late.tech.ask(AT_LEAST, late.variables()).await;
        if told.get("errors").is_none() {
            late.house.end().await;
            return;
        }
    }
    panic!("it does not go on");
}

async fn what_lies_below_is_there_all_the_same_where_it_was_a_wish(world: World) {
    let late = Late::open(world).await;
    let query = "{ customers { edges { node { tenants { tenantId } } } } }";
    let told = late.tech.ask_as_of(query, &late.position).await;
    assert!(told.get("errors").is_none(), "{told:#}");
    let edges = &told["data"]["customers"]["edges"];
    assert_eq!(edges[0]["node"]["tenants"], json!([]), "{told:#}");
    late.house.end().await;
}

async fn a_change_is_told_although_what_lies_below_is_late(world: World) {
    let late = Late::open(world).await;
    let query = "mutation($i: CustomerRenameInput!) { customerRename(input: $i) {
        customer { name tenants { tenantId } } userErrors { code } } }";
    let input = json!({ "idempotencyKey": "k", "id": late.customer, "name": "Contoso" });
    let told = late.tech.data(query, json!({ "i": input })).await;
    let customer = &told["customerRename"]["customer"];
    let expected = json!({ "name": "Contoso", "tenants": [] });
    assert_eq!(customer, &expected, "{told:#}");
    late.house.end().await;
}

const REGISTER: &str = "mutation($i: CustomerRegisterInput!) { customerRegister(input: $i) {
    customer { name } receipt { position outcome } userErrors { code } } }";

async fn a_change_is_on_record_although_its_table_stands(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    tear(&house, tech.msp).await;
    let input = json!({ "i": { "idempotencyKey": "k", "name": "Contoso" } });
    let told = tech.data(REGISTER, input.clone()).await["customerRegister"].clone();
    let expected = json!({ "customer": null, "userErrors": [],
        "receipt": { "position": "3", "outcome": "RECORDED" } });
    assert_eq!(told, expected);
    let again = tech.data(REGISTER, input).await["customerRegister"].clone();
    assert_eq!(again["receipt"]["outcome"], "REPLAYED");
    house.end().await;
}

async fn whoever_goes_by_the_position_waits_once(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let by_position = "mutation($i: CustomerRegisterInput!) { customerRegister(input: $i) {
        receipt { position } userErrors { code } } }";
    let read = "query($id: ID!, $p: Position) { customer(id: $id, atLeast: $p) { name } }";
    for number in 1..=20 {
        let (id, name) = (Uuid::now_v7(), format!("Customer {number}"));
        let input = json!({ "idempotencyKey": id, "customerId": id, "name": name });
        let reads = house.projections.reads();
        let told = tech.data(by_position, json!({ "i": input })).await;
        assert_eq!(house.projections.reads(), reads, "no table is read for it");
        let position = &told["customerRegister"]["receipt"]["position"];
        let told = tech.data(read, json!({ "id": id, "p": position })).await;
        assert_eq!(told["customer"]["name"], name);
    }
    house.end().await;
}
