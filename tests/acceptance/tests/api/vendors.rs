//! Vendors from the first secret to the last record: connected, tried, read and ended by those who ask,
//! against the simulated vendors, with the worker that reads them.

use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_simulator::{Vendor as Simulated, VendorChange, VendorQuirks};
use tenantry_support::{World, on_both_databases};

use crate::client::Client;
use crate::gate::granted;
use crate::socket::Socket;
use crate::vending::{Entered, Stage};

on_both_databases!(
    every_vendor_is_connected_and_read_and_no_secret_is_told,
    what_was_entered_wrong_is_told_with_what_to_do,
    an_account_lives_through_its_life,
    a_customer_s_page_is_one_query,
    a_discovery_is_told_as_it_goes_on,
);

const CONNECT: &str = "mutation($i: VendorConnectInput!) { vendorConnect(input: $i) {
    connection { id name phase settings { name value } test { status problem { code remedy } doubts { kind } } }
    receipt { position outcome } userErrors { code path message remedy whoActs helpPage } } }";

async fn connect(client: &Client, entered: &Entered) -> Value {
    let input = json!({ "i": entered.input(entered.word) });
    let told = client.data(CONNECT, input).await["vendorConnect"].clone();
    assert_eq!(told["userErrors"], json!([]), "{told:#}");
    told["connection"]["id"].clone()
}

/// All records of an account, a few at a time.
async fn records(client: &Client, connection: &Value) -> Vec<Value> {
    let query = "query($c: ID!, $a: String) { vendorRecords(first: 4, after: $a, filter: { connection: $c }) {
        edges { node { id kind name vendorId mapping vanished vendor { word } reading { kind stale }
            connection { id } facts { __typename
                ... on AccountFacts { number domains tenantId references { system id } city }
                ... on ServiceFacts { unitPrice { amount currency } billing { basis months words } }
                ... on ContractLineFacts { quantity unitPrice { amount } billing { months } lapsed }
                ... on SubscriptionFacts { quantity unitPrice { amount } term { basis months } trial }
                ... on DeviceFacts { serial category } } } }
        pageInfo { endCursor hasNextPage } } }";
    let (mut found, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = client
            .data(query, json!({ "c": connection, "a": after }))
            .await;
        let page = &page["vendorRecords"];
        let edges = page["edges"].as_array().unwrap();
        found.extend(edges.iter().map(|it| it["node"].clone()));
        if page["pageInfo"]["hasNextPage"] == false {
            return found;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

async fn every_vendor_is_connected_and_read_and_no_secret_is_told(world: World) {
    let stage = Stage::open(world).await;
    let admin = stage.house.somebody(Role::Admin).await;
    let stranger = stage.house.somebody(Role::Admin).await;
    let known = admin
        .data(
            "{ vendors { word title system allowsSeveral kinds inputs { name kind about } } }",
            json!({}),
        )
        .await;
    assert_eq!(known["vendors"].as_array().unwrap().len(), 8);
    let mut connected = Vec::new();
    for entered in stage.entered() {
        let told = admin
            .data(CONNECT, json!({ "i": entered.input(entered.word) }))
            .await;
        let told = &told["vendorConnect"];
        assert_eq!(told["userErrors"], json!([]), "{told:#}");
        let test = &told["connection"]["test"]["status"];
        assert!(test == "WORKS" || test == "DOUBTS", "{told:#}");
        assert_eq!(told["receipt"]["outcome"], "RECORDED");
        connected.push((entered, told["connection"]["id"].clone()));
    }
    for (entered, id) in &connected {
        let read = stage.read(&admin, id, 0).await;
        assert_eq!(read["stale"], false, "{} {read:#}", entered.word);
        assert!(read["completedAt"].is_string(), "{} {read:#}", entered.word);
        let readings = read["readings"].as_array().unwrap();
        let rows: u64 = readings.iter().map(|it| it["rows"].as_u64().unwrap()).sum();
        let head = admin.head().await;
        admin
            .data(
                "query($p: Position!) { vendorRecords(first: 1, atLeast: $p) { edges { cursor } } }",
                json!({ "p": head }),
            )
            .await;
        let found = records(&admin, id).await;
        assert_eq!(found.len() as u64, rows, "{}", entered.word);
        assert!(rows >= 2, "{} {read:#}", entered.word);
        for record in &found {
            assert_eq!(record["vendor"]["word"], entered.word);
            assert_eq!(record["connection"]["id"], *id);
            assert_eq!(
                record["reading"],
                json!({ "kind": record["kind"], "stale": false })
            );
            assert!(record["facts"]["__typename"].is_string(), "{record:#}");
        }
        let (account, record) = (id, &found[0]["id"]);
        let node = "query($a: ID!, $r: ID!) { account: node(id: $a) { __typename } record: node(id: $r) { id }
            vendorRecord(id: $r) { id } }";
        let asked = json!({ "a": account, "r": record });
        let told = admin.data(node, asked.clone()).await;
        assert_eq!(told["account"]["__typename"], "VendorAccount");
        assert_eq!(told["record"], told["vendorRecord"]);
        let nothing = json!({ "account": null, "record": null, "vendorRecord": null });
        assert_eq!(stranger.data(node, asked).await, nothing);
        assert!(records(&stranger, account).await.is_empty());
    }
    no_secret_is_told(&stage, &admin).await;
    stage.end().await;
}

/// Neither in what can be asked of accounts and records, nor in the record.
async fn no_secret_is_told(stage: &Stage, admin: &Client) {
    let all = "{ vendorConnections { edges { node { id name settings { name value } accountName zone { name address }
        test { status problem { detail } doubts { kind problem { detail } } } } } }
        timeline(first: 200) { edges { node { type payload } } } }";
    let told = admin.text(all).await;
    assert!(told.contains("VendorConnected"), "{told}");
    for entered in stage.entered() {
        for (name, secret) in entered.secrets {
            assert!(!told.contains(secret), "{} {name}", entered.word);
        }
    }
    assert!(!told.contains("hunter2"));
    let kept = stage.vault.kept().join(" ");
    assert!(kept.contains("hunter2-datto"));
}

