//! That events are in the ledger, and that the ledger is what was recorded, as clients are shown it.

use serde_json::{Value, json};
use tenantry_domain::merkle::VerifierKey;
use tenantry_domain::role::Role;
use tenantry_ledger::evidence::{Checked, check};
use tenantry_support::{World, on_both_databases};

use crate::client::Client;
use crate::house::House;
use crate::socket::{Socket, number};

on_both_databases!(
    a_proof_is_taken_by_whoever_checks_offline,
    without_a_key_there_is_a_proof_and_no_signature,
    a_page_of_proofs_is_more_than_may_be_asked,
    a_ledger_is_verified_while_somebody_looks_on,
    what_was_altered_is_named,
    others_see_nothing_of_a_verification,
);

const PROOF: &str = "query($p: Position!) { event(position: $p) { leafHash
    proof { leafIndex treeSize path rootHash checkpoint key file } } }";

async fn proof(client: &Client, position: u64) -> Value {
    let told = client
        .data(PROOF, json!({ "p": position.to_string() }))
        .await;
    told["event"]["proof"].clone()
}

async fn registered(client: &Client, many: usize) {
    for name in 0..many {
        client.register(&format!("Customer {name}")).await;
    }
}

fn holds(file: &str, key: &VerifierKey) -> Option<u64> {
    match check(file, key, None) {
        Ok(Checked::Included { event, .. }) => Some(event.position),
        Ok(other) => panic!("{other:?}"),
        Err(_) => None,
    }
}

async fn a_proof_is_taken_by_whoever_checks_offline(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    registered(&tech, 6).await;
    let key = house.signing_key();
    let public = key.verifier();
    for position in 1..=7 {
        let told = proof(&tech, position).await;
        assert_eq!(told["leafIndex"], json!((position - 1).to_string()));
        assert_eq!(told["treeSize"], "7");
        assert_eq!(told["key"], json!(public.to_string()));
        let file = told["file"].as_str().unwrap();
        assert_eq!(holds(file, public), Some(position));
        assert!(file.ends_with(told["checkpoint"].as_str().unwrap()));
    }
    let told = proof(&tech, 3).await;
    let file = told["file"].as_str().unwrap();
    for at in 0..file.len() {
        let mut bytes = file.as_bytes().to_vec();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        // What is no text any more is no file to begin with.
        if let Ok(altered) = String::from_utf8(bytes) {
            assert_eq!(holds(&altered, public), None, "at {at}: {altered}");
        }
    }
    house.end().await;
}

async fn without_a_key_there_is_a_proof_and_no_signature(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    registered(&tech, 3).await;
    let ledger = tech.data("{ ledger { rootHash } }", json!({})).await["ledger"].clone();
    let told = proof(&tech, 2).await;
    assert_eq!(told["rootHash"], ledger["rootHash"]);
    assert_eq!(told["path"].as_array().unwrap().len(), 2);
    for missing in ["checkpoint", "key", "file"] {
        assert_eq!(told[missing], Value::Null, "{missing}");
    }
    house.end().await;
}

async fn a_page_of_proofs_is_more_than_may_be_asked(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    registered(&tech, 4).await;
    let page = "query($f: Int) { timeline(first: $f) { edges { node { proof { leafIndex } } } } }";
    let told = tech.data(page, json!({ "f": 3 })).await;
    assert_eq!(told["timeline"]["edges"].as_array().unwrap().len(), 3);
    let refused = tech.refused(page, json!({ "f": 10 })).await;
    assert_eq!(refused, "QUERY_TOO_COSTLY");
    let mut socket = Socket::of(&tech).await;
    let tail = "subscription { timelineTail(after: 0) { proof { leafIndex } } }";
    socket.subscribe("1", tail, json!({})).await;
    assert_eq!(socket.refused().await, "QUERY_TOO_COSTLY");
    house.end().await;
}

const VERIFIED: &str =
    "subscription { ledgerVerified { status checked events seconds rootHash found
    findings { code position stream message helpPage } } }";

