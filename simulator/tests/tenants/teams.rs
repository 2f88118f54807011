//! Teams apps.

use crate::client::Seen;
use crate::room::{Room, refused};
use serde_json::{Value, json};

/// A zip with one file that is not compressed.
fn package(name: &str, data: &str) -> Vec<u8> {
    let short = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
    let long = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let mut zip = b"PK\x03\x04".to_vec();
    zip.extend([0; 14]);
    zip.extend(long(data.len()));
    zip.extend(long(data.len()));
    zip.extend(short(name.len()));
    zip.extend([0; 2]);
    zip.extend(name.bytes().chain(data.bytes()));
    let directory = zip.len();
    zip.extend(b"PK\x01\x02");
    zip.extend([0; 16]);
    zip.extend(long(data.len()));
    zip.extend(long(data.len()));
    zip.extend(short(name.len()));
    zip.extend([0; 16]);
    zip.extend(name.bytes());
    let size = zip.len() - directory;
    zip.extend(b"PK\x05\x06");
    zip.extend([0; 4]);
    zip.extend(short(1));
    zip.extend(short(1));
    zip.extend(long(size));
    zip.extend(long(directory));
    zip.extend([0; 2]);
    zip
}

async fn publish(room: &Room, zip: &[u8]) -> Seen {
    let url = room
        .simulator
        .endpoints()
        .graph
        .join("/v1.0/appCatalogs/teamsApps")
        .unwrap();
    let bearer = format!("Bearer {}", room.token);
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/zip"),
    ];
    room.client
        .call("POST", &url, &headers, zip.to_vec())
        .await
        .unwrap()
}

#[tokio::test]
async fn an_app_is_published_and_installed_once() {
    let room = Room::with("users = 60").await;
    let external = "0b0b0b0b-0000-4000-8000-000000000001";
    let manifest =
        json!({"id": external, "version": "1.0.0", "name": {"short": "Help"}}).to_string();
    let zip = package("manifest.json", &manifest);
    let made = publish(&room, &zip).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let app = made.json()["id"].as_str().unwrap().to_owned();
    assert_ne!(app, external);
    refused(&publish(&room, &zip).await, 409, "Conflict");
    let unreadable = publish(&room, &package("other.json", "{}")).await;
    assert_eq!(unreadable.status, 200);
    assert_eq!(
        unreadable.json()["error"]["innerError"]["code"],
        "UnableToParseTeamsAppManifest"
    );
    let find = format!("/v1.0/appCatalogs/teamsApps?$filter=externalId eq '{external}'");
    assert_eq!(
        room.get(&find).await.rows()[0]["distributionMethod"],
        "organization"
    );

    let user = room.somebody().await["id"].as_str().unwrap().to_owned();
    let at = format!("/v1.0/users/{user}/teamwork/installedApps");
    let bind = format!("https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/{app}");
    let body = json!({"teamsApp@odata.bind": bind});
    let installed = room.post(&at, &body).await;
    assert_eq!(
        (installed.status, installed.body.len()),
        (201, 0),
        "{}",
        installed.text()
    );
    refused(&room.post(&at, &body).await, 409, "Conflict");
    let list = room
        .get(&format!(
            "{at}?$expand=teamsApp&$filter=teamsApp/externalId eq '{external}'"
        ))
        .await;
    assert_eq!(list.rows()[0]["teamsApp"]["id"], app);
    let one = format!("{at}/{}", list.rows()[0]["id"].as_str().unwrap());
    assert_eq!(
        room.post(&format!("{one}/upgrade"), &json!({}))
            .await
            .status,
        204
    );
    assert_eq!(
        room.ask("DELETE", &one, &[], &Value::Null).await.status,
        204
    );
    assert_eq!(
        room.ask("DELETE", &one, &[], &Value::Null).await.status,
        404
    );
    let nobody = "/v1.0/users/nobody/teamwork/installedApps";
    assert_eq!(room.post(nobody, &body).await.status, 404);
}

#[tokio::test]
async fn a_tenant_without_teams_has_no_apps() {
    let room = Room::with("users = 6\nteams = false").await;
    assert_eq!(room.get("/v1.0/appCatalogs/teamsApps").await.status, 403);
}
