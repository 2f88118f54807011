//! People and licences are written as Graph lets them be written, and refused in its words.

use crate::client::Seen;
use crate::room::{Room, code, refused};
use serde_json::{Value, json};
use tenantry_simulator::product_id;

const WRITING: &str = "\"User.Read.All\", \"User.ReadWrite.All\", \"LicenseAssignment.ReadWrite.All\", \
    \"User.DeleteRestore.All\", \"GroupMember.Read.All\"";

fn ada() -> Value {
    json!({"accountEnabled": true, "displayName": "Ada", "mailNickname": "ada",
        "userPrincipalName": "ada@fabrikam.example", "usageLocation": "DE",
        "passwordProfile": {"forceChangePasswordNextSignIn": true, "password": "Tulip-7-Harbour"}})
}

/// Without this property, or with another value in it.
fn but(name: &str, value: Value) -> Value {
    let mut body = ada();
    if value.is_null() {
        body.as_object_mut().unwrap().remove(name);
    } else {
        body[name] = value;
    }
    body
}

async fn patch(room: &Room, id: &str, body: &Value) -> Seen {
    room.ask("PATCH", &format!("/v1.0/users/{id}"), &[], body)
        .await
}

async fn delete(room: &Room, at: &str) -> Seen {
    room.ask("DELETE", at, &[], &Value::Null).await
}

#[tokio::test]
async fn what_is_not_a_person_is_refused_in_the_words_of_graph() {
    let room = Room::may(WRITING, "users = 5").await;
    for (body, words) in [
        (but("displayName", Value::Null), "'displayName'"),
        (but("accountEnabled", Value::Null), "'accountEnabled'"),
        (but("mailNickname", Value::Null), "'mailNickname'"),
        (but("passwordProfile", Value::Null), "'password'"),
        (
            but("passwordProfile", json!({"password": "simple"})),
            "password complexity",
        ),
        (
            but("userPrincipalName", json!("ada")),
            "userPrincipalName is invalid",
        ),
        (
            but("userPrincipalName", json!("a da@fabrikam.example")),
            "userPrincipalName is invalid",
        ),
        (
            but("userPrincipalName", json!("ada@contoso.example")),
            "domain portion",
        ),
        (
            but("userPrincipalName", json!("admin@fabrikam.onmicrosoft.com")),
            "already exists",
        ),
        (but("mailNickname", json!("a@b")), "'mailNickname'"),
        (but("usageLocation", json!("Germany")), "'usageLocation'"),
        (but("jobTitle", json!(7)), "'jobTitle'"),
        (
            but("shoeSize", json!("42")),
            "property values specified are invalid",
        ),
    ] {
        let seen = room.post("/v1.0/users", &body).await;
        assert_eq!(
            (seen.status, code(&seen).as_str()),
            (400, "Request_BadRequest")
        );
        assert!(seen.message().contains(words), "{words}: {}", seen.text());
    }
    assert!(room.control().deeds().is_empty());
}

#[tokio::test]
async fn a_life_of_an_account() {
    let room = Room::may(WRITING, "users = 5\nseats = { SPB = 9 }").await;
    let made = room.post("/v1.0/users", &ada()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    assert!(made.json().get("password").is_none() && !made.text().contains("Tulip"));
    let at = format!("/v1.0/users/{id}?$select=id,accountEnabled,jobTitle,licenseAssignmentStates");
    assert_eq!(room.get(&at).await.status, 404);
    room.wait(15);
    assert_eq!(room.get(&at).await.json()["accountEnabled"], true);

    let changed = patch(
        &room,
        &id,
        &json!({"accountEnabled": false, "jobTitle": "Countess"}),
    )
    .await;
    assert_eq!(changed.status, 204);
    assert_eq!(room.get(&at).await.json()["jobTitle"], "Countess");
    let product = product_id("SPB").unwrap();
    let assign = format!("/v1.0/users/{id}/assignLicense");
    let add =
        json!({"addLicenses": [{"skuId": product, "disabledPlans": []}], "removeLicenses": []});
    assert_eq!(room.post(&assign, &add).await.status, 200);
    let states = room.get(&at).await.json()["licenseAssignmentStates"].clone();
    assert_eq!(
        (&states[0]["skuId"], &states[0]["assignedByGroup"]),
        (&json!(product), &Value::Null)
    );
    let half = json!({"addLicenses": []});
    refused(&room.post(&assign, &half).await, 400, "Request_BadRequest");

    let people = format!("/v1.0/users/{id}");
    let bin = format!("/v1.0/directory/deletedItems/{id}");
    assert_eq!(delete(&room, &people).await.status, 204);
    refused(
        &delete(&room, &people).await,
        404,
        "Request_ResourceNotFound",
    );
    let binned = format!("{bin}/microsoft.graph.user?$select=id,userPrincipalName,deletedDateTime");
    let name = room.get(&binned).await.json()["userPrincipalName"].clone();
    assert_eq!(name, format!("{}ada@fabrikam.example", id.replace('-', "")));
    let listed = room
        .get("/v1.0/directory/deletedItems/microsoft.graph.user")
        .await;
    assert_eq!(listed.rows().len(), 1);
    assert_eq!(
        room.post(&format!("{bin}/restore"), &json!({}))
            .await
            .status,
        200
    );
    assert_eq!(room.get(&people).await.status, 200);
    assert_eq!(delete(&room, &people).await.status, 204);
    assert_eq!(delete(&room, &bin).await.status, 204);
    refused(&room.get(&bin).await, 404, "Request_ResourceNotFound");
}

#[tokio::test]
async fn permissions_are_asked_for_each_change() {
    let room = Room::may(
        "\"User.EnableDisableAccount.All\", \"User.Read.All\"",
        "users = 5",
    )
    .await;
    let id = room
        .control()
        .user_id(room.tenant(), 1)
        .unwrap()
        .to_string();
    let denied = "Authorization_RequestDenied";
    refused(&room.post("/v1.0/users", &ada()).await, 403, denied);
    let located = json!({"usageLocation": "AT"});
    refused(&patch(&room, &id, &located).await, 403, denied);
    let both = json!({"accountEnabled": false, "usageLocation": "AT"});
    refused(&patch(&room, &id, &both).await, 403, denied);
    refused(
        &delete(&room, &format!("/v1.0/users/{id}")).await,
        403,
        denied,
    );
    for act in ["assignLicense", "revokeSignInSessions"] {
        let at = format!("/v1.0/users/{id}/{act}");
        refused(&room.post(&at, &json!({})).await, 403, denied);
    }
    let switched = json!({"accountEnabled": false});
    assert_eq!(patch(&room, &id, &switched).await.status, 204);
}