/// A wish, the code that it is turned down with, and the field that this is about.
type Wrong = (Value, &'static str, Option<&'static str>);

fn secret(name: &str, value: &str) -> Value {
    json!({ "name": name, "value": value })
}

fn guessed() -> Value {
    json!([
        secret("api-key", "guessed-1"),
        secret("api-secret", "guessed-2")
    ])
}

/// The same wish with another value in it.
fn with(good: &Value, field: &str, value: Value) -> Value {
    let mut input = good.clone();
    input[field] = value;
    input
}

fn wrong(good: &Value) -> Vec<Wrong> {
    let strict = with(good, "onlyIfWorks", json!(true));
    let elsewhere = json!([{ "name": "platform", "value": "concord" }]);
    let half = json!([secret("api-key", "guessed-1")]);
    let more = json!([
        secret("api-key", "a"),
        secret("api-secret", "b"),
        secret("pin", "guessed-3")
    ]);
    let twice = json!([secret("api-key", "a"), secret("api-key", "guessed-4")]);
    let empty = json!([secret("api-key", "")]);
    let misplaced = json!([{ "name": "api-key", "value": "guessed-5" }]);
    let (secrets, settings) = (Some("secrets"), Some("settings"));
    vec![
        (
            with(&strict, "secrets", guessed()),
            "VENDOR_KEY_WRONG",
            secrets,
        ),
        (
            with(&strict, "settings", elsewhere),
            "VENDOR_ZONE_WRONG",
            settings,
        ),
        (
            with(good, "secrets", half),
            "VENDOR_SECRET_MISSING",
            secrets,
        ),
        (
            with(good, "secrets", more),
            "VENDOR_SECRET_UNKNOWN",
            secrets,
        ),
        (with(good, "secrets", twice), "INVALID_TEXT", secrets),
        (with(good, "secrets", empty), "VAULT_SECRET_EMPTY", secrets),
        (
            with(good, "settings", misplaced),
            "VENDOR_SETTING_SECRET",
            None,
        ),
        (
            with(good, "settings", json!([])),
            "VENDOR_SETTING_MISSING",
            None,
        ),
        (
            with(good, "vendor", json!("dato")),
            "VENDOR_UNKNOWN",
            Some("vendor"),
        ),
        (with(good, "name", json!("")), "INVALID_TEXT", Some("name")),
        (
            with(good, "connectionId", json!("x")),
            "MALFORMED_ID",
            Some("connectionId"),
        ),
    ]
}

