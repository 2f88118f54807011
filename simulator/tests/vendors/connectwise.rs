//! ConnectWise: keys, conditions, pages.

use crate::client::Seen;
use crate::written::{World, each};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tenantry_simulator::Cloud;

pub(crate) const WORLD: &str = r#"
[[vendors.connectwise]]
name = "Northwind IT"
crowd = 60

[vendors.connectwise.credentials]
company = "northwind"
client-id = "an-integration"
public-key = "pub"
private-key = "priv"

[[vendors.connectwise.rows.companies]]
id = 7
identifier = "Contoso"
name = "Contoso & \"Sons\""
types = [{ id = 1, name = "Vendor" }, { id = 2, name = "Partner" }]
"#;

async fn get(world: &World, path: &str, query: &[(&str, &str)], extra: &[(&str, &str)]) -> Seen {
    let basic = format!("Basic {}", STANDARD.encode("northwind+pub:priv"));
    let mut headers = vec![
        ("authorization", basic.as_str()),
        ("clientId", "an-integration"),
    ];
    headers.extend(extra);
    let path = format!("/v2025_1/apis/3.0{path}");
    world
        .ask("GET", (Cloud::ConnectWiseNa, &path), query, &headers, "")
        .await
}

#[tokio::test]
async fn who_may_ask() {
    let world = World::of(WORLD).await;
    for (pair, client_id, code) in [
        ("northwind+pub:priv", Some("an-integration"), ""),
        ("northwind+pub:priv", Some("another"), "Unauthorized"),
        ("northwind+pub:priv", None, "Unauthorized"),
        (
            "northwind+pub:wrong",
            Some("an-integration"),
            "ConnectWiseApi",
        ),
        ("another+pub:priv", Some("an-integration"), "ConnectWiseApi"),
        ("pub:priv", Some("an-integration"), "Unauthorized"),
    ] {
        let basic = format!("Basic {}", STANDARD.encode(pair));
        let mut headers = vec![("authorization", basic.as_str())];
        headers.extend(client_id.map(|id| ("clientId", id)));
        let place = (Cloud::ConnectWiseNa, "/v4_6_release/apis/3.0/system/info");
        let seen = world.ask("GET", place, &[], &headers, "").await;
        assert_eq!(
            seen.json()["code"].as_str().unwrap_or_default(),
            code,
            "{pair}"
        );
        assert_eq!(
            seen.status,
            if code.is_empty() { 200 } else { 401 },
            "{pair}"
        );
    }
    let info = |cloud| {
        let world = &world;
        async move {
            let place = (cloud, "/login/companyinfo/northwind");
            world.ask("GET", place, &[], &[], "").await
        }
    };
    assert_eq!(
        info(Cloud::ConnectWiseNa).await.json()["Codebase"],
        "v2025_1/"
    );
    assert_eq!(info(Cloud::ConnectWiseEu).await.status, 404);
}

#[tokio::test]
async fn what_is_asked_for_is_what_comes() {
    let world = World::of(WORLD).await;
    let ids = async |query: &[(&str, &str)]| {
        let seen = get(&world, "/company/companies", query, &[]).await;
        assert_eq!(seen.status, 200, "{}", seen.text());
        each(&seen.json(), "id")
    };
    assert_eq!(ids(&[("conditions", "id = 7")]).await, [7]);
    let name = r#"name = "contoso & \"sons\"" and deletedFlag = False"#;
    assert_eq!(ids(&[("conditions", name)]).await, [7]);
    let partners = ("childConditions", r#"types/name = "Partner""#);
    assert_eq!(ids(&[partners]).await, [7]);
    let order = [
        ("orderBy", "id desc"),
        ("pageSize", "2"),
        ("conditions", "id < 252"),
    ];
    assert_eq!(ids(&order).await, [251, 250]);
    assert_eq!(
        ids(&[]).await.len(),
        25,
        "who does not say how many gets few"
    );

    let fields = [
        ("conditions", "id = 7"),
        ("fields", "id,status/name,types/name"),
    ];
    let seen = get(&world, "/company/companies", &fields, &[]).await;
    let wanted = json!([{"id": 7, "status": {"name": "Active"},
        "types": [{"name": "Vendor"}, {"name": "Partner"}]}]);
    assert_eq!(seen.json(), wanted);
    let count = get(
        &world,
        "/company/companies/count",
        &[("conditions", "id > 7")],
        &[],
    )
    .await;
    assert_eq!(count.json(), json!({"count": 60}));
    assert_eq!(
        get(&world, "/company/companies/7", &[], &[]).await.json()["id"],
        7
    );
    assert_eq!(
        get(&world, "/company/companies/8", &[], &[]).await.json()["code"],
        "NotFound"
    );
}

#[tokio::test]
async fn a_search_says_in_its_body_what_is_too_long_for_an_address() {
    let world = World::of(WORLD).await;
    let basic = format!("Basic {}", STANDARD.encode("northwind+pub:priv"));
    let headers = [
        ("authorization", basic.as_str()),
        ("clientId", "an-integration"),
    ];
    let body = json!({"conditions": "id in (7, 250)"}).to_string();
    let place = (
        Cloud::ConnectWiseNa,
        "/v2025_1/apis/3.0/company/companies/search",
    );
    let seen = world.ask("POST", place, &[], &headers, &body).await;
    assert_eq!(each(&seen.json(), "id"), [7, 250]);
    let place = (Cloud::ConnectWiseNa, "/v2025_1/apis/3.0/company/companies");
    let seen = world.ask("POST", place, &[], &headers, &body).await;
    assert_eq!(seen.status, 405);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let world = World::of(WORLD).await;
    for query in [
        ("conditions", "id is 7"),
        ("conditions", "colour = \"red\""),
        ("conditions", "(id = 7"),
        ("pageSize", "1001"),
        ("pageSize", "0"),
        ("page", "first"),
    ] {
        let seen = get(&world, "/company/companies", &[query], &[]).await;
        assert_eq!(seen.status, 400, "{query:?}");
        let body = seen.json();
        assert_eq!(body["code"], "InvalidObject", "{query:?}");
        assert!(body["errors"][0]["message"].is_string(), "{query:?}");
    }
}

#[tokio::test]
async fn pages_are_linked_by_number_or_forward_only() {
    let world = World::of(WORLD).await;
    let first = get(&world, "/company/companies", &[("pageSize", "30")], &[]).await;
    let link = first.header("link");
    assert!(
        link.contains("page=2>; rel=\"next\"") && link.contains("page=3>; rel=\"last\""),
        "{link}"
    );
    let last = [("pageSize", "30"), ("page", "3")];
    let last = get(&world, "/company/companies", &last, &[]).await;
    assert_eq!(
        (last.header("link"), each(&last.json(), "id").len()),
        ("", 1)
    );
    let past = get(&world, "/company/companies", &[("page", "99")], &[]).await;
    assert_eq!(past.json(), json!([]));

    let forward = [("pagination-type", "forward-only")];
    let first = get(
        &world,
        "/company/companies",
        &[("pageSize", "30")],
        &forward,
    )
    .await;
    let ids = each(&first.json(), "id");
    let place = format!("pageId={}>; rel=\"next\"", ids.last().unwrap());
    assert!(
        first.header("link").contains(&place),
        "{}",
        first.header("link")
    );
    assert!(!first.header("link").contains("last"));
}
