//! People of many organizations sign in to one app, and programs ask for tokens for it.

use crate::client::Client;
use crate::desk::{Desk, SIGNED_IN, value_in};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tenantry_simulator::{AppSeed, GroupSeed, Options, Scenario, Simulator, UseSeed};
use url::Url;
use uuid::Uuid;

const ADA: &str = "ada@northwindit.onmicrosoft.com";
const READ: &str = "https://graph.microsoft.com/User.Read";

fn claims(token: &Value) -> Value {
    let token = token.as_str().unwrap();
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// The small world with an app for people, one of a single tenant, and a program. Ada is in so many groups.
async fn desk(groups: u32) -> Desk {
    let mut scenario = Scenario::small();
    let mut people = AppSeed::for_people("People", SIGNED_IN);
    people.scopes.push("GroupMember.Read.All".to_owned());
    let mut single = AppSeed::for_people("Single", SIGNED_IN);
    single.multi_tenant = false;
    let mut program = AppSeed::for_people("Program", SIGNED_IN);
    program.uses = vec![UseSeed {
        app: "People".to_owned(),
        scopes: people.offers.clone(),
    }];
    let partner = &mut scenario.partners[0];
    partner.apps.extend([people, single, program]);
    partner.groups.extend((0..groups).map(|number| GroupSeed {
        name: format!("Group {number}"),
        members: vec![ADA.to_owned()],
        security_enabled: number != 0,
    }));
    let simulator = Simulator::start(&scenario, Options::default())
        .await
        .unwrap();
    Desk {
        client: Client::new(simulator.authority()),
        scenario,
        simulator,
    }
}

struct App<'a> {
    desk: &'a Desk,
    name: &'a str,
}

impl App<'_> {
    fn id(&self) -> String {
        self.desk.scenario.app_id(self.name).to_string()
    }

    /// Somebody fills in the form: the code, or the page that keeps them.
    async fn code(&self, account: &str, scope: &str) -> Result<String, String> {
        let id = self.id();
        let fields = [
            ("client_id", id.as_str()),
            ("response_type", "code"),
            ("redirect_uri", SIGNED_IN),
            ("scope", scope),
            ("nonce", "n-1"),
            ("username", account),
            ("password", "practice-only"),
            ("choice", "sign-in"),
        ];
        let page = self.desk.login("/organizations/oauth2/v2.0/authorize");
        let seen = self.desk.form(&page, &fields).await;
        if seen.status == 302 {
            return Ok(value_in(seen.header("location"), "code").unwrap());
        }
        Err(String::from_utf8_lossy(&seen.body).into_owned())
    }

    async fn token(&self, place: &str, more: &[(&str, &str)]) -> Result<Value, u64> {
        let (id, secret) = (self.id(), format!("secret of {}", self.name));
        let mut fields = vec![("client_id", id.as_str()), ("client_secret", &secret)];
        fields.extend_from_slice(more);
        self.desk.raw_token(place, &fields).await
    }

    async fn redeem(&self, place: &str, code: &str) -> Result<Value, u64> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", SIGNED_IN),
        ];
        self.token(place, &fields).await
    }
}

