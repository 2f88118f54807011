//! StreamOne, as strict as clients of others know it.

use crate::client::Seen;
use crate::{Desk, seed};
use serde_json::{Value, json};
use std::time::Duration;
use tenantry_simulator::{Cloud, Vendor, VendorSeed};

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

async fn desk() -> Desk {
    let seed = VendorSeed {
        crowd: 25,
        ..seed(&[("account-id", "17044"), ("refresh-token", "first")])
    };
    Desk::new(Vendor::StreamOne, seed).await
}

impl Desk {
    async fn renewed(&self, token: &str) -> Seen {
        let url = self.at(Cloud::StreamOne, "/oauth/token");
        let form = format!("grant_type=refresh_token&refresh_token={token}");
        self.client.call("POST", &url, &[FORM], form).await.unwrap()
    }

    async fn ion(&self, token: &Value, path: &str) -> Seen {
        let url = self.at(Cloud::StreamOne, &format!("/api/v3/accounts/{path}"));
        let bearer = format!("Bearer {}", token.as_str().unwrap());
        self.get(&url, &[("Authorization", &bearer)]).await
    }
}

#[tokio::test]
async fn a_refresh_token_is_good_once_and_for_32_days() {
    let desk = desk().await;
    let first = desk.renewed("first").await.json();
    assert_eq!(first["expires_in"], 7200);
    let next = first["refresh_token"].as_str().unwrap();
    let again = desk.renewed("first").await;
    assert_eq!(
        (again.status, &again.json()["error"]),
        (400, &json!("invalid_grant"))
    );
    // Whoever shows the used one again takes nothing from the next one.
    let second = desk.renewed(next).await.json();
    let token = &second["access_token"];
    assert_eq!(desk.ion(token, "17044/customers").await.status, 200);
    assert_eq!(
        desk.ion(&second["refresh_token"], "17044/customers")
            .await
            .status,
        401
    );
    assert_eq!(desk.ion(token, "17045/customers").await.status, 403);
    desk.simulator.control().jump(Duration::from_hours(3));
    assert_eq!(desk.ion(token, "17044/customers").await.status, 401);
    desk.simulator.control().jump(Duration::from_hours(32 * 24));
    let late = desk
        .renewed(second["refresh_token"].as_str().unwrap())
        .await;
    assert_eq!(late.status, 400);
}

#[tokio::test]
async fn customers_go_on_with_a_token_and_subscriptions_with_an_offset() {
    let desk = desk().await;
    let token = desk.renewed("first").await.json()["access_token"].clone();
    let first = desk.ion(&token, "17044/customers?pageSize=20").await.json();
    let rows = first["customers"].as_array().unwrap();
    assert_eq!(
        (rows.len(), &rows[0]["name"]),
        (20, &json!("accounts/17044/customers/50001"))
    );
    assert_eq!(rows[0].get("id"), None);
    let next = first["nextPageToken"].as_str().unwrap();
    let path = format!("17044/customers?pageSize=20&pageToken={next}");
    let second = desk.ion(&token, &path).await.json();
    assert_eq!(second["customers"].as_array().unwrap().len(), 5);
    assert_eq!(second["nextPageToken"], "");
    let made_up = desk.ion(&token, "17044/products?pageToken=x").await;
    assert_eq!((made_up.status, &made_up.json()["code"]), (400, &json!(3)));

    let path = "17044/subscriptions?pagination.limit=30&pagination.offset=30";
    let page = desk.ion(&token, path).await.json();
    assert_eq!(page["items"].as_array().unwrap().len(), 7);
    assert_eq!(page["paginationResponse"], json!({"totalSize": 37}));
    let path = "17044/subscriptions?customerId=50002";
    let page = desk.ion(&token, path).await.json();
    assert_eq!(page["paginationResponse"]["totalSize"], 2);
    for wrong in ["subscriptions?pagination.limit=0", "customers?pageSize=x"] {
        let path = format!("17044/{wrong}");
        assert_eq!(desk.ion(&token, &path).await.status, 400, "{wrong}");
    }
    assert_eq!(desk.ion(&token, "17044/orders").await.status, 404);
}
