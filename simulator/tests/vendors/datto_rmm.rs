//! Datto RMM, as strict as it is.

use crate::client::Seen;
use crate::{Desk, seed};
use serde_json::json;
use tenantry_simulator::{Cloud, Vendor, VendorSeed};

const CLIENT: (&str, &str) = ("Authorization", "Basic cHVibGljLWNsaWVudDpwdWJsaWM=");
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const GRANT: &str = "grant_type=password&username=KEY&password=s%26cret";

async fn desk() -> Desk {
    let seed = VendorSeed {
        crowd: 30,
        ..seed(&[("api-key", "KEY"), ("api-secret", "s&cret")])
    };
    Desk::new(Vendor::DattoRmm, seed).await
}

impl Desk {
    async fn grant(&self, cloud: Cloud, client: (&str, &str), form: &str) -> Seen {
        let url = self.at(cloud, "/auth/oauth/token");
        let form = form.to_owned();
        self.client
            .call("POST", &url, &[client, FORM], form)
            .await
            .unwrap()
    }

    async fn bearer(&self) -> String {
        let seen = self.grant(Cloud::DattoMerlot, CLIENT, GRANT).await.json();
        format!("Bearer {}", seen["access_token"].as_str().unwrap())
    }

    async fn datto(&self, bearer: &str, path: &str) -> Seen {
        let url = self.at(Cloud::DattoMerlot, &format!("/api/v2/{path}"));
        self.get(&url, &[("Authorization", bearer)]).await
    }
}

#[tokio::test]
async fn a_token_is_for_the_public_client_with_the_right_key_on_its_platform() {
    let desk = desk().await;
    let stranger = ("Authorization", "Basic eDp5");
    for (cloud, client, form, status) in [
        (Cloud::DattoMerlot, CLIENT, GRANT, 200),
        (Cloud::DattoMerlot, stranger, GRANT, 401),
        (Cloud::DattoConcord, CLIENT, GRANT, 400),
        (
            Cloud::DattoMerlot,
            CLIENT,
            "grant_type=password&username=KEY&password=s&cret",
            400,
        ),
        (
            Cloud::DattoMerlot,
            CLIENT,
            "grant_type=client_credentials",
            400,
        ),
    ] {
        assert_eq!(
            desk.grant(cloud, client, form).await.status,
            status,
            "{form}"
        );
    }
    assert_eq!(desk.datto("Bearer x", "account/sites").await.status, 401);
}

#[tokio::test]
async fn pages_begin_with_0_and_their_links_forget_what_else_was_asked() {
    let desk = desk().await;
    let bearer = desk.bearer().await;
    let seen = desk
        .datto(&bearer, "account/devices?page=1&max=20&siteName=ada")
        .await
        .json();
    assert_eq!(seen["pageDetails"]["totalCount"], json!(6));
    let seen = desk
        .datto(&bearer, "account/devices?page=1&max=20")
        .await
        .json();
    let (details, devices) = (&seen["pageDetails"], seen["devices"].as_array().unwrap());
    assert_eq!((devices.len(), &details["totalCount"]), (20, &json!(90)));
    let next = details["nextPageUrl"].as_str().unwrap();
    assert!(
        next.ends_with("/api/v2/account/devices?max=20&page=2"),
        "{next}"
    );
    let last = desk
        .datto(&bearer, "account/devices?page=4&max=20")
        .await
        .json();
    assert_eq!(
        (
            last["devices"].as_array().unwrap().len(),
            &last["pageDetails"]["nextPageUrl"]
        ),
        (10, &json!(null))
    );
    assert_eq!(
        desk.datto(&bearer, "system/pagination").await.json(),
        json!({"max": 250})
    );
}

#[tokio::test]
async fn who_asks_too_much_is_told_so_and_then_kept_out_for_a_while() {
    let desk = desk().await;
    let bearer = desk.bearer().await;
    let mut seen = Vec::new();
    for _ in 0..665 {
        seen.push(desk.datto(&bearer, "system/status").await.status);
    }
    let first = |status| seen.iter().position(|it| *it == status);
    assert_eq!((first(429), first(403)), (Some(600), Some(660)));
    let control = desk.simulator.control();
    control.jump(std::time::Duration::from_secs(61));
    let error = desk.datto(&bearer, "system/status").await.json();
    assert_eq!(
        (&error["status"], &error["path"]),
        (&json!(403), &json!("/v2/system/status"))
    );
    control.jump(std::time::Duration::from_mins(5));
    assert_eq!(desk.datto(&bearer, "system/status").await.status, 200);
}

#[tokio::test]
async fn what_changes_something_is_not_there() {
    let desk = desk().await;
    let url = desk.at(Cloud::DattoMerlot, "/api/v2/site");
    let seen = desk.client.call("PUT", &url, &[], "{}").await.unwrap();
    assert_eq!(seen.status, 405);
}
