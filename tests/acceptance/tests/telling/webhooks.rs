//! What a webhook is told, and by what it knows who sent it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tenantry_domain::notice_channel::{NoticeTarget, NoticeTopic};
use tenantry_domain::saga::days;
use tenantry_engine::telling::id_of;
use tenantry_support::customers::ada;
use tenantry_support::receiver::{Arrived, Receiver};
use tenantry_support::{World, on_both_databases};

use crate::stage::{Stage, hmac, is_rid_of};

on_both_databases!(
    what_waits_is_told_signed_and_in_order,
    only_what_was_asked_for_is_told,
    a_renewed_secret_signs_beside_the_one_before,
);

/// Which of the signatures are good by this secret.
fn good(arrived: &Arrived, secret: &str) -> Vec<bool> {
    let key = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").unwrap());
    let header = |name: &str| arrived.headers[name].clone();
    let mut text = format!("{}.{}.", header("webhook-id"), header("webhook-timestamp"));
    text += str::from_utf8(&arrived.body).unwrap();
    let tag = BASE64_STANDARD.encode(hmac(&key.unwrap(), text.as_bytes()));
    let signatures = header("webhook-signature");
    let signatures = signatures.split(' ');
    signatures.map(|it| it == format!("v1,{tag}")).collect()
}

fn body(arrived: &Arrived) -> Value {
    serde_json::from_slice(&arrived.body).unwrap()
}

async fn what_waits_is_told_signed_and_in_order(world: World) {
    let stage = Stage::open(world).await;
    let receiver = Receiver::listen().await;
    let before = stage.ask().await;
    let (channel, secret) = stage.hook(&receiver.address()).await;
    let worker = stage.work().await;
    let one = stage.ask().await;
    stage.reject(one).await;
    let other = stage.ask().await;
    let arrived = receiver.arrives(3).await;
    stage
        .until(channel, is_rid_of(stage.of_approvals().await[3]))
        .await;
    worker.stop().await;
    assert_eq!(receiver.arrived(), arrived, "each once");
    // What happened before the channel was opened is not told.
    let told: Vec<_> = arrived.iter().map(body).collect();
    let kinds: Vec<_> = told.iter().map(|it| it["type"].as_str().unwrap()).collect();
    let wanted = "approval.decision_wanted";
    assert_eq!(kinds, [wanted, "approval.rejected", wanted]);
    let ids = told
        .iter()
        .map(|it| it["data"]["approvalId"].as_str().unwrap());
    let ids: Vec<_> = ids.collect();
    assert_eq!(ids, [one.to_string(), one.to_string(), other.to_string()]);
    assert!(!ids.contains(&before.to_string().as_str()));
    let data = &told[1]["data"];
    assert_eq!(data["mspId"], json!(stage.msp.to_string()));
    assert_eq!(data["kind"], "archive_customer");
    assert_eq!(data["sentence"], "close a customer's file");
    assert_eq!(data["risk"], "high");
    assert_eq!(data["status"], "rejected");
    assert_eq!(data["customerName"], "Contoso");
    assert_eq!(
        data["url"],
        format!("https://tenantry.example/approvals/{one}")
    );
    // No plan, no reason, nobody's name, and nothing to decide with.
    let names: Vec<&str> = data
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let allowed = [
        "approvalId",
        "customerName",
        "kind",
        "mspId",
        "risk",
        "sentence",
        "status",
        "url",
        "validUntil",
    ];
    assert_eq!(names, allowed);
    for (arrived, position) in arrived.iter().zip(&stage.of_approvals().await[1..]) {
        assert_eq!(good(arrived, &secret), [true]);
        assert_eq!(arrived.headers["content-type"], "application/json");
        let id = id_of(channel, *position).to_string();
        assert_eq!(arrived.headers["webhook-id"], id);
    }
    let forged = Arrived {
        body: br#"{"type":"approval.granted"}"#.to_vec(),
        ..arrived[0].clone()
    };
    assert_eq!(good(&forged, &secret), [false]);
    is_secret(&stage, &secret).await;
}

/// It is in the vault, and in no event.
async fn is_secret(stage: &Stage, secret: &str) {
    let letters = secret.strip_prefix("whsec_").unwrap();
    let recorded = stage.events().await;
    assert!(!recorded.iter().any(|it| it.payload.contains(letters)));
    assert!(!recorded.iter().any(|it| it.metadata.contains(letters)));
    assert!(stage.vault.kept().iter().any(|it| it.contains(letters)));
}

async fn only_what_was_asked_for_is_told(world: World) {
    let stage = Stage::open(world).await;
    let receiver = Receiver::listen().await;
    let target = NoticeTarget::webhook(&receiver.address()).unwrap();
    let opened = stage.open_at(target, &[NoticeTopic::Decided]).await;
    let (channel, _) = opened.unwrap();
    let one = stage.ask().await;
    stage.reject(one).await;
    // From here on it is of the other kind.
    let topics = [NoticeTopic::DecisionWanted].into();
    let changed = stage
        .channels
        .change_topics(stage.msp, channel, topics, ada());
    changed.await.unwrap();
    let other = stage.ask().await;
    stage.reject(other).await;
    let worker = stage.work().await;
    let arrived = receiver.arrives(2).await;
    stage
        .until(channel, is_rid_of(stage.of_approvals().await[2]))
        .await;
    worker.stop().await;
    let told = arrived.iter().map(|it| body(it)["type"].clone());
    let told: Vec<Value> = told.collect();
    assert_eq!(
        told,
        [
            json!("approval.rejected"),
            json!("approval.decision_wanted")
        ]
    );
    assert_eq!(receiver.arrived().len(), 2);
}

async fn a_renewed_secret_signs_beside_the_one_before(world: World) {
    let stage = Stage::open(world).await;
    let receiver = Receiver::listen().await;
    let (channel, old) = stage.hook(&receiver.address()).await;
    let renew = ada().with_key("renew");
    let renewed = stage
        .channels
        .renew_secret(stage.msp, channel, renew.clone());
    let new = renewed.await.unwrap().secret.unwrap().expose().to_owned();
    assert_ne!(old, new);
    // Asked again with the same key it is the same, and is not told again.
    let again = stage.channels.renew_secret(stage.msp, channel, renew).await;
    assert!(again.unwrap().secret.is_none());
    let test = || stage.channels.test(stage.msp, channel, ada());
    assert_eq!(test().await.unwrap().fault, None);
    stage.wait(days(1));
    assert_eq!(test().await.unwrap().fault, None);
    let arrived = receiver.arrives(2).await;
    assert_eq!(good(&arrived[0], &new), [true, false]);
    assert_eq!(good(&arrived[0], &old), [false, true]);
    assert_eq!(good(&arrived[1], &new), [true]);
    assert_eq!(body(&arrived[1])["type"], "test");
}
