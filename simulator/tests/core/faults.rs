//! What goes wrong on the way, as a client sees it.

use crate::client::Seen;
use crate::desk::Desk;
use tenantry_simulator::{Act, Cloud, Fault, Rule};

const PATH: &str = "/v1.0/tenantRelationships/delegatedAdminRelationships";

/// Asks Graph under a rule; nothing when the connection ended without an answer.
async fn under(desk: &Desk, fault: Fault) -> Option<Seen> {
    let token = desk.for_graph("Northwind IT").await.unwrap();
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    desk.control()
        .lay_down(Rule::once(Cloud::Graph, "/v1.0/*", fault));
    let url = desk.simulator.endpoints().graph.join(PATH).unwrap();
    desk.client
        .call("GET", &url, &[("Authorization", &bearer)], "")
        .await
}

#[tokio::test]
async fn each_fault_is_what_it_says() {
    let desk = Desk::open().await;
    assert!(under(&desk, Fault::DropBefore).await.is_none());
    assert!(under(&desk, Fault::DropAfter).await.is_none());
    let seen = under(
        &desk,
        Fault::Throttle {
            retry_after: Some(7),
        },
    )
    .await
    .unwrap();
    assert_eq!((seen.status, seen.header("retry-after")), (429, "7"));
    let seen = under(&desk, Fault::Throttle { retry_after: None })
        .await
        .unwrap();
    assert_eq!((seen.status, seen.header("retry-after")), (429, ""));
    let fail = Fault::Fail {
        status: 503,
        done_all_the_same: false,
        retry_after: Some(2),
    };
    let seen = under(&desk, fail).await.unwrap();
    assert_eq!(
        (seen.status, seen.json()["error"]["code"].as_str()),
        (503, Some("serviceNotAvailable"))
    );
    let seen = under(&desk, Fault::HtmlPage).await.unwrap();
    assert!(seen.status == 502 && seen.text().starts_with("<html>"));
    let seen = under(&desk, Fault::ErrorIn200).await.unwrap();
    assert!(seen.status == 200 && seen.json()["error"]["code"].is_string());
    let seen = under(
        &desk,
        Fault::StrangeRedirect {
            to: "https://evil.test/".to_owned(),
        },
    )
    .await
    .unwrap();
    assert_eq!(
        (seen.status, seen.header("location")),
        (302, "https://evil.test/")
    );
    assert_eq!(
        under(&desk, Fault::Flood { bytes: 5000 })
            .await
            .unwrap()
            .body
            .len(),
        5000
    );
    assert_eq!(
        under(&desk, Fault::Malformed).await.unwrap().json(),
        serde_json::Value::Null
    );
    assert!(
        under(&desk, Fault::Delay { milliseconds: 5 })
            .await
            .unwrap()
            .status
            == 200
    );
    let journal = desk.control().journal();
    let met = journal
        .iter()
        .filter(|entry| entry.cloud == Cloud::Graph && entry.fault.is_some());
    assert_eq!(met.count(), 11);
}

#[tokio::test]
async fn a_lost_answer_leaves_its_effect_and_a_refused_request_none() {
    let desk = Desk::open().await;
    let refresh = desk.refresh_token().await;
    let token = desk.renew("Northwind IT", &refresh).await.unwrap();
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let url = desk.simulator.endpoints().graph.join(PATH).unwrap();
    let create = async |name: &str, fault: Fault| {
        desk.control()
            .lay_down(Rule::once(Cloud::Graph, PATH, fault).method("POST"));
        let body = serde_json::json!({
            "displayName": name, "duration": "P30D",
            "accessDetails": {"unifiedRoles": [{"roleDefinitionId": "f2ef992c-3afb-46b9-b7cf-a126ee74c451"}]},
        });
        let headers = [
            ("Authorization", bearer.as_str()),
            ("Content-Type", "application/json"),
        ];
        desk.client
            .call("POST", &url, &headers, body.to_string())
            .await
            .map(|seen| seen.status)
    };
    assert_eq!(create("Lost", Fault::DropAfter).await, None);
    let landed = Fault::Fail {
        status: 500,
        done_all_the_same: true,
        retry_after: None,
    };
    assert_eq!(create("Landed", landed).await, Some(500));
    assert_eq!(create("Dropped", Fault::DropBefore).await, None);
    assert_eq!(
        create("Throttled", Fault::Throttle { retry_after: None }).await,
        Some(429)
    );
    let made = desk
        .control()
        .deeds()
        .into_iter()
        .filter(|it| it.act == Act::Created && it.kind == "relationship");
    assert_eq!(made.count(), 2);
}
