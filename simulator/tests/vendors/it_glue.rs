//! IT Glue: regions, filters, pages, passwords.

use crate::client::Seen;
use crate::written::{World, each};
use serde_json::json;
use tenantry_simulator::{Cloud, Vendor, VendorChange, VendorQuirks};

pub(crate) const WORLD: &str = r#"
[[vendors.it-glue]]
name = "Northwind IT"
place = "it-glue-eu"
crowd = 60

[vendors.it-glue.credentials]
api-key = "ITG.key"

[[vendors.it-glue.rows.organizations]]
id = 7
name = "Not tied to anything"

[[vendors.it-glue.rows.passwords]]
id = 8
organization-id = 7
name = "Router"
password = "hunter2"
"#;

async fn ask(world: &World, method: &str, path: &str, query: &[(&str, &str)], body: &str) -> Seen {
    let headers = [("x-api-key", "ITG.key")];
    world
        .ask(method, (Cloud::ItGlueEu, path), query, &headers, body)
        .await
}

async fn get(world: &World, path: &str, query: &[(&str, &str)]) -> Seen {
    ask(world, "GET", path, query, "").await
}

#[tokio::test]
async fn a_key_is_known_in_its_region() {
    let world = World::of(WORLD).await;
    assert_eq!(get(&world, "/organizations", &[]).await.status, 200);
    for (cloud, key) in [
        (Cloud::ItGlueUs, "ITG.key"),
        (Cloud::ItGlueAu, "ITG.key"),
        (Cloud::ItGlueEu, "ITG.guessed"),
    ] {
        let place = (cloud, "/organizations");
        let seen = world
            .ask("GET", place, &[], &[("x-api-key", key)], "")
            .await;
        assert_eq!(seen.status, 401);
        assert_eq!(seen.json()["errors"][0]["status"], "401");
    }
}

#[tokio::test]
async fn pages_are_numbered_and_say_how_many_there_are() {
    let world = World::of(WORLD).await;
    let page = [("page[number]", "3"), ("page[size]", "25"), ("sort", "id")];
    let seen = get(&world, "/organizations", &page).await.json();
    assert_eq!(each(&seen["data"], "id").len(), 11);
    assert_eq!(seen["data"][0]["type"], "organizations");
    assert!(seen["data"][0]["id"].is_string());
    let meta = &seen["meta"];
    assert_eq!(
        (
            &meta["current-page"],
            &meta["next-page"],
            &meta["prev-page"]
        ),
        (&json!(3), &json!(null), &json!(2))
    );
    assert_eq!(
        (&meta["total-pages"], &meta["total-count"]),
        (&json!(3), &json!(61))
    );
    let usual = get(&world, "/organizations", &[]).await.json();
    assert_eq!(each(&usual["data"], "id").len(), 50);
    let large = get(&world, "/organizations", &[("page[size]", "1001")]).await;
    assert_eq!(large.status, 400);
}

#[tokio::test]
async fn a_filter_that_does_not_exist_is_ignored() {
    let world = World::of(WORLD).await;
    let count = async |filter: &[(&str, &str)]| {
        let seen = get(&world, "/organizations", filter).await;
        seen.json()["meta"]["total-count"].as_u64()
    };
    assert_eq!(count(&[("filter[id]", "7,123")]).await, Some(2));
    assert_eq!(count(&[("filter[exclude][id]", "7")]).await, Some(60));
    assert_eq!(count(&[("filter[colour]", "red")]).await, Some(61));
    let tied = |system| {
        [
            ("filter[psa_id]", "29763421"),
            ("filter[psa_integration_type]", system),
        ]
    };
    assert_eq!(count(&tied("autotask")).await, Some(1));
    assert_eq!(count(&tied("manage")).await, Some(0));
    let alone = get(&world, "/organizations", &[("filter[psa_id]", "29763421")]).await;
    assert_eq!(alone.status, 400);
}

#[tokio::test]
async fn ties_come_along_without_the_name_of_the_psa() {
    let world = World::of(WORLD).await;
    let include = ("include", "adapters-resources");
    let seen = get(&world, "/organizations", &[include, ("filter[id]", "123")])
        .await
        .json();
    let related = &seen["data"][0]["relationships"]["adapters-resources"]["data"][0]["id"];
    assert_eq!(&seen["included"][0]["id"], related);
    assert_eq!(
        seen["included"][0]["attributes"],
        json!({"remote-id": "29763421"})
    );
    let large = get(&world, "/organizations", &[include, ("page[size]", "1000")]).await;
    assert_eq!(large.status, 504);
}

#[tokio::test]
async fn documents_are_asked_for_by_organization_and_folder() {
    let world = World::of(WORLD).await;
    let count = async |filter: &[(&str, &str)]| {
        let path = "/organizations/123/relationships/documents";
        let seen = get(&world, path, filter).await;
        seen.json()["meta"]["total-count"].as_u64()
    };
    assert_eq!(count(&[]).await, Some(1));
    assert_eq!(
        count(&[("filter[document_folder_id]", "null")]).await,
        Some(2)
    );
    assert_eq!(count(&[("filter[document_folder_id]", "4")]).await, Some(1));
    assert_eq!(get(&world, "/documents", &[]).await.status, 404);
}

#[tokio::test]
async fn a_password_is_shown_alone_and_only_to_a_key_that_may() {
    let world = World::of(WORLD).await;
    let list = get(&world, "/passwords", &[("filter[organization_id]", "7")]).await;
    assert!(list.text().contains("Router") && !list.text().contains("hunter2"));
    let path = "/organizations/7/relationships/passwords/8";
    let one = get(&world, path, &[]).await.json();
    assert_eq!(one["data"]["attributes"]["password"], "hunter2");
    let veiled = get(&world, path, &[("show_password", "false")]).await;
    assert!(!veiled.text().contains("hunter2"));
    let quirks = VendorQuirks {
        hidden: ["secrets".to_owned()].into(),
        ..VendorQuirks::default()
    };
    let change = VendorChange::Quirks { quirks };
    let control = world.simulator.control();
    control
        .at_vendor(Vendor::ItGlue, "Northwind IT", change)
        .unwrap();
    assert!(!get(&world, path, &[]).await.text().contains("hunter2"));
}

#[tokio::test]
async fn what_a_psa_owns_is_not_changed_here() {
    let world = World::of(WORLD).await;
    let body = json!({"data": {"type": "organizations", "attributes": {"name": "Renamed"}}});
    let body = body.to_string();
    assert_eq!(
        ask(&world, "PATCH", "/organizations/123", &[], &body)
            .await
            .status,
        422
    );
    assert_eq!(
        ask(&world, "PATCH", "/organizations/7", &[], &body)
            .await
            .status,
        200
    );
    let seen = get(&world, "/organizations/7", &[]).await.json();
    assert_eq!(seen["data"]["attributes"]["name"], "Renamed");
}
