//! The record: timelines, moments of the past, the ledger's hash.

use std::time::Duration;

use serde_json::{Value, json};
use tenantry_domain::ids::MspId;
use tenantry_domain::record::StreamId;
use tenantry_domain::role::Role;
use tenantry_engine::ledger::{NewEvent, Proposal, Verdict};
use tenantry_support::{World, on_both_databases};
use tokio::time::sleep;
use uuid::Uuid;

use crate::access::{home, sign_in};
use crate::client::Client;
use crate::house::House;

on_both_databases!(
    timelines_are_read_both_ways_and_searched,
    events_are_told_by_the_names_of_now,
    of_two_conditions_both_have_to_hold,
    the_past_is_told_as_it_was,
    the_ledger_and_its_tables_are_looked_after,
    a_table_that_stands_is_tried_again,
    a_table_is_built_anew_on_request,
);

const TIMELINE: &str = "query($f: Int, $a: String, $w: EventFilter, $o: EventOrder, $t: AsOf) {
    timeline(first: $f, after: $a, filter: $w, order: $o, asOf: $t) {
        edges { node { id position type streamType streamId payload origin { actorKind actor reason
            correlationId source } leafHash } } pageInfo { hasNextPage endCursor } } }";

/// The customers' streams, in the order in which they were registered.
const STREAMS: &str = "{ timeline(filter: { type: \"CustomerRegistered\" }, order: OLDEST_FIRST) {
    edges { node { streamType streamId } } } }";

async fn types(client: &Client, variables: Value) -> Vec<String> {
    let (mut all, mut after) = (Vec::new(), Value::Null);
    loop {
        let mut variables = variables.clone();
        variables["a"] = after;
        let page = client.data(TIMELINE, variables).await["timeline"].clone();
        for edge in page["edges"].as_array().unwrap() {
            all.push(edge["node"]["type"].as_str().unwrap().to_owned());
        }
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            return all;
        }
    }
}

/// Two customers, one of them renamed twice.
async fn history(tech: &Client) -> String {
    let (first, _) = tech.register("Contoso").await;
    tech.register("Fabrikam").await;
    for (key, name) in [("a", "Contoso Ltd"), ("b", "Contoso plc")] {
        let rename = "mutation($i: CustomerRenameInput!) { customerRename(input: $i) { receipt { position } } }";
        let input = json!({ "i": { "idempotencyKey": key, "id": first, "name": name, "reason": "merger" } });
        tech.data(rename, input).await;
    }
    first
}

async fn timelines_are_read_both_ways_and_searched(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let first = history(&tech).await;
    let all = [
        "ServiceTokenIssued",
        "CustomerRegistered",
        "CustomerRegistered",
        "CustomerRenamed",
        "CustomerRenamed",
    ];
    let newest: Vec<&str> = all.iter().copied().rev().collect();
    for first in [1, 2, 3, 50] {
        assert_eq!(types(&tech, json!({ "f": first })).await, newest);
        let oldest = json!({ "f": first, "o": "OLDEST_FIRST" });
        assert_eq!(types(&tech, oldest).await, all);
    }
    let of_customer = json!({ "w": { "customer": first }, "f": 2 });
    assert_eq!(
        types(&tech, of_customer).await,
        ["CustomerRenamed", "CustomerRenamed", "CustomerRegistered"]
    );
    let renamed = json!({ "w": { "type": "CustomerRenamed" }, "f": 1 });
    assert_eq!(
        types(&tech, renamed).await,
        ["CustomerRenamed", "CustomerRenamed"]
    );
    let then = json!({ "t": { "position": "4" } });
    assert_eq!(types(&tech, then).await, &newest[1..]);
    let nobody = json!({ "w": { "actor": "nobody" } });
    assert_eq!(types(&tech, nobody).await, Vec::<String>::new());

    let page = tech.data(TIMELINE, json!({ "f": 1 })).await["timeline"].clone();
    let event = &page["edges"][0]["node"];
    assert_eq!(
        event["payload"],
        json!({ "from": "Contoso Ltd", "to": "Contoso plc" })
    );
    assert_eq!(
        (&event["origin"]["reason"], &event["origin"]["source"]),
        (&json!("merger"), &json!("API"))
    );
    assert_eq!(event["leafHash"].as_str().unwrap().len(), 64);
    let matter = json!({ "w": { "correlationId": event["origin"]["correlationId"] } });
    assert_eq!(types(&tech, matter).await, ["CustomerRenamed"]);
    let by_id = "query($id: ID!) { node(id: $id) { ... on Event { position } }
        event(position: 3) { type } }";
    let one = tech.data(by_id, json!({ "id": event["id"] })).await;
    assert_eq!(
        (&one["node"]["position"], &one["event"]["type"]),
        (&json!("5"), &json!("CustomerRegistered"))
    );
    for (variables, code) in [
        (json!({ "w": { "stream": "nonsense" } }), "MALFORMED_STREAM"),
        (
            json!({ "w": { "customer": "nonsense" } }),
            "NODE_ID_MALFORMED",
        ),
        (json!({ "a": "Zm9v" }), "MALFORMED_CURSOR"),
    ] {
        assert_eq!(tech.refused(TIMELINE, variables).await, code);
    }
    house.end().await;
}

