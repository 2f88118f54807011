//! Pax8, as strict as it is.

use crate::client::Seen;
use crate::{Desk, seed};
use serde_json::{Value, json};
use std::time::Duration;
use tenantry_simulator::{Cloud, Vendor, VendorSeed};

async fn desk() -> Desk {
    let seed = VendorSeed {
        crowd: 25,
        ..seed(&[("client-id", "ID"), ("client-secret", "s&cret")])
    };
    Desk::new(Vendor::Pax8, seed).await
}

fn application(audience: &str) -> Value {
    json!({"client_id": "ID", "client_secret": "s&cret", "audience": audience,
        "grant_type": "client_credentials"})
}

impl Desk {
    async fn pax8_token(&self, body: &Value) -> Seen {
        self.post(&self.at(Cloud::Pax8, "/v1/token"), &[], body)
            .await
    }

    async fn pax8_bearer(&self, audience: &str) -> String {
        let seen = self.pax8_token(&application(audience)).await.json();
        assert_eq!(seen["expires_in"], 86_400);
        format!("Bearer {}", seen["access_token"].as_str().unwrap())
    }

    async fn pax8(&self, bearer: &str, path: &str) -> Seen {
        let url = self.at(Cloud::Pax8, &format!("/v1/{path}"));
        self.get(&url, &[("Authorization", bearer)]).await
    }
}

#[tokio::test]
async fn a_token_is_made_out_to_an_audience_and_good_for_no_other() {
    let desk = desk().await;
    let wrong = |field: &str| {
        let mut body = application("https://api.pax8.com");
        body[field] = json!("wrong");
        body
    };
    let denied = desk.pax8_token(&wrong("client_secret")).await;
    assert_eq!(denied.status, 401);
    assert_eq!(
        denied.json(),
        json!({"error": "access_denied", "error_description": "Unauthorized"})
    );
    for field in ["audience", "grant_type"] {
        assert_eq!(desk.pax8_token(&wrong(field)).await.status, 403, "{field}");
    }
    let url = desk.at(Cloud::Pax8, "/v1/token");
    let form = "grant_type=client_credentials";
    let seen = desk.client.call("POST", &url, &[], form).await.unwrap();
    assert_eq!(seen.status, 400, "a form is no JSON");
    let other = desk.pax8_bearer("api://usage").await;
    assert_eq!(desk.pax8(&other, "companies").await.status, 401);
    let ours = desk.pax8_bearer("https://api.pax8.com").await;
    assert_eq!(desk.pax8(&ours, "companies").await.status, 200);
    desk.simulator.control().jump(Duration::from_hours(25));
    assert_eq!(desk.pax8(&ours, "companies").await.status, 401);
}

#[tokio::test]
async fn pages_begin_with_0_and_hold_ten_unless_asked() {
    let desk = desk().await;
    let bearer = desk.pax8_bearer("https://api.pax8.com").await;
    let page = desk.pax8(&bearer, "companies?page=2").await.json();
    assert_eq!(page["content"].as_array().unwrap().len(), 5);
    let numbers = json!({"size": 10, "totalElements": 25, "totalPages": 3, "number": 2});
    assert_eq!(page["page"], numbers);
    let page = desk.pax8(&bearer, "companies?page=9&size=200").await.json();
    assert_eq!(page["content"], json!([]));
    let none = desk.pax8(&bearer, "companies?status=Deleted").await.json();
    assert_eq!(none["page"]["totalPages"], 0);
    for wrong in ["companies?size=0", "companies?size=201", "companies?page=x"] {
        assert_eq!(desk.pax8(&bearer, wrong).await.status, 422, "{wrong}");
    }
    let sorted = desk
        .pax8(&bearer, "companies?sort=name,desc&size=200")
        .await;
    let sorted = sorted.json();
    let names: Vec<&str> = sorted["content"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    assert!(names.is_sorted_by(|one, other| one >= other), "{names:?}");
}

#[tokio::test]
async fn a_company_s_subscriptions_name_what_the_maker_calls_them() {
    let desk = desk().await;
    let bearer = desk.pax8_bearer("https://api.pax8.com").await;
    let companies = desk.pax8(&bearer, "companies?size=1").await.json();
    let id = companies["content"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("subscriptions?companyId={id}");
    let bought = desk.pax8(&bearer, &path).await.json();
    assert_eq!(bought["content"].as_array().unwrap().len(), 2);
    let first = &bought["content"][0];
    assert_eq!(first["companyId"], json!(id));
    assert_eq!(first["provisioningDetails"][0]["key"], "msTenantID");
    assert_eq!(first["commitmentTerm"]["term"], "1-Year");
    let one = format!("subscriptions/{}", first["id"].as_str().unwrap());
    assert_eq!(desk.pax8(&bearer, &one).await.json(), *first);
    let missing = desk.pax8(&bearer, "companies/x").await;
    assert_eq!(
        missing.json(),
        json!({"type": "NOT_FOUND", "message": "Not found", "instance": "/v1/companies/x",
            "status": 404, "details": []})
    );
    assert_eq!(desk.pax8(&bearer, "invoices").await.status, 404);
    let url = desk.at(Cloud::Pax8, "/v1/companies");
    let header = [("Authorization", bearer.as_str())];
    assert_eq!(desk.post(&url, &header, &json!({})).await.status, 405);
}
