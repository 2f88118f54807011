//! Who gets a token for what, and the number of every no.

use crate::desk::{Desk, GRAPH, SECRET, SERVICE, SIGNED_IN};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tenantry_simulator::{AccountTrouble, Barrier, Order};
use url::Url;
use uuid::Uuid;

const WITH_NAME: &str = "openid profile offline_access https://graph.microsoft.com/.default";

fn claims(token: &Value) -> Value {
    let token = token.as_str().unwrap();
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn an_app_by_itself() {
    let desk = Desk::open().await;
    let given = desk.for_graph("Contoso").await.unwrap();
    let lasts = given["expires_in"].as_i64().unwrap();
    assert!((3599..=5399).contains(&lasts) && given["token_type"] == "Bearer");
    assert!(given["refresh_token"].is_null());
    let claims = claims(&given["access_token"]);
    assert_eq!(claims["tid"], desk.tenant("Contoso").to_string());
    assert_eq!(claims["aud"], "https://graph.microsoft.com");
    assert!(
        claims["roles"]
            .as_array()
            .unwrap()
            .contains(&"Directory.Read.All".into())
    );
    assert!(claims["scp"].is_null());
}

#[tokio::test]
async fn every_no_to_an_app_has_its_number() {
    let desk = Desk::open().await;
    let contoso = desk.tenant("Contoso").to_string();
    let app = desk.app().to_string();
    let grant = ("grant_type", "client_credentials");
    let scope = ("scope", GRAPH);
    let (id, secret) = (("client_id", app.as_str()), ("client_secret", SECRET));
    let unknown = Uuid::from_u128(5).to_string();
    for (tenant, fields, number) in [
        (contoso.as_str(), vec![grant, scope, id], 7_000_218),
        (
            &contoso,
            vec![grant, scope, id, ("client_secret", "wrong")],
            7_000_215,
        ),
        (&contoso, vec![grant, scope, secret], 900_144),
        (&contoso, vec![grant, id, secret], 900_144),
        (&contoso, vec![scope, id, secret], 900_144),
        (
            &contoso,
            vec![
                grant,
                ("scope", "https://graph.microsoft.com/User.Read"),
                id,
                secret,
            ],
            1_002_012,
        ),
        (
            &contoso,
            vec![
                grant,
                ("scope", "https://moon.example/.default"),
                id,
                secret,
            ],
            500_011,
        ),
        (
            &contoso,
            vec![grant, scope, ("client_id", &unknown), secret],
            700_016,
        ),
        (
            &contoso,
            vec![("grant_type", "password"), scope, id, secret],
            70_003,
        ),
        ("nobody.example", vec![grant, scope, id, secret], 90_002),
        ("organizations", vec![grant, scope, id, secret], 50_059),
    ] {
        assert_eq!(
            desk.raw_token(tenant, &fields).await.unwrap_err(),
            number,
            "{tenant} {fields:?}"
        );
    }
}

#[tokio::test]
async fn an_app_that_is_switched_off_or_out_of_date_has_its_number_too() {
    let desk = Desk::open().await;
    assert_eq!(
        desk.for_graph("Fabrikam").await.unwrap_err(),
        700_016,
        "nobody consented there"
    );
    let tenant = desk.tenant("Contoso");
    desk.control()
        .order(Order::SwitchApp {
            tenant,
            app: desk.app(),
            on: false,
        })
        .unwrap();
    assert_eq!(desk.for_graph("Contoso").await.unwrap_err(), 7_000_112);
    desk.control()
        .order(Order::ExpireSecrets { app: desk.app() })
        .unwrap();
    assert_eq!(desk.for_graph("Contoso").await.unwrap_err(), 7_000_222);
}

#[tokio::test]
async fn a_code_is_good_once_for_ten_minutes_and_for_whoever_began() {
    let desk = Desk::open().await;
    let verifier = "v".repeat(50);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
    let with = [
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
        ("scope", WITH_NAME),
    ];
    let home = desk.tenant("Northwind IT");
    let fields = |code: &str| {
        let all = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", SIGNED_IN),
        ];
        all.map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec()
    };
    let redeem = async |code: &str, more: &[(&str, &str)]| {
        let all = fields(code);
        let mut all: Vec<(&str, &str)> = all
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        all.extend_from_slice(more);
        desk.token(home, &all).await
    };
    let code = desk.code(&with).await;
    assert_eq!(
        redeem(&code, &[]).await.unwrap_err(),
        900_144,
        "without the verifier"
    );
    assert_eq!(
        redeem(&code, &[("code_verifier", "other")])
            .await
            .unwrap_err(),
        501_481
    );
    let given = redeem(&code, &[("code_verifier", &verifier)])
        .await
        .unwrap();
    assert!(given["refresh_token"].is_string());
    let id = claims(&given["id_token"]);
    assert_eq!(id["aud"], desk.app().to_string());
    assert_eq!(id["preferred_username"], SERVICE);
    assert_eq!(
        redeem(&code, &[("code_verifier", &verifier)])
            .await
            .unwrap_err(),
        54_005
    );
    let late = desk.code(&[]).await;
    desk.wait(601);
    assert_eq!(desk.redeem(&late).await.unwrap_err(), 70_008);
    let elsewhere = desk.code(&[]).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &*elsewhere),
        ("redirect_uri", SIGNED_IN),
    ];
    assert_eq!(
        desk.token(desk.tenant("Contoso"), &fields)
            .await
            .unwrap_err(),
        700_005
    );
    assert_eq!(desk.redeem("invented").await.unwrap_err(), 9_002_313);
}

