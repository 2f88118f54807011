//! HaloPSA: tokens, pages, and an answer of three shapes.

use crate::client::Seen;
use crate::written::World;
use serde_json::json;
use tenantry_simulator::{Cloud, ListShape, Vendor, VendorChange, VendorQuirks};

pub(crate) const WORLD: &str = r#"
[[vendors.halopsa]]
name = "Northwind IT"
crowd = 60

[vendors.halopsa.credentials]
tenant = "northwind"
client-id = "an-application"
client-secret = "a secret"

[[vendors.halopsa.rows.clients]]
id = 7
name = "Out of use"
inactive = true

[[vendors.halopsa.rows.connections]]
id = 1
mappings_client = [{ azure_tenant_id = "11111111-1111-4111-8111-111111111111", client_id = 7, client_name = "x" }]
"#;

async fn token(world: &World, tenant: &str, form: &str) -> Seen {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let query = [("tenant", tenant)];
    world
        .ask(
            "POST",
            (Cloud::HaloPsa, "/auth/token"),
            &query,
            &headers,
            form,
        )
        .await
}

const GOOD: &str =
    "grant_type=client_credentials&client_id=an-application&client_secret=a+secret&scope=all";

async fn get(world: &World, path: &str, query: &[(&str, &str)]) -> Seen {
    let given = token(world, "northwind", GOOD).await.json();
    let bearer = format!("Bearer {}", given["access_token"].as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    world
        .ask("GET", (Cloud::HaloPsa, path), query, &headers, "")
        .await
}

#[tokio::test]
async fn who_may_ask() {
    let world = World::of(WORLD).await;
    let info = world
        .ask("GET", (Cloud::HaloPsa, "/api/authinfo"), &[], &[], "")
        .await
        .json();
    let base = world.simulator.endpoints().of(Cloud::HaloPsa).unwrap();
    assert_eq!(info["auth_url"], format!("{base}auth"));
    assert_eq!(info["tenant_id"], "northwind");
    let elsewhere = (Cloud::HaloPsaElsewhere, "/api/authinfo");
    assert_eq!(world.ask("GET", elsewhere, &[], &[], "").await.status, 404);

    assert_eq!(
        token(&world, "northwind", GOOD).await.json()["expires_in"],
        3600
    );
    let wrong = GOOD.replace("a+secret", "another");
    for (tenant, form, error) in [
        ("northwind", wrong.as_str(), "invalid_client"),
        ("contoso", GOOD, "invalid_request"),
        ("northwind", "grant_type=password", "unsupported_grant_type"),
    ] {
        let seen = token(&world, tenant, form).await;
        assert_eq!(
            (seen.status, seen.json()["error"].as_str()),
            (400, Some(error))
        );
    }
    let headers = [("authorization", "Bearer guessed")];
    let seen = world
        .ask("GET", (Cloud::HaloPsa, "/api/Client"), &[], &headers, "")
        .await;
    assert_eq!(seen.status, 401);
}

#[tokio::test]
async fn a_list_comes_in_pages_when_it_is_asked_to() {
    let world = World::of(WORLD).await;
    let clients = async |query: &[(&str, &str)]| {
        let seen = get(&world, "/api/Client", query).await.json();
        let rows = seen["clients"].as_array().unwrap().len();
        (seen["record_count"].as_u64().unwrap(), rows)
    };
    let (paged, size, number) = (("pageinate", "true"), ("page_size", "25"), ("page_no", "3"));
    assert_eq!(clients(&[]).await, (60, 60));
    assert_eq!(
        clients(&[size, number]).await,
        (60, 60),
        "the word is missing"
    );
    assert_eq!(clients(&[paged, size, number]).await, (60, 10));
    assert_eq!(clients(&[("includeinactive", "true")]).await, (61, 61));
    let one = get(&world, "/api/Client/7", &[]).await.json();
    assert!(one["logo"].as_str().unwrap().starts_with("data:image"));
}

#[tokio::test]
async fn templates_of_invoices_have_negative_ids_and_dates_that_are_none() {
    let world = World::of(WORLD).await;
    let invoices = async |query: &[(&str, &str)]| {
        let seen = get(&world, "/api/RecurringInvoice", query).await;
        seen.json()["invoices"].as_array().unwrap().clone()
    };
    let bare = invoices(&[]).await;
    assert_eq!(bare[0]["id"], -42);
    assert_eq!(bare[1]["id"], -43);
    assert_eq!(bare[0]["enddate"], "1899-12-31T00:00:00");
    assert!(bare[0].get("lines").is_none());
    let full = invoices(&[("includelines", "true")]).await;
    assert_eq!(full[0]["lines"][0]["item_code"], "M365-BP");
    let one = get(
        &world,
        "/api/RecurringInvoice/-42",
        &[("includedetails", "true")],
    )
    .await;
    assert_eq!(one.json()["lines"][0]["item_code"], "M365-BP");
}

#[tokio::test]
async fn connections_come_in_three_shapes() {
    let world = World::of(WORLD).await;
    let of_customers = [("type", "2")];
    for (list_shape, pointer) in [
        (ListShape::Bare, "/0/id"),
        (ListShape::Single, "/id"),
        (ListShape::Wrapped, "/connections/0/id"),
    ] {
        let quirks = VendorQuirks {
            list_shape,
            ..VendorQuirks::default()
        };
        let change = VendorChange::Quirks { quirks };
        let control = world.simulator.control();
        control
            .at_vendor(Vendor::HaloPsa, "Northwind IT", change)
            .unwrap();
        let seen = get(&world, "/api/AzureADConnection", &of_customers).await;
        assert_eq!(
            seen.json().pointer(pointer),
            Some(&json!(1)),
            "{list_shape:?}"
        );
    }
    let path = "/api/AzureADConnection/1";
    assert!(
        get(&world, path, &of_customers)
            .await
            .json()
            .get("mappings_client")
            .is_none()
    );
    let all = [
        ("type", "2"),
        ("includedetails", "true"),
        ("includetenants", "true"),
    ];
    assert_eq!(
        get(&world, path, &all).await.json()["mappings_client"][0]["client_id"],
        7
    );
    let others = get(&world, "/api/AzureADConnection", &[("type", "1")]).await;
    assert_ne!(others.json().pointer("/connections/0/id"), Some(&json!(1)));
}
