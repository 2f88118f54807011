//! Autotask, as strict as it is.

use crate::{Desk, seed};
use serde_json::{Value, json};
use tenantry_simulator::{Cloud, Vendor, VendorSeed};
use url::Url;

const HEADERS: [(&str, &str); 3] = [
    ("UserName", "api@northwind.example"),
    ("Secret", "practice-only"),
    ("ApiIntegrationCode", "CODE"),
];

async fn desk(crowd: u32) -> Desk {
    let credentials = [
        ("user-name", HEADERS[0].1),
        ("secret", HEADERS[1].1),
        ("integration-code", HEADERS[2].1),
    ];
    let seed = VendorSeed {
        crowd,
        ..seed(&credentials)
    };
    Desk::new(Vendor::Autotask, seed).await
}

impl Desk {
    fn autotask(&self, path: &str) -> Url {
        self.at(Cloud::Autotask, &format!("/ATServicesRest/V1.0/{path}"))
    }

    async fn companies(&self, filter: Value) -> Value {
        let url = self.autotask("Companies/query");
        self.post(&url, &HEADERS, &json!({"filter": filter}))
            .await
            .json()
    }
}

fn named(page: &Value) -> usize {
    page["items"].as_array().map_or(0, Vec::len)
}

#[tokio::test]
async fn a_zone_is_told_to_whoever_knows_the_user_and_has_a_slash_and_no_version() {
    let desk = desk(0).await;
    let mut url = desk.autotask("ZONEInformation");
    url.query_pairs_mut()
        .append_pair("user", "API@northwind.example");
    let seen = desk.get(&url, &[]).await.json();
    assert_eq!(seen["zoneName"], "America East");
    assert!(seen["url"].as_str().unwrap().ends_with("/ATServicesRest/"));
    url.set_query(Some("user=nobody"));
    let seen = desk.get(&url, &[]).await;
    assert_eq!(seen.status, 500);
    assert_eq!(
        seen.json()["errors"][0],
        "Zone information could not be determined"
    );
}

#[tokio::test]
async fn who_is_not_let_in_hears_it_in_two_ways() {
    let desk = desk(0).await;
    let url = desk.autotask("ThresholdInformation");
    assert_eq!(
        desk.get(&url, &HEADERS).await.json()["externalRequestThreshold"],
        10_000
    );
    let [user, secret, _] = HEADERS;
    let seen = desk
        .get(&url, &[user, secret, ("ApiIntegrationCode", "x")])
        .await;
    assert_eq!(
        (seen.status, seen.json()["errors"][0].clone()),
        (500, json!("IntegrationCode is invalid"))
    );
    let seen = desk.get(&url, &[user, ("Secret", "x"), HEADERS[2]]).await;
    assert_eq!((seen.status, seen.body.len()), (401, 0));
    let elsewhere = desk.at(
        Cloud::AutotaskWest,
        "/ATServicesRest/V1.0/ThresholdInformation",
    );
    assert_eq!(desk.get(&elsewhere, &HEADERS).await.status, 401);
}

#[tokio::test]
async fn a_filter_is_asked_as_the_vendor_says_it() {
    let desk = desk(40).await;
    let all = desk
        .companies(json!([{"op": "gte", "field": "ID", "value": 0}]))
        .await;
    assert_eq!(named(&all), 40);
    assert_eq!(all["pageDetails"]["nextPageUrl"], Value::Null);
    let prospects = json!([{"op": "noteq", "field": "companyType", "value": 1}]);
    assert_eq!(named(&desk.companies(prospects).await), 4);
    let nested = json!([
        {"op": "eq", "field": "isActive", "value": true},
        {"op": "or", "items": [
            {"op": "eq", "field": "companyNumber", "value": "c-1007"},
            {"op": "and", "items": [
                {"op": "beginsWith", "field": "companyName", "value": "Adatum"},
                {"op": "exist", "field": "webAddress"},
            ]},
        ]},
    ]);
    assert_eq!(named(&desk.companies(nested).await), 3);
    let first = all["items"][0]["id"].clone();
    let some = json!([{"op": "in", "field": "id", "value": [first, 5]}]);
    assert_eq!(named(&desk.companies(some).await), 1);
    for wrong in [
        json!([]),
        json!([{"op": "startsWith", "field": "companyName", "value": "A"}]),
        json!([{"op": "eq", "field": "nothing", "value": 1}]),
        json!([{"op": "eq", "field": "city", "value": null}]),
        json!([{"op": "exist", "field": "city", "value": true}]),
        json!([{"op": "in", "field": "id", "value": (0..501).collect::<Vec<_>>()}]),
    ] {
        let seen = desk.companies(wrong.clone()).await;
        assert!(seen["errors"][0].is_string(), "{wrong}: {seen}");
    }
}

#[tokio::test]
async fn a_next_page_wants_the_same_question_posted_again() {
    let desk = desk(30).await;
    let body = json!({"MaxRecords": 12, "IncludeFields": ["id"],
        "Filter": [{"op": "exist", "field": "id"}]});
    let url = desk.autotask("companies/query");
    let first = desk.post(&url, &HEADERS, &body).await.json();
    assert_eq!(
        (named(&first), &first["pageDetails"]["count"]),
        (12, &json!(12))
    );
    assert_eq!(first["items"][0].as_object().unwrap().len(), 1);
    let next: Url = first["pageDetails"]["nextPageUrl"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(desk.get(&next, &HEADERS).await.status, 405);
    let other = json!({"filter": [{"op": "exist", "field": "id"}]});
    assert_eq!(desk.post(&next, &HEADERS, &other).await.status, 500);
    let second = desk.post(&next, &HEADERS, &body).await.json();
    assert_eq!(named(&second), 12);
    assert!(second["items"][0]["id"].as_u64() > first["items"][11]["id"].as_u64());
    let count = desk.autotask("Companies/query/count");
    assert_eq!(
        desk.post(&count, &HEADERS, &body).await.json()["queryCount"],
        30
    );
    let too_many = json!({"maxRecords": 501, "filter": [{"op": "exist", "field": "id"}]});
    assert_eq!(desk.post(&url, &HEADERS, &too_many).await.status, 500);
}

#[tokio::test]
async fn a_question_in_the_address_may_not_be_long() {
    let desk = desk(3).await;
    let ask = |filter: Value| {
        let mut url = desk.autotask("Companies/query");
        let search = json!({"filter": filter}).to_string();
        url.query_pairs_mut().append_pair("search", &search);
        url
    };
    let short = ask(json!([{"op": "exist", "field": "id"}]));
    assert_eq!(named(&desk.get(&short, &HEADERS).await.json()), 3);
    let ids: Vec<u32> = (10_000..10_400).collect();
    let long = ask(json!([{"op": "in", "field": "id", "value": ids}]));
    assert_eq!(desk.get(&long, &HEADERS).await.status, 404);
}
