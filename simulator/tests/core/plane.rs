//! The control plane over HTTPS.

use crate::client::Seen;
use crate::desk::Desk;
use serde_json::{Value, json};

impl Desk {
    async fn plane(&self, method: &str, path: &str, body: &Value) -> Seen {
        let url = self.simulator.endpoints().control.join(path).unwrap();
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        self.client.call(method, &url, &[], body).await.unwrap()
    }
}

#[tokio::test]
async fn the_world_is_described_and_can_be_steered() {
    let desk = Desk::open().await;
    let world = desk.plane("GET", "/world", &Value::Null).await.json();
    let tenants = world["tenants"].as_array().unwrap();
    assert_eq!(tenants.len(), 4);
    let partner = tenants
        .iter()
        .find(|tenant| tenant["partner"] == true)
        .unwrap();
    assert_eq!(partner["apps"][0]["id"], desk.app().to_string());
    assert!(
        desk.plane("GET", "/", &Value::Null)
            .await
            .text()
            .contains("POST /orders")
    );
    assert!(
        desk.plane("GET", "/authority.pem", &Value::Null)
            .await
            .text()
            .contains("BEGIN CERTIFICATE")
    );

    let before = desk.control().now();
    let answer = desk
        .plane("POST", "/orders", &json!({"do": "jump", "seconds": 60}))
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!((desk.control().now() - before).get_seconds(), 60);
    let rule = json!({"cloud": "graph", "path": "/v1.0/users*", "times": 2,
        "fault": {"kind": "throttle", "retryAfter": 3}});
    assert_eq!(
        desk.plane("POST", "/orders", &json!({"do": "lay-down", "rule": rule}))
            .await
            .status,
        200
    );
    let rules = desk.plane("GET", "/rules", &Value::Null).await.json();
    assert_eq!(rules["rules"][0]["fault"]["kind"], "throttle");
    desk.plane("POST", "/orders", &json!({"do": "lift-all-rules"}))
        .await;
    assert_eq!(
        desk.plane("GET", "/rules", &Value::Null).await.json()["rules"],
        json!([])
    );
}

#[tokio::test]
async fn what_is_held_is_counted_and_let_go() {
    let desk = Desk::open().await;
    let rule = json!({"times": 1, "fault": {"kind": "hold-before"}});
    desk.plane("POST", "/orders", &json!({"do": "lay-down", "rule": rule}))
        .await;
    let (client, page) = (
        desk.client.clone(),
        desk.login("/common/discovery/instance"),
    );
    let asking = tokio::spawn(async move { client.call("GET", &page, &[], "").await });
    desk.control().somebody_is_held().await;
    let held = async || desk.plane("GET", "/held", &Value::Null).await.json();
    assert_eq!(held().await, json!({"held": 1}));
    let released = desk
        .plane("POST", "/orders", &json!({"do": "release-all"}))
        .await;
    assert_eq!(released.status, 200);
    assert!(asking.await.unwrap().is_some());
    assert_eq!(held().await, json!({"held": 0}));
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_a_reason() {
    let desk = Desk::open().await;
    let nobody = "00000000-0000-0000-0000-000000000009";
    for (order, status, words) in [
        (json!({"do": "dance"}), 400, "dance"),
        (json!({"do": "jump"}), 400, "seconds"),
        (json!({"do": "jump", "seconds": 1, "why": "x"}), 400, "why"),
        (
            json!({"do": "consent", "tenant": nobody, "app": nobody}),
            409,
            nobody,
        ),
        (
            json!({"do": "approve", "relationship": "x", "customer": nobody}),
            409,
            "",
        ),
        (
            json!({"do": "change-user", "tenant": desk.tenant("Contoso"), "user": nobody, "change": {"set": {}}}),
            409,
            nobody,
        ),
        (
            json!({"do": "switch-account", "account": nobody, "on": true}),
            409,
            nobody,
        ),
        (
            json!({"do": "add-to-group", "group": nobody, "member": nobody}),
            409,
            nobody,
        ),
        (
            json!({"do": "add-secret", "app": nobody, "secret": "x"}),
            409,
            nobody,
        ),
        (
            json!({"do": "refuse-in-batches", "tenant": nobody, "times": 1}),
            409,
            nobody,
        ),
        (json!({"do": "end-tokens", "tenant": nobody}), 409, nobody),
    ] {
        let seen = desk.plane("POST", "/orders", &order).await;
        let error = seen.json()["error"].as_str().unwrap_or_default().to_owned();
        assert_eq!(seen.status, status, "{order}: {error}");
        assert!(error.contains(words), "{order}: {error}");
    }
    assert_eq!(
        desk.plane("GET", "/nowhere", &Value::Null).await.status,
        404
    );
    assert_eq!(
        desk.plane("GET", "/journal?after=x", &Value::Null)
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn the_journal_tells_all_but_secrets() {
    let desk = Desk::open().await;
    desk.for_graph("Contoso").await.unwrap();
    let code = desk.code(&[("second_factor", "yes")]).await;
    desk.redeem(&code).await.unwrap();
    let journal = desk
        .plane("GET", "/journal?after=1", &Value::Null)
        .await
        .json();
    assert_eq!(
        (journal["total"].as_u64(), journal["next"].as_u64()),
        (Some(3), Some(3))
    );
    assert_eq!(journal["rows"].as_array().unwrap().len(), 2);
    let all = desk.plane("GET", "/journal", &Value::Null).await.text();
    for secret in [code.as_str(), "practice-secret", "practice-only", "eyJ"] {
        assert!(!all.contains(secret), "{secret}");
    }
    assert_eq!(
        desk.plane("GET", "/foreign-things-deleted", &Value::Null)
            .await
            .json()["deeds"],
        json!([])
    );
    let path = format!("/relationships-ever-created-for/{}", desk.tenant("Contoso"));
    let ever = desk.plane("GET", &path, &Value::Null).await.json();
    assert_eq!(
        ever["relationships"],
        json!([]),
        "those of the beginning were not created by an app"
    );
}