#[tokio::test]
async fn a_code_is_redeemed_where_no_tenant_is_named() {
    let desk = desk(3).await;
    let app = App {
        desk: &desk,
        name: "People",
    };
    let code = app
        .code(ADA, &format!("openid profile {READ}"))
        .await
        .unwrap();
    let contoso = desk.tenant("Contoso").to_string();
    assert_eq!(app.redeem(&contoso, &code).await.unwrap_err(), 700_005);
    let given = app.redeem("organizations", &code).await.unwrap();
    assert!(given["refresh_token"].is_null(), "nobody asked for one");
    let id = claims(&given["id_token"]);
    let home = desk.tenant("Northwind IT").to_string();
    assert_eq!(id["tid"], home.as_str());
    let base = desk
        .simulator
        .endpoints()
        .login
        .as_str()
        .trim_end_matches('/');
    assert_eq!(id["iss"], format!("{base}/{home}/v2.0"));
    assert_eq!(
        (&id["nonce"], &id["preferred_username"]),
        (&json!("n-1"), &json!(ADA))
    );
    assert_ne!(
        id["sub"], id["oid"],
        "each app knows a person by another name"
    );
    let groups = id["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 2, "security groups only");
    let code = app.code(ADA, &format!("openid {READ}")).await.unwrap();
    let id = claims(&app.redeem("organizations", &code).await.unwrap()["id_token"]);
    assert!(id["preferred_username"].is_null() && id["name"].is_null());
}

#[tokio::test]
async fn too_many_groups_are_named_by_a_place() {
    let desk = desk(202).await;
    let app = App {
        desk: &desk,
        name: "People",
    };
    let code = app.code(ADA, &format!("openid {READ}")).await.unwrap();
    let given = app.redeem("organizations", &code).await.unwrap();
    let id = claims(&given["id_token"]);
    assert!(id["groups"].is_null());
    assert_eq!(id["_claim_names"], json!({"groups": "src1"}));
    let place = desk
        .simulator
        .endpoints()
        .graph
        .join("/v1.0/me/getMemberGroups")
        .unwrap();
    let bearer = format!("Bearer {}", given["access_token"].as_str().unwrap());
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
    ];
    let asked = async |body: &str| {
        let seen = desk
            .client
            .call("POST", &place, &headers, body.to_owned())
            .await;
        let seen = seen.unwrap();
        (
            seen.status,
            seen.json()["value"].as_array().map_or(0, Vec::len),
        )
    };
    assert_eq!(asked(r#"{"securityEnabledOnly": true}"#).await, (200, 201));
    assert_eq!(asked(r#"{"securityEnabledOnly": false}"#).await, (200, 202));
    assert_eq!(asked("{}").await.0, 400);
    assert_eq!(
        desk.client
            .call("GET", &place, &headers, String::new())
            .await
            .unwrap()
            .status,
        405
    );
}

#[tokio::test]
async fn an_app_of_one_tenant_is_for_that_tenant() {
    let desk = desk(0).await;
    let app = App {
        desk: &desk,
        name: "Single",
    };
    let page = app.code(ADA, READ).await.unwrap_err();
    assert!(page.contains("AADSTS50194"), "{page}");
    assert_eq!(app.redeem("organizations", "x").await.unwrap_err(), 50_194);
    let people = App {
        desk: &desk,
        name: "People",
    };
    for (account, scope, number) in [
        ("admin@contoso.onmicrosoft.com", READ, "AADSTS90094"),
        (
            ADA,
            "https://graph.microsoft.com/Directory.Read.All",
            "AADSTS90094",
        ),
        (
            ADA,
            "https://graph.microsoft.com/Nothing.Read",
            "AADSTS650053",
        ),
        (
            ADA,
            "User.Read https://api.partnercenter.microsoft.com/user_impersonation",
            "AADSTS28000",
        ),
        (
            ADA,
            "api://00000000-0000-0000-0000-000000000001/read",
            "AADSTS500011",
        ),
    ] {
        let page = people.code(account, scope).await.unwrap_err();
        assert!(page.contains(number), "{scope}: {page}");
    }
}

#[tokio::test]
async fn programs_get_tokens_for_an_app() {
    let desk = desk(2).await;
    let app = App {
        desk: &desk,
        name: "Program",
    };
    let people = desk.scenario.app_id("People");
    let scope = format!("openid api://{people}/access_as_user");
    let code = app.code(ADA, &scope).await.unwrap();
    let given = app.redeem("organizations", &code).await.unwrap();
    let access = claims(&given["access_token"]);
    let home = desk.tenant("Northwind IT").to_string();
    assert_eq!(access["aud"], people.to_string());
    assert_eq!(
        (&access["ver"], &access["scp"]),
        (&json!("2.0"), &json!("access_as_user"))
    );
    assert_eq!(
        (&access["azp"], &access["tid"]),
        (&json!(app.id()), &json!(home))
    );
    assert_eq!(access["groups"].as_array().map(Vec::len), Some(1));
    assert!(access["amr"].is_null() && access["preferred_username"].is_null());

    let own = format!("api://{people}/.default");
    let fields = [
        ("grant_type", "client_credentials"),
        ("scope", own.as_str()),
    ];
    let alone = claims(&app.token(&home, &fields).await.unwrap()["access_token"]);
    assert!(alone["scp"].is_null() && alone["idtyp"].is_null() && alone["roles"].is_null());
    assert_eq!(alone["azp"], app.id());
    assert_eq!(
        app.token("organizations", &fields).await.unwrap_err(),
        50_059
    );
    let single = App {
        desk: &desk,
        name: "Single",
    };
    assert!(
        single.code(ADA, &scope).await.is_err(),
        "nobody let it do that"
    );
}

#[tokio::test]
async fn keys_that_serve_all_say_so() {
    let desk = desk(0).await;
    for (place, says) in [
        ("organizations", true),
        ("northwindit.onmicrosoft.com", false),
    ] {
        let keys = desk.login(&format!("/{place}/discovery/v2.0/keys"));
        let keys = desk.get(&Url::clone(&keys)).await.json();
        let issuer = keys["keys"][0]["issuer"].as_str();
        assert_eq!(issuer.is_some_and(|it| it.contains("{tenantid}")), says);
    }
}

#[test]
fn an_app_asks_only_for_what_another_offers_before_it() {
    let used = UseSeed {
        app: "Later".to_owned(),
        scopes: vec!["access_as_user".to_owned()],
    };
    let mut early = AppSeed::for_people("Early", SIGNED_IN);
    early.uses = vec![used];
    let mut scenario = Scenario::small();
    let later = AppSeed::for_people("Later", SIGNED_IN);
    scenario.partners[0].apps.extend([early, later]);
    scenario.partners[0].consents = vec!["Nobody's".to_owned()];
    for words in ["\"Nobody's\"", "\"access_as_user\""] {
        let text = serde_json::to_string(&scenario).unwrap();
        let error = Scenario::from_json(&text).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
        scenario.partners[0].consents.clear();
    }
    assert_ne!(scenario.app_id("Early"), Uuid::nil());
}