/// All that is told of a verification, until its end.
async fn verified(socket: &mut Socket) -> Vec<Value> {
    let mut told = Vec::new();
    loop {
        let stage = socket.told().await["ledgerVerified"].clone();
        let over = stage["status"] != "CHECKING";
        told.push(stage);
        if over {
            let end = socket.said().await;
            assert_eq!(end["type"], "complete", "{end:#}");
            return told;
        }
    }
}

async fn a_ledger_is_verified_while_somebody_looks_on(world: World) {
    let house = House::on(world).await;
    let auditor = house.somebody(Role::Auditor).await;
    let tech = house.somebody_of(auditor.msp, Role::Tech).await;
    registered(&tech, 5).await;
    let mut socket = Socket::of(&auditor).await;
    socket.subscribe("1", VERIFIED, json!({})).await;
    let told = verified(&mut socket).await;
    let mut checked = told.iter().map(|stage| number(&stage["checked"]));
    assert!(checked.by_ref().is_sorted());
    let last = told.last().unwrap();
    assert_eq!(
        (&last["status"], &last["checked"], &last["events"]),
        (&json!("SOUND"), &json!("7"), &json!("7"))
    );
    assert_eq!(
        (&last["findings"], &last["found"]),
        (&json!([]), &json!("0"))
    );
    let ledger = auditor.data("{ ledger { rootHash } }", json!({})).await["ledger"].clone();
    assert_eq!(last["rootHash"], ledger["rootHash"]);
    // And again, as often as one likes.
    socket.subscribe("2", VERIFIED, json!({})).await;
    assert_eq!(
        verified(&mut socket).await.last().unwrap()["status"],
        "SOUND"
    );
    let mut viewer = Socket::of(&house.somebody(Role::Viewer).await).await;
    viewer.subscribe("1", VERIFIED, json!({})).await;
    assert_eq!(viewer.refused().await, "ROLE_MISSING");
    house.end().await;
}

/// Behind the database's own guard.
async fn alter(world: &World, change: &str) {
    let lift = if world.is_postgres() {
        "alter table events disable trigger all"
    } else {
        "drop trigger if exists events_are_not_updated"
    };
    world
        .sql(&format!("{lift}; update events set {change};"))
        .await;
}

async fn what_was_altered_is_named(world: World) {
    let house = House::on(world).await;
    let auditor = house.somebody(Role::Auditor).await;
    let tech = house.somebody_of(auditor.msp, Role::Tech).await;
    registered(&tech, 5).await;
    alter(&house.world, "payload = '{}' where position = 4").await;
    let mut socket = Socket::of(&auditor).await;
    socket.subscribe("1", VERIFIED, json!({})).await;
    let told = verified(&mut socket).await;
    let last = told.last().unwrap();
    assert_eq!(
        (&last["status"], &last["found"]),
        (&json!("UNSOUND"), &json!("1"))
    );
    let finding = &last["findings"][0];
    assert_eq!(
        (&finding["code"], &finding["position"], &finding["helpPage"]),
        (
            &json!("LEDGER_ROW_ALTERED"),
            &json!("4"),
            &json!("/help/LEDGER_ROW_ALTERED")
        )
    );
    assert!(finding["stream"].as_str().unwrap().starts_with("customer/"));
    assert!(finding["message"].as_str().unwrap().contains("position 4"));
    // What does not match its hash is not proven, and nothing of it is signed.
    house.signing_key();
    let refused = auditor.refused(PROOF, json!({ "p": "4" })).await;
    assert_eq!(refused, "LEDGER_UNSOUND");
    house.end().await;
}

async fn others_see_nothing_of_a_verification(world: World) {
    let house = House::on(world).await;
    let [mine, theirs] = [
        house.somebody(Role::Auditor).await,
        house.somebody(Role::Auditor).await,
    ];
    let tech = house.somebody_of(theirs.msp, Role::Tech).await;
    registered(&tech, 9).await;
    let mut socket = Socket::of(&mine).await;
    socket.subscribe("1", VERIFIED, json!({})).await;
    let told = verified(&mut socket).await;
    assert!(
        told.iter().all(|stage| number(&stage["events"]) <= 1),
        "{told:#?}"
    );
    house.end().await;
}
