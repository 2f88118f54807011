//! Who carries an MSP's work, and how much of it there is, as clients are shown it.

use std::time::Duration;

use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_engine::leases::Work;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::approvals::{Asking, person};
use crate::client::Client;
use crate::fleet::begin;
use crate::house::House;

on_both_databases!(who_carries_the_work_is_told, what_is_under_way_is_counted,);

const WORKERS: &str = "{ workers { work holder until alive tables } }";

/// Those that carry the MSP's own work, and not the tables of all.
async fn workers(client: &Client) -> Vec<Value> {
    let told = client.data(WORKERS, json!({})).await["workers"].clone();
    let told = told.as_array().unwrap().iter();
    let own = told.filter(|it| it["work"] != "PROJECTIONS");
    own.cloned().collect()
}

async fn who_carries_the_work_is_told(world: World) {
    let house = House::on(world).await;
    let [mine, theirs] = [
        house.somebody(Role::Auditor).await,
        house.somebody(Role::Auditor).await,
    ];
    assert_eq!(workers(&mine).await, Vec::<Value>::new());
    let leases = house.world.leases().await;
    let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
    let sagas = [mine.msp, theirs.msp].map(|msp| Work::Sagas.lease_for(msp));
    let vendors = [Work::Vendors.lease_for(mine.msp)];
    leases
        .take(&sagas, one, Duration::from_mins(5))
        .await
        .unwrap();
    leases
        .take(&vendors, other, Duration::from_millis(1))
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(5)).await;
    let told = workers(&mine).await;
    let short = |it: &Value| {
        (
            it["work"].clone(),
            it["holder"].clone(),
            it["alive"].clone(),
        )
    };
    assert_eq!(
        told.iter().map(short).collect::<Vec<_>>(),
        [
            (json!("SAGAS"), json!(one), json!(true)),
            (json!("VENDORS"), json!(other), json!(false)),
        ]
    );
    let told = workers(&theirs).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["work"], "SAGAS");
    // The house follows its tables itself.
    let tables = loop {
        let told = mine.data(WORKERS, json!({})).await["workers"].clone();
        let told = told.as_array().unwrap().iter();
        let mut following = told.filter(|it| it["work"] == "PROJECTIONS").cloned();
        if let Some(found) = following.next() {
            break found["tables"].clone();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert!(!tables.as_array().unwrap().is_empty());
    house.end().await;
}

async fn what_is_under_way_is_counted(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    for key in ["one", "two"] {
        begin(&admin, key).await;
    }
    let asking = Asking::at(&house, &admin).await;
    let operation = asking.disable().await;
    asking.request(&operation, person("grace")).await;
    let head = admin.head().await;
    let query = "query($p: Position) { fleet(atLeast: $p) { standsStill } sagas {
        onboardings { underWay waitForPeople waitForTime needAttention oldestDue }
        approvals { underWay waitForPeople waitForTime needAttention oldestDue } procedureRuns } }";
    admin.data(query, json!({ "p": head })).await;
    let told = admin.data(query, json!({ "p": head })).await["sagas"].clone();
    let counts = |of: &str| {
        let names = ["underWay", "waitForPeople", "waitForTime", "needAttention"];
        names.map(|name| told[of][name].as_u64().unwrap())
    };
    assert_eq!(counts("onboardings"), [2, 0, 0, 0], "{told:#}");
    assert_eq!(counts("approvals"), [1, 1, 0, 0], "{told:#}");
    for of in ["onboardings", "approvals"] {
        assert!(told[of]["oldestDue"].is_string(), "{told:#}");
    }
    assert_eq!(told["procedureRuns"], 0);
    let stranger = house.somebody(Role::Auditor).await;
    let theirs = stranger.data(query, json!({})).await["sagas"].clone();
    assert_eq!(theirs["onboardings"]["underWay"], 0);
    assert_eq!(theirs["onboardings"]["oldestDue"], Value::Null);
    assert_eq!(theirs["approvals"]["underWay"], 0);
    house.end().await;
}
