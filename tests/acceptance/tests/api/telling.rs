//! Where an MSP is told what happens, opened and closed by GraphQL.

use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};

use crate::house::House;

on_both_databases!(
    a_channel_is_opened_changed_tried_and_closed,
    what_cannot_be_told_is_refused_with_its_code,
);

const CHANNEL: &str = "id name status kind addresses topics problem { code }
    test { problem { code } } toldUpTo delivered secretAt reason";

async fn a_channel_is_opened_changed_tried_and_closed(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let open = format!(
        "mutation {{ noticeChannelOpen(input: {{ idempotencyKey: \"o\", name: \"desk\",
        target: {{ webhook: \"https://hooks.msp.example/t\" }} }}) {{
        opened {{ id secret channel {{ {CHANNEL} }} }} receipt {{ outcome position }}
        userErrors {{ code }} }} }}"
    );
    let opened = admin.data(&open, json!({})).await["noticeChannelOpen"].clone();
    let secret = opened["opened"]["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_"));
    let channel = &opened["opened"]["channel"];
    assert_eq!(
        (&channel["status"], &channel["kind"]),
        (&json!("OPEN"), &json!("WEBHOOK"))
    );
    assert_eq!(channel["addresses"], json!(["https://hooks.msp.example/t"]));
    assert_eq!(channel["topics"].as_array().unwrap().len(), 5);
    assert!(!channel.to_string().contains(secret));
    let again = admin.data(&open, json!({})).await["noticeChannelOpen"].clone();
    assert_eq!(again["receipt"]["outcome"], "REPLAYED");
    assert_eq!(again["opened"]["secret"], Value::Null);
    let id = opened["opened"]["id"].clone();
    let tell = async |field: &str, what: &str| {
        let mutation = format!(
            "mutation($id: ID!) {{ {field}(input: {{ idempotencyKey: \"{field}\", id: $id {what} }}) {{
            channel {{ {CHANNEL} }} userErrors {{ code }} }} }}"
        );
        admin.data(&mutation, json!({ "id": id })).await[field]["channel"].clone()
    };
    let changed = tell("noticeChannelTopicsChange", "topics: [REMINDER]").await;
    assert_eq!(changed["topics"], json!(["REMINDER"]));
    let paused = tell("noticeChannelPause", "reason: \"holidays\"").await;
    assert_eq!(
        (&paused["status"], &paused["reason"]),
        (&json!("PAUSED"), &json!("holidays"))
    );
    let resumed = tell("noticeChannelResume", "").await;
    assert_eq!(resumed["status"], "OPEN");
    // Nobody is there.
    let tested = tell("noticeChannelTest", "").await;
    assert_eq!(
        tested["test"]["problem"]["code"],
        "NOTICE_RECEIVER_UNREACHABLE"
    );
    let renew =
        "mutation($id: ID!) { noticeChannelSecretRenew(input: { idempotencyKey: \"r\", id: $id }) {
        renewed { secret } userErrors { code } } }";
    let renewed = admin.data(renew, json!({ "id": id })).await;
    let renewed = renewed["noticeChannelSecretRenew"]["renewed"]["secret"].clone();
    assert!(renewed.as_str().is_some_and(|it| it != secret));
    let closed = tell("noticeChannelClose", "reason: \"moved\"").await;
    assert_eq!(closed["status"], "CLOSED");
    let list =
        "query($id: ID!) { noticeChannels(filter: { status: CLOSED }) { edges { node { id } } }
        noticeChannel(id: $id) { status } node(id: $id) { id } }";
    let listed = admin.data(list, json!({ "id": id })).await;
    assert_eq!(
        listed["noticeChannels"]["edges"],
        json!([{ "node": { "id": id } }])
    );
    assert_eq!(
        (&listed["noticeChannel"]["status"], &listed["node"]["id"]),
        (&json!("CLOSED"), &id)
    );
    house.end().await;
}

async fn what_cannot_be_told_is_refused_with_its_code(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    for (target, topics, code) in [
        (
            "webhook: \"http://hooks.msp.example/\"",
            "[DECIDED]",
            "NOTICE_TARGET_INVALID",
        ),
        (
            "webhook: \"https://h.example/?token=1\"",
            "[DECIDED]",
            "NOTICE_TARGET_INVALID",
        ),
        ("mail: []", "[DECIDED]", "NOTICE_TARGET_INVALID"),
        ("mail: [\"ada@msp.example\"]", "[]", "NOTICE_TOPICS_MISSING"),
    ] {
        let open = format!(
            "mutation {{ noticeChannelOpen(input: {{ idempotencyKey: \"k\", name: \"desk\",
            target: {{ {target} }}, topics: {topics} }}) {{ opened {{ id }} userErrors {{ code }} }} }}"
        );
        let told = admin.data(&open, json!({})).await["noticeChannelOpen"].clone();
        assert_eq!(told["userErrors"][0]["code"], code, "{target}");
        assert_eq!(told["opened"], Value::Null);
    }
    house.end().await;
}