async fn what_was_entered_wrong_is_told_with_what_to_do(world: World) {
    let stage = Stage::open(world).await;
    let admin = stage.house.somebody(Role::Admin).await;
    let good = stage.entered_for("datto-rmm").input("a");
    for (input, code, field) in wrong(&good) {
        let told = admin.data(CONNECT, json!({ "i": input })).await["vendorConnect"].clone();
        let error = &told["userErrors"][0];
        assert_eq!(error["code"], code, "{told:#}");
        assert!(error["remedy"].as_str().unwrap().len() > 10, "{told:#}");
        assert_eq!(error["helpPage"], format!("/help/{code}"));
        let path = field.map(|field| json!(["input", field]));
        assert_eq!(error["path"], path.unwrap_or_default(), "{told:#}");
        assert!(!told.to_string().contains("guessed"), "{told:#}");
        assert_eq!(told["connection"], Value::Null);
    }
    // What is no text is not told either.
    for number in [
        json!(47_114_711),
        json!(["hunter2"]),
        json!({ "a": "hunter2" }),
    ] {
        let secrets = json!([{ "name": "api-key", "value": number }]);
        let asked = json!({ "i": with(&good, "secrets", secrets) });
        let told = admin.ask(CONNECT, asked).await;
        assert!(told["errors"].is_array(), "{told:#}");
        let text = told.to_string();
        assert!(
            !text.contains("hunter2") && !text.contains("47114711"),
            "{text}"
        );
    }
    assert!(stage.vault.kept().is_empty(), "nothing was connected");

    // Without `onlyIfWorks` it is connected, and its test says what is the matter.
    let asked = json!({ "i": with(&good, "secrets", guessed()) });
    let told = admin.data(CONNECT, asked).await["vendorConnect"].clone();
    let test = &told["connection"]["test"];
    assert_eq!(test["status"], "FAILS", "{told:#}");
    assert_eq!(test["problem"]["code"], "VENDOR_KEY_WRONG");
    assert!(test["problem"]["remedy"].is_string(), "{told:#}");
    stage.end().await;
}

const STATE: &str =
    "connection { phase reason test { status problem { code } } settings { name value } }
    receipt { outcome position } userErrors { code path remedy }";

/// What a mutation of one account answers.
async fn of_account(client: &Client, name: &str, input: Value) -> Value {
    let mut kind = name.to_owned();
    kind.replace_range(..1, "V");
    let query = format!("mutation($i: {kind}Input!) {{ {name}(input: $i) {{ {STATE} }} }}");
    client.data(&query, json!({ "i": input })).await[name].clone()
}

async fn an_account_lives_through_its_life(world: World) {
    let stage = Stage::open(world).await;
    let (admin, tech) = {
        let admin = stage.house.somebody(Role::Admin).await;
        let tech = stage.house.somebody_of(admin.msp, Role::Tech).await;
        (admin, tech)
    };
    let datto = stage.entered_for("datto-rmm");
    let id = connect(&admin, &datto).await;
    let again = admin
        .data(CONNECT, json!({ "i": datto.input("datto-rmm") }))
        .await;
    assert_eq!(again["vendorConnect"]["receipt"]["outcome"], "REPLAYED");
    assert_eq!(again["vendorConnect"]["connection"]["id"], id);
    stage.read(&admin, &id, 0).await;

    let guessed = json!([{ "name": "api-key", "value": "guessed" }, { "name": "api-secret", "value": "guessed" }]);
    let rotate = json!({ "idempotencyKey": "r1", "id": id, "secrets": guessed });
    let told = of_account(&admin, "vendorRotate", rotate).await;
    assert_eq!(told["userErrors"][0]["code"], "VENDOR_KEY_WRONG");
    assert!(told["userErrors"][0]["remedy"].is_string());
    // The old ones are where they were.
    let test = json!({ "idempotencyKey": "t1", "id": id });
    let told = of_account(&tech, "vendorTest", test).await;
    assert_eq!(told["connection"]["test"]["status"], "WORKS", "{told:#}");
    let rotate = json!({ "idempotencyKey": "r2", "id": id, "secrets": datto.secrets() });
    let told = of_account(&admin, "vendorRotate", rotate).await;
    assert_eq!(told["connection"]["test"]["status"], "WORKS", "{told:#}");

    let platform = |name: &str| json!([{ "name": "platform", "value": name }]);
    for (key, name, status) in [("s1", "concord", "FAILS"), ("s2", "merlot", "WORKS")] {
        let change = json!({ "idempotencyKey": key, "id": id, "settings": platform(name) });
        let told = of_account(&admin, "vendorSettingsChange", change).await;
        assert_eq!(told["connection"]["test"]["status"], status, "{told:#}");
        assert_eq!(told["connection"]["settings"], platform(name));
    }

    let pause = json!({ "idempotencyKey": "p", "id": id, "reason": "the vendor moves" });
    let told = of_account(&admin, "vendorPause", pause).await;
    assert_eq!(told["connection"]["phase"], "PAUSED");
    assert_eq!(told["connection"]["reason"], "the vendor moves");
    let discover = json!({ "idempotencyKey": "d1", "id": id });
    let told = of_account(&tech, "vendorDiscover", discover).await;
    assert_eq!(told["userErrors"][0]["code"], "VENDOR_PAUSED");
    let resume = json!({ "idempotencyKey": "u", "id": id });
    let told = of_account(&admin, "vendorResume", resume).await;
    assert_eq!(told["connection"]["phase"], "CONNECTED");
    let before = stage.read(&admin, &id, 0).await["runs"].as_u64().unwrap();
    let discover = json!({ "idempotencyKey": "d2", "id": id, "reason": "somebody moved in" });
    let told = of_account(&tech, "vendorDiscover", discover).await;
    assert_eq!(told["receipt"]["outcome"], "RECORDED", "{told:#}");
    stage.read(&admin, &id, before).await;

    lists_are_filtered(&tech).await;
    let disconnect = json!({ "idempotencyKey": "x", "id": id, "reason": "we left" });
    let query = "mutation($i: VendorDisconnectInput!) { vendorDisconnect(input: $i) {
        approval { approvalId connection { name } } userErrors { code } } }";
    let told = admin.data(query, json!({ "i": disconnect })).await;
    let asked = told["vendorDisconnect"].clone();
    let name = &asked["approval"]["connection"]["name"];
    assert!(name.is_string(), "{asked:#}");
    assert!(!stage.vault.kept().is_empty());
    let head = granted(&stage.house, &admin, &asked).await;
    let query =
        "query($id: ID!, $p: Position) { vendorConnection(id: $id, atLeast: $p) { phase } }";
    let told = tech.data(query, json!({ "id": id, "p": head })).await;
    assert_eq!(told["vendorConnection"]["phase"], "DISCONNECTED");
    assert!(stage.vault.kept().is_empty());
    let test = json!({ "idempotencyKey": "t2", "id": id });
    let told = of_account(&tech, "vendorTest", test).await;
    assert_eq!(told["userErrors"][0]["code"], "VENDOR_DISCONNECTED");
    stage.end().await;
}