/// What happened to what, and who did it, by what people call them.
async fn events_are_told_by_the_names_of_now(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    history(&tech).await;
    let (grace, _) = sign_in(&house, home(&house, tech.msp).await, "Grace", &[]).await;
    let query = "{ timeline(first: 50, order: OLDEST_FIRST) { edges { node {
        type streamType streamName origin { actor actorName } } } } }";
    let told = tech.ask_as_of(query, &tech.head().await).await["data"].take();
    let edges = told["timeline"]["edges"].as_array().unwrap();
    let called = |kind: &str| -> Vec<&Value> {
        let of_kind = edges.iter().map(|edge| &edge["node"]);
        of_kind.filter(|it| it["streamType"] == kind).collect()
    };
    let names: Vec<&str> = called("customer")
        .iter()
        .map(|it| it["streamName"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["Contoso plc", "Fabrikam", "Contoso plc", "Contoso plc"]
    );
    // A token is called by its name, and so is what it did.
    let token = &called("service_token")[0]["streamName"];
    assert!(token.is_string(), "{told:#}");
    assert_eq!(&called("customer")[0]["origin"]["actorName"], token);
    // A session is its person's. An MSP's team has no name of its own.
    let session = called("session")[0];
    assert_eq!(session["streamName"], "Grace", "{told:#}");
    assert_eq!(session["origin"]["actor"], json!(grace));
    assert_eq!(session["origin"]["actorName"], "Grace");
    assert_eq!(called("team")[0]["streamName"], Value::Null);
    house.end().await;
}

/// Another customer's stream is not this customer's.
async fn of_two_conditions_both_have_to_hold(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let first = history(&tech).await;
    let own = tech.data(STREAMS, json!({})).await["timeline"]["edges"].clone();
    let stream = |place: usize| {
        let node = &own[place]["node"];
        let (kind, id) = (&node["streamType"], &node["streamId"]);
        format!("{}/{}", kind.as_str().unwrap(), id.as_str().unwrap())
    };
    let both = |place: usize| json!({ "w": { "customer": first, "stream": stream(place) } });
    assert_eq!(types(&tech, both(0)).await.len(), 3);
    assert_eq!(types(&tech, both(1)).await, Vec::<String>::new());
    house.end().await;
}

async fn the_past_is_told_as_it_was(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let first = history(&tech).await;
    let id = tech
        .data(
            "query($id: ID!) { customer(id: $id) { customerId } }",
            json!({ "id": first }),
        )
        .await;
    let stream = format!(
        "customer/{}",
        id["customer"]["customerId"].as_str().unwrap()
    );
    let query = "query($s: String!, $t: AsOf) { streamState(stream: $s, asOf: $t) }";
    for (at, name) in [
        ("2", "Contoso"),
        ("3", "Contoso"),
        ("4", "Contoso Ltd"),
        ("5", "Contoso plc"),
    ] {
        let then = json!({ "s": stream, "t": { "position": at } });
        let state = tech.data(query, then).await["streamState"].clone();
        assert_eq!(state["registered"]["name"], name, "{state:#}");
    }
    let before = json!({ "s": stream, "t": { "position": "1" } });
    assert_eq!(tech.data(query, before).await["streamState"], Value::Null);
    let long_ago = json!({ "s": stream, "t": { "at": "2020-01-01T00:00:00Z" } });
    assert_eq!(tech.data(query, long_ago).await["streamState"], Value::Null);
    let now = tech.data(query, json!({ "s": stream })).await["streamState"].clone();
    assert_eq!(now["registered"]["name"], "Contoso plc");
    house.end().await;
}

async fn the_ledger_and_its_tables_are_looked_after(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let (_, position) = tech.register("Contoso").await;
    let query = "query($p: Position) { ledger { position rootHash recordedAt }
        customers(atLeast: $p) { edges { cursor } }
        projections { name question head position lag problem { code } } standstill { since } }";
    let told = tech.data(query, json!({ "p": position })).await;
    assert_eq!(told["ledger"]["position"], json!(position));
    assert_eq!(told["ledger"]["rootHash"].as_str().unwrap().len(), 64);
    let tables = told["projections"].as_array().unwrap();
    let customers = tables.iter().find(|it| it["name"] == "customers").unwrap();
    assert_eq!(
        (&customers["head"], &customers["lag"]),
        (&json!("2"), &json!("0"))
    );
    assert_eq!(told["standstill"], Value::Null);
    house.end().await;
}