#[tokio::test]
async fn a_refresh_token_reaches_where_the_relationship_does() {
    let desk = Desk::open().await;
    let first = desk.refresh_token().await;
    let renewed = desk.renew("Northwind IT", &first).await.unwrap();
    let second = renewed["refresh_token"].as_str().unwrap();
    assert_ne!(first, second);
    assert!(
        desk.renew("Northwind IT", &first).await.is_ok(),
        "the old one stays good"
    );

    let there = claims(&desk.renew("Contoso", second).await.unwrap()["access_token"]);
    assert_eq!(there["tid"], desk.tenant("Contoso").to_string());
    assert_eq!(
        there["wids"].as_array().map(Vec::len),
        Some(2),
        "the roles of its groups"
    );
    assert!(there["amr"].as_array().unwrap().contains(&"mfa".into()));
    assert_eq!(
        desk.renew("Fabrikam", second).await.unwrap_err(),
        50_020,
        "no relationship"
    );

    let member = desk.scenario.account_id(SERVICE);
    let app = desk.app();
    let contoso = desk.tenant("Contoso");
    desk.control()
        .order(Order::RevokeConsent {
            tenant: contoso,
            app,
        })
        .unwrap();
    assert_eq!(desk.renew("Contoso", second).await.unwrap_err(), 90_099);
    desk.control()
        .order(Order::Consent {
            tenant: contoso,
            app,
        })
        .unwrap();
    assert_eq!(
        desk.renew("Contoso", second).await.unwrap_err(),
        65_001,
        "not known everywhere yet"
    );
    desk.wait(60);
    assert!(desk.renew("Contoso", second).await.is_ok());
    for group in [
        "M365 GDAP Global Reader",
        "M365 GDAP Application Administrator",
    ] {
        let group = desk.scenario.group_id("Northwind IT", group);
        desk.control()
            .order(Order::RemoveFromGroup { group, member })
            .unwrap();
    }
    assert_eq!(
        desk.renew("Contoso", second).await.unwrap_err(),
        50_020,
        "in no group with a role"
    );

    assert_eq!(desk.renew("Contoso", "invented").await.unwrap_err(), 70_000);
    desk.wait(91 * 24 * 3600);
    assert_eq!(
        desk.renew("Northwind IT", second).await.unwrap_err(),
        700_082
    );
}

#[tokio::test]
async fn what_stands_in_the_way_has_its_number() {
    let desk = Desk::open().await;
    let refresh = desk.refresh_token().await;
    let contoso = desk.tenant("Contoso");
    for (by, number) in [
        (Barrier::ConditionalAccess, 53_003),
        (Barrier::DeviceCompliance, 53_000),
        (Barrier::ManagedDevice, 530_003),
        (Barrier::ExternalControl, 50_177),
        (Barrier::CrossTenantInbound, 500_213),
        (Barrier::TenantUnavailable, 5_000_224),
        (Barrier::TenantThrottled, 90_055),
        (Barrier::TenantDeleted, 90_002),
    ] {
        desk.control()
            .order(Order::Block {
                tenant: contoso,
                by: Some(by),
            })
            .unwrap();
        assert_eq!(
            desk.renew("Contoso", &refresh).await.unwrap_err(),
            number,
            "{by:?}"
        );
    }
    desk.control()
        .order(Order::Block {
            tenant: contoso,
            by: None,
        })
        .unwrap();
}