/// Of one account, at Datto RMM.
async fn lists_are_filtered(tech: &Client) {
    let list = "query($f: VendorConnectionFilter) { vendorConnections(filter: $f) { edges { node { id } } } }";
    for (filter, many) in [
        (
            json!({ "vendor": "datto-rmm", "phase": "CONNECTED", "stale": false }),
            1,
        ),
        (json!({ "vendor": "pax8" }), 0),
        (json!({ "nameBeginsWith": "OUR D" }), 1),
    ] {
        let told = tech.data(list, json!({ "f": filter })).await;
        let edges = told["vendorConnections"]["edges"].as_array().unwrap();
        assert_eq!(edges.len(), many, "{filter}");
    }
    let unknown = json!({ "f": { "vendor": "dato" } });
    assert_eq!(tech.refused(list, unknown).await, "VENDOR_UNKNOWN");
}

const PAGE: &str = "query($id: ID!) { customer(id: $id) { name
    records(first: 1) { edges { node { name kind vendor { title } mapping mappedBy
        link { how because by at customer { name } } connection { name }
        reading { readAt stale problem { code remedy } } } } pageInfo { hasNextPage endCursor } }
    sources { name vendor { word } records stale completedAt connection { id recordCounts { linked stale } }
        readings { kind stale } } } }";

