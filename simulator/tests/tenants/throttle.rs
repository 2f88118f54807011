//! Who asks for policies too quickly, or writes too much, must wait.

use crate::room::{Room, refused};
use serde_json::{Value, json};

#[tokio::test]
async fn conditional_access_does_not_say_when() {
    let room = Room::with("users = 10").await;
    let at = "/v1.0/identity/conditionalAccess/policies";
    assert_eq!(room.get(at).await.status, 200);
    let seen = room.get(at).await;
    refused(&seen, 429, "TooManyRequests");
    assert_eq!(seen.header("Retry-After"), "");
    room.wait(1);
    assert_eq!(room.get(at).await.status, 200);
}

#[tokio::test]
async fn an_app_may_write_only_so_much() {
    let room = Room::with("users = 10").await;
    let part = |id: usize| {
        json!({"id": id.to_string(), "method": "POST", "url": "/groups", "body": {},
            "headers": {"Content-Type": "application/json"}})
    };
    let batch = json!({"requests": (0..20).map(part).collect::<Vec<_>>()});
    let mut written = 0;
    let refusal = loop {
        let seen = room.post("/v1.0/$batch", &batch).await.json();
        let answers: Vec<Value> = seen["responses"].as_array().unwrap().clone();
        let (refused, done): (Vec<_>, Vec<_>) =
            answers.into_iter().partition(|it| it["status"] == 429);
        written += done.len();
        if let Some(first) = refused.into_iter().next() {
            break first;
        }
    };
    assert_eq!(written, 3_000);
    assert_eq!(refusal["headers"]["Retry-After"], "150");
    let scope = refusal["headers"]["x-ms-throttle-scope"].as_str().unwrap();
    assert!(scope.starts_with("Tenant_Application/Write/"), "{scope}");
    room.wait(150);
    assert_eq!(room.post("/v1.0/groups", &json!({})).await.status, 400);
}
