//! Who is let in, and how the site answers everybody else.

use hyper::Method;
use serde_json::json;
use tenantry_api::entry::Rate;
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};

use crate::client::send;
use crate::house::House;

on_both_databases!(
    nobody_is_let_in_without_a_good_secret,
    nobody_may_ask_without_end
);

async fn nobody_is_let_in_without_a_good_secret(world: World) {
    let house = House::on(world).await;
    let body = json!({ "query": "{ viewer { name } }" }).to_string();
    let odd = [
        "",
        "Bearer",
        "Bearer ",
        "Bearer tenantry_",
        "Bearer x.y.z",
        "Basic YTpi",
        "Bearer \u{e9}",
    ];
    for authorization in odd {
        let headers = [
            ("content-type", "application/json"),
            ("authorization", authorization),
        ];
        let answer = send(house.address, Method::POST, "/graphql", &headers, &body).await;
        assert_eq!(answer.status, 401, "{authorization:?} {}", answer.body);
        assert_eq!(
            answer.json()["errors"][0]["extensions"]["code"],
            "NOT_SIGNED_IN"
        );
    }
    for (path, status) in [
        ("/health/live", 200),
        ("/health/ready", 200),
        ("/help/TENANT_HELD", 200),
        ("/help/NO_SUCH_CODE", 404),
        ("/help/..%2F..%2FCargo.toml", 404),
        ("/sign-in", 404),
        ("/nowhere", 404),
    ] {
        let answer = send(house.address, Method::GET, path, &[], "").await;
        assert_eq!(answer.status, status, "{path} {}", answer.body);
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none'")
        );
        assert_eq!(
            answer.header("access-control-allow-origin"),
            "",
            "closed to other origins"
        );
    }
    house.end().await;
}

async fn nobody_may_ask_without_end(world: World) {
    let ledger = world.ledger().await;
    let rate = Rate {
        burst: 5,
        per_second: 0,
    };
    let house = House::with(world, ledger, rate).await;
    let (busy, other) = (
        house.somebody(Role::Viewer).await,
        house.somebody(Role::Viewer).await,
    );
    for _ in 0..5 {
        busy.data("{ viewer { name } }", json!({})).await;
    }
    assert_eq!(
        busy.refused("{ viewer { name } }", json!({})).await,
        "RATE_LIMITED"
    );
    other.data("{ viewer { name } }", json!({})).await;
    house.end().await;
}