async fn a_customer_s_page_is_one_query(world: World) {
    let stage = Stage::open(world).await;
    let admin = stage.house.somebody(Role::Admin).await;
    let control = stage.there.control();
    let sites = control.vendor_rows(Simulated::DattoRmm, "Northwind IT", "sites");
    let name = sites[0]["name"].as_str().unwrap().to_owned();
    let (customer, _) = admin.register(&name).await;
    let (other, _) = admin.register("Nobody's").await;
    let id = connect(&admin, &stage.entered_for("datto-rmm")).await;
    let runs = stage.read(&admin, &id, 0).await["runs"].as_u64().unwrap();
    // What is certain is linked after it was read.
    let began = std::time::Instant::now();
    let page = loop {
        let page = admin.data(PAGE, json!({ "id": customer })).await["customer"].clone();
        if page["records"]["edges"] != json!([]) {
            break page;
        }
        assert!(began.elapsed().as_secs() < 30, "{page:#}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    let record = &page["records"]["edges"][0]["node"];
    assert_eq!(record["name"], json!(name));
    assert_eq!(record["mapping"], "LINKED");
    assert_eq!(record["link"]["how"], "CERTAIN", "{page:#}");
    assert_eq!(record["link"]["because"], "EXACT_NAME");
    assert_eq!(record["link"]["customer"]["name"], json!(name));
    assert!(
        record["link"]["by"].as_str().unwrap().contains("mapping"),
        "{page:#}"
    );
    assert!(record["link"]["at"].is_string());
    assert_eq!(record["reading"]["stale"], false);
    assert_eq!(page["records"]["pageInfo"]["hasNextPage"], false);
    let source = &page["sources"][0];
    assert_eq!(
        (&source["records"], &source["stale"]),
        (&json!(1), &json!(false))
    );
    assert_eq!(source["connection"]["id"], id);
    let nobodys = admin.data(PAGE, json!({ "id": other })).await["customer"].clone();
    assert_eq!(
        (&nobodys["sources"], &nobodys["records"]["edges"]),
        (&json!([]), &json!([]))
    );
    rows_are_asked_for_together(&stage, &admin).await;

    // The key is withdrawn: what is known stays, and says that it is old.
    let quirks = VendorQuirks {
        key_refused: true,
        ..VendorQuirks::default()
    };
    let refuse = VendorChange::Quirks { quirks };
    control
        .at_vendor(Simulated::DattoRmm, "Northwind IT", refuse)
        .unwrap();
    let discover = json!({ "idempotencyKey": "d", "id": id });
    of_account(&admin, "vendorDiscover", discover).await;
    stage.read(&admin, &id, runs).await;
    let page = admin.data(PAGE, json!({ "id": customer })).await["customer"].clone();
    let reading = &page["records"]["edges"][0]["node"]["reading"];
    assert_eq!(reading["stale"], true, "{page:#}");
    assert_eq!(reading["problem"]["code"], "VENDOR_KEY_WRONG");
    assert!(reading["problem"]["remedy"].is_string() && reading["readAt"].is_string());
    assert_eq!(page["sources"][0]["stale"], true);
    let counts = &page["sources"][0]["connection"]["recordCounts"];
    assert!(counts["linked"].as_u64().unwrap() > 0, "{page:#}");
    assert!(
        counts["stale"].as_u64() >= counts["linked"].as_u64(),
        "{page:#}"
    );
    stage.end().await;
}

/// However many customers there are.
async fn rows_are_asked_for_together(stage: &Stage, admin: &Client) {
    let query =
        "query($f: Int) { customers(first: $f) { edges { node { records { edges { node { name
        link { customer { name } } connection { name } } } } sources { name } } } } }";
    let mut reads = Vec::new();
    for first in [2, 3] {
        let before = stage.house.projections.reads();
        admin.data(query, json!({ "f": first })).await;
        reads.push(stage.house.projections.reads() - before);
    }
    assert!(reads[0] <= 4 && reads[0] == reads[1], "{reads:?}");
}

async fn a_discovery_is_told_as_it_goes_on(world: World) {
    let stage = Stage::open(world).await;
    let admin = stage.house.somebody(Role::Admin).await;
    let stranger = stage.house.somebody(Role::Viewer).await;
    let changes = "subscription($id: ID, $a: Position) { vendorConnectionChanged(id: $id, after: $a) {
        position eventType connectionId connection { id position runs run { number } readings { rows } } } }";
    let (mut live, mut others) = (Socket::of(&admin).await, Socket::of(&stranger).await);
    live.subscribe("1", changes, json!({ "a": "0" })).await;
    others.subscribe("1", changes, json!({ "a": "0" })).await;
    let id = connect(&admin, &stage.entered_for("pax8")).await;
    let mut last = 0;
    loop {
        let told = live.told().await["vendorConnectionChanged"].clone();
        assert_eq!(told["connection"]["id"], id, "{told:#}");
        let position = told["position"].as_str().unwrap().parse::<u64>().unwrap();
        assert!(position > last, "{told:#}");
        last = position;
        if told["eventType"] == "VendorDiscoveryEnded" {
            assert_eq!(told["connection"]["runs"], 1);
            break;
        }
    }
    others.hears_nothing().await;
    // Of one account, from the beginning; of another one nothing.
    let other = connect(&admin, &stage.entered_for("it-glue")).await;
    stage.read(&admin, &other, 0).await;
    let mut one = Socket::of(&admin).await;
    one.subscribe("1", changes, json!({ "a": "0", "id": id }))
        .await;
    let told = one.told().await["vendorConnectionChanged"].clone();
    assert_eq!(
        (&told["connection"]["id"], &told["position"]),
        (&id, &json!(last.to_string()))
    );
    one.hears_nothing().await;
    let mut malformed = Socket::of(&admin).await;
    malformed
        .subscribe("1", changes, json!({ "id": "nonsense" }))
        .await;
    assert_eq!(malformed.refused().await, "NODE_ID_MALFORMED");
    stage.end().await;
}