#[tokio::test]
async fn what_is_the_matter_with_an_account_has_its_number() {
    let desk = Desk::open().await;
    let refresh = desk.refresh_token().await;
    let contoso = desk.tenant("Contoso");
    let account = desk.scenario.account_id(SERVICE);
    for (trouble, number) in [
        (AccountTrouble::AtRisk, 530_034),
        (AccountTrouble::LockedOut, 50_053),
        (AccountTrouble::PasswordExpired, 50_055),
        (AccountTrouble::MfaExpired, 50_078),
        (AccountTrouble::MfaNotRegistered, 50_079),
    ] {
        let switch = |on| Order::Trouble {
            account,
            trouble,
            on,
        };
        desk.control().order(switch(true)).unwrap();
        assert_eq!(
            desk.renew("Contoso", &refresh).await.unwrap_err(),
            number,
            "{trouble:?}"
        );
        desk.control().order(switch(false)).unwrap();
    }
    desk.control()
        .order(Order::GuestCopy {
            tenant: contoso,
            account,
            on: true,
        })
        .unwrap();
    assert_eq!(desk.renew("Contoso", &refresh).await.unwrap_err(), 50_020);
    desk.control()
        .order(Order::GuestCopy {
            tenant: contoso,
            account,
            on: false,
        })
        .unwrap();
    assert!(desk.renew("Contoso", &refresh).await.is_ok());
    desk.control()
        .order(Order::RevokeSessions { account })
        .unwrap();
    assert_eq!(desk.renew("Contoso", &refresh).await.unwrap_err(), 50_173);
    desk.control()
        .order(Order::SwitchAccount { account, on: false })
        .unwrap();
    assert!(desk.sign_in(&[]).await.text().contains("AADSTS50057"));
}

#[tokio::test]
async fn a_sign_in_without_a_second_factor_never_gains_one() {
    let desk = Desk::open().await;
    let code = desk.code(&[]).await;
    let given = desk.redeem(&code).await.unwrap();
    let refresh = given["refresh_token"].as_str().unwrap().to_owned();
    let account = desk.scenario.account_id(SERVICE);
    let trouble = AccountTrouble::MfaDemanded;
    desk.control()
        .order(Order::Trouble {
            account,
            trouble,
            on: true,
        })
        .unwrap();
    assert_eq!(
        desk.renew("Northwind IT", &refresh).await.unwrap_err(),
        50_076
    );
    let again = desk.refresh_token().await;
    assert!(desk.renew("Northwind IT", &again).await.is_ok());
}

#[tokio::test]
async fn a_token_opens_what_it_was_made_for_and_for_its_time() {
    let desk = Desk::open().await;
    let given = desk.for_graph("Contoso").await.unwrap();
    let bearer = format!("Bearer {}", given["access_token"].as_str().unwrap());
    let graph = &desk.simulator.endpoints().graph;
    let organization = graph.join("/v1.0/organization").unwrap();
    let ask = async |bearer: &str, url: &Url| {
        let headers = [("Authorization", bearer)];
        desk.client
            .call("GET", url, &headers, "")
            .await
            .unwrap()
            .status
    };
    assert_eq!(ask(&bearer, &organization).await, 200);
    let customers = desk
        .simulator
        .endpoints()
        .partner_center
        .join("/v1/customers")
        .unwrap();
    assert_eq!(
        ask(&bearer, &customers).await,
        401,
        "made out to another interface"
    );
    assert_eq!(ask("Bearer x.y.z", &organization).await, 401);
    desk.control().order(Order::RotateKeys).unwrap();
    assert_eq!(
        ask(&bearer, &organization).await,
        200,
        "the last key is still published"
    );
    desk.control().order(Order::RotateKeys).unwrap();
    assert_eq!(ask(&bearer, &organization).await, 401);
    let fresh = desk.for_graph("Contoso").await.unwrap();
    let bearer = format!("Bearer {}", fresh["access_token"].as_str().unwrap());
    desk.wait(5400);
    assert_eq!(ask(&bearer, &organization).await, 401, "its time is over");
}

#[tokio::test]
async fn what_everybody_may_know() {
    let desk = Desk::open().await;
    let of = |tenant: &str| desk.login(&format!("/{tenant}/v2.0/.well-known/openid-configuration"));
    let by_domain = desk.get(&of("CONTOSO.example")).await.json();
    let by_id = desk
        .get(&of(&desk.tenant("Contoso").to_string()))
        .await
        .json();
    assert_eq!(by_domain["issuer"], by_id["issuer"]);
    assert!(
        by_id["issuer"]
            .as_str()
            .unwrap()
            .contains(&desk.tenant("Contoso").to_string())
    );
    for (name, number) in [("nobody.example", 90_002), ("nonsense", 900_023)] {
        let seen = desk.get(&of(name)).await;
        let body = seen.json();
        assert_eq!(
            (seen.status, &body["error"]),
            (400, &Value::from("invalid_tenant"))
        );
        assert_eq!(body["error_codes"][0], number);
    }
    let keys = Url::parse(by_id["jwks_uri"].as_str().unwrap()).unwrap();
    let before = desk.get(&keys).await.json();
    desk.control().order(Order::RotateKeys).unwrap();
    let after = desk.get(&keys).await.json();
    assert_eq!(
        (
            before["keys"].as_array().unwrap().len(),
            after["keys"].as_array().unwrap().len()
        ),
        (1, 2)
    );
    assert!(after["keys"][1]["n"].is_string() && after["keys"][1]["e"] == "AQAB");
}