/// Records an event that no table can read; its position.
pub(crate) async fn tear(house: &House, msp: MspId) -> u64 {
    let stream = StreamId::new("customer", Uuid::now_v7());
    let torn = NewEvent {
        event_type: "CustomerRegistered".to_owned(),
        event_version: "1".to_owned(),
        payload: "{}".to_owned(),
    };
    let proposal = Proposal {
        msp,
        stream,
        expected: 0,
        events: vec![torn],
        metadata: "{}".to_owned(),
        key: "torn".to_owned(),
        request: [0; 32],
    };
    let verdicts = house.engine.ledger().commit(&[proposal]).await.unwrap();
    match &verdicts[0] {
        Verdict::Committed(receipt) => receipt.position,
        other => panic!("{other:?}"),
    }
}

async fn a_table_that_stands_is_tried_again(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let torn = tear(&house, admin.msp).await.to_string();
    let status = "{ projections { name standsAt problem { code } } }";
    let stands = async || {
        let tables = admin.data(status, json!({})).await["projections"].clone();
        let mut tables = tables.as_array().unwrap().clone().into_iter();
        tables.find(|it| it["name"] == "customers").unwrap()["standsAt"].clone()
    };
    while stands().await.is_null() {
        sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(stands().await, torn);

    let retry = "mutation($i: ProjectionRetryInput!) { projectionRetry(input: $i) {
        projection { name } receipt { outcome } userErrors { code path } } }";
    let wish = |key: &str, name: &str, position: &str| {
        let input = json!({ "idempotencyKey": key, "name": name, "position": position });
        json!({ "i": input })
    };
    for outcome in ["RECORDED", "REPLAYED"] {
        let told = admin.data(retry, wish("a", "customers", &torn)).await;
        let told = &told["projectionRetry"];
        assert_eq!(told["receipt"]["outcome"], outcome, "{told:#}");
        assert_eq!(told["projection"]["name"], "customers");
    }
    for (name, position, code, path) in [
        ("nothing", &*torn, "PROJECTION_UNKNOWN", "name"),
        ("customers", "0", "POSITION_UNKNOWN", "position"),
        ("customers", "99", "POSITION_UNKNOWN", "position"),
    ] {
        let told = admin.data(retry, wish("b", name, position)).await["projectionRetry"].clone();
        let expected = json!([{ "code": code, "path": ["input", path] }]);
        assert_eq!(told["userErrors"], expected);
    }
    house.end().await;
}

async fn a_table_is_built_anew_on_request(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let (_, position) = admin.register("Contoso").await;
    let rebuild = "mutation($i: ProjectionRebuildInput!) { projectionRebuild(input: $i) {
        projection { name state } receipt { outcome } userErrors { code path } } }";
    let wish = |key: &str, name: &str, reason: &str| {
        let input = json!({ "idempotencyKey": key, "name": name, "reason": reason });
        json!({ "i": input })
    };
    let generation = async || {
        let status = house.projections.status().await.unwrap().into_iter();
        let mut live = status.filter(|it| it.projection == "customers");
        live.next().unwrap().generation
    };
    let before = generation().await;
    for outcome in ["RECORDED", "REPLAYED"] {
        let told = admin
            .data(rebuild, wish("a", "customers", "rows were lost"))
            .await;
        let told = &told["projectionRebuild"];
        assert_eq!(told["receipt"]["outcome"], outcome, "{told:#}");
        assert_eq!(told["projection"]["name"], "customers");
        while generation().await == before {
            sleep(Duration::from_millis(20)).await;
        }
    }
    assert_eq!(generation().await, before + 1, "the same key builds once");
    let events = "{ timeline(filter: { type: \"ProjectionRebuildRequested\" }) {
        edges { node { payload origin { reason } } } } }";
    let told = admin.data(events, json!({})).await["timeline"]["edges"].clone();
    let payload = json!({ "name": "customers", "reason": "rows were lost" });
    assert_eq!(told.as_array().unwrap().len(), 1);
    assert_eq!(told[0]["node"]["payload"], payload);
    for (name, reason, code, path) in [
        ("nothing", "why", "PROJECTION_UNKNOWN", "name"),
        ("customers", "", "INVALID_TEXT", "reason"),
    ] {
        let told = admin.data(rebuild, wish("b", name, reason)).await["projectionRebuild"].clone();
        let expected = json!([{ "code": code, "path": ["input", path] }]);
        assert_eq!(told["userErrors"], expected);
    }
    let watched = "query($p: Position) { customers(atLeast: $p) { edges { node { name } } }
        projections { name state lagSeconds rebuild { since percent events eventsRead eventsPerSecond
        secondsLeft } } }";
    let told = admin.data(watched, json!({ "p": position })).await;
    assert_eq!(told["customers"]["edges"][0]["node"]["name"], "Contoso");
    let tables = told["projections"].as_array().unwrap();
    let customers = tables.iter().find(|it| it["name"] == "customers").unwrap();
    assert_eq!(customers["rebuild"], Value::Null);
    house.end().await;
}
