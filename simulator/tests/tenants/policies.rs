//! Conditional Access and security defaults.

use crate::client::Seen;
use crate::room::{Room, refused};
use serde_json::{Value, json};

const AT: &str = "/v1.0/identity/conditionalAccess/policies";

fn policy(state: &str, group: &str) -> Value {
    let excluded: Vec<&str> = Some(group)
        .filter(|it| !it.is_empty())
        .into_iter()
        .collect();
    json!({
        "displayName": "CA001", "state": state,
        "conditions": {
            "users": {"includeUsers": ["All"], "excludeGroups": excluded},
            "applications": {"includeApplications": ["All"]},
            "clientAppTypes": ["all"],
        },
        "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
    })
}

async fn create(room: &Room, body: &Value) -> Seen {
    room.wait(1);
    room.post(AT, body).await
}

#[tokio::test]
async fn policies_are_made_changed_and_removed() {
    let room = Room::with("users = 10").await;
    let made = create(&room, &policy("enabledForReportingButNotEnforced", "")).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let one = format!("{AT}/{}", made.json()["id"].as_str().unwrap());
    room.wait(1);
    assert_eq!(
        room.ask("PATCH", &one, &[], &json!({"state": "disabled"}))
            .await
            .status,
        204
    );
    room.wait(1);
    assert_eq!(room.get(&one).await.json()["state"], "disabled");
    room.wait(1);
    assert_eq!(
        room.ask("DELETE", &one, &[], &Value::Null).await.status,
        204
    );
    let missing = create(
        &room,
        &policy("disabled", "11111111-1111-4111-8111-111111111111"),
    )
    .await;
    refused(&missing, 400, "BadRequest");
    assert!(missing.message().contains("malformed or incorrect"));
    let mut with_id = policy("disabled", "");
    with_id["id"] = json!("x");
    refused(&create(&room, &with_id).await, 400, "BadRequest");
    let mut risky = policy("disabled", "");
    risky["conditions"]["userRiskLevels"] = json!(["high"]);
    assert_eq!(create(&room, &risky).await.status, 403);
}

#[tokio::test]
async fn security_defaults_and_licences_stand_in_the_way() {
    let room = Room::with("users = 10\nsecurity-defaults = true").await;
    let refusal = create(&room, &policy("enabled", "")).await;
    refused(&refusal, 400, "BadRequest");
    assert!(
        refusal
            .message()
            .starts_with("Security Defaults is enabled in the tenant.")
    );
    let at = "/v1.0/policies/identitySecurityDefaultsEnforcementPolicy";
    assert_eq!(room.get(at).await.json()["isEnabled"], true);
    assert_eq!(
        room.ask("PATCH", at, &[], &json!({"isEnabled": false}))
            .await
            .status,
        204
    );
    assert_eq!(create(&room, &policy("enabled", "")).await.status, 201);
    let poor = Room::with("users = 10\np1 = false").await;
    assert_eq!(create(&poor, &policy("disabled", "")).await.status, 403);
    let report = "/v1.0/reports/authenticationMethods/userRegistrationDetails";
    assert_eq!(poor.get(report).await.status, 403);
    assert_eq!(room.get(report).await.rows().len(), 10);
}
