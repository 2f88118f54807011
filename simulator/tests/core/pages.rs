//! Pages for people: signing in, consenting, approving.

use crate::desk::{ADMIN, CONSENT, Desk, value_in};
use serde_json::Value;
use tenantry_simulator::Order;
use url::Url;

impl Desk {
    async fn consent(&self, path: &str, more: &[(&str, &str)]) -> crate::client::Seen {
        let app = self.app().to_string();
        let mut fields = vec![
            ("client_id", app.as_str()),
            ("redirect_uri", CONSENT),
            ("scope", "https://graph.microsoft.com/.default"),
            ("state", "s-2"),
            ("username", ADMIN),
            ("password", "practice-only"),
            ("choice", "accept"),
        ];
        for (name, value) in more {
            fields.retain(|(known, _)| known != name);
            if !value.is_empty() {
                fields.push((name, value));
            }
        }
        self.form(&self.login(path), &fields).await
    }

    fn portal(&self, path: &str) -> Url {
        self.simulator.endpoints().portal.join(path).unwrap()
    }
}

#[tokio::test]
async fn the_form_shows_what_was_asked_and_nothing_runs_in_it() {
    let desk = Desk::open().await;
    let mut url = desk.login(&format!(
        "/{}/oauth2/v2.0/authorize",
        desk.tenant("Northwind IT")
    ));
    url.query_pairs_mut()
        .append_pair("client_id", &desk.app().to_string())
        .append_pair("response_type", "code")
        .append_pair("redirect_uri", "https://localhost:8443/signed-in")
        .append_pair("scope", "openid")
        .append_pair("login_hint", "\"><script>alert(1)</script>");
    let seen = desk.get(&url).await;
    let text = seen.text();
    assert!(text.contains("Northwind Onboarding") && text.contains("<form"));
    assert!(!text.contains("<script"), "what is sent is shown as text");
    assert!(
        seen.header("content-security-policy")
            .contains("default-src 'none'")
    );
    assert!(text.contains("color-scheme: light dark"));
}

#[tokio::test]
async fn pages_say_what_is_given_and_keep_what_was_typed() {
    let desk = Desk::open().await;
    let fabrikam = desk.tenant("Fabrikam");
    let path = format!("/{fabrikam}/v2.0/adminconsent");
    let wrong = desk.consent(&path, &[("password", "guess")]).await.text();
    for words in [
        "Microsoft Graph, by itself",
        "Microsoft Graph, for people",
        "Microsoft Partner Center, for people",
        "role=\"alert\"",
        &format!("value=\"{ADMIN}\""),
    ] {
        assert!(wrong.contains(words), "{words}: {wrong}");
    }
    assert!(!wrong.contains("guess"), "a password is not shown again");
    let place = "/partners/invitation/granularAdminRelationships?id=a%2F%22%C3%A9";
    let seen = desk.get(&desk.portal(place)).await;
    let to = "/partners/invitation/granularAdminRelationships/a%2F%22%C3%A9";
    assert_eq!((seen.status, seen.header("location")), (302, to));
    let nothing = [
        ("username", "admin@tailspin.onmicrosoft.com"),
        ("password", "practice-only"),
        ("choice", "show"),
    ];
    let list = desk.form(&desk.portal("/partners"), &nothing).await.text();
    assert!(list.contains("gave nothing"), "{list}");
}

#[tokio::test]
async fn a_sign_in_goes_wrong_where_it_can() {
    let desk = Desk::open().await;
    let wrong = desk.sign_in(&[("password", "guess")]).await;
    assert!(wrong.status == 200 && wrong.text().contains("AADSTS50126"));
    assert!(
        desk.sign_in(&[("username", "nobody@nowhere.example")])
            .await
            .text()
            .contains("AADSTS50034")
    );
    let left = desk.sign_in(&[("choice", "cancel")]).await;
    assert_eq!(
        value_in(left.header("location"), "error").as_deref(),
        Some("access_denied")
    );
    assert_eq!(
        value_in(left.header("location"), "state").as_deref(),
        Some("s-1")
    );
    for (field, value, number) in [
        (
            "redirect_uri",
            "https://localhost:8443/signed-in/",
            "AADSTS50011",
        ),
        ("response_type", "token", "AADSTS700054"),
        ("amr_values", "mfa", "AADSTS901002"),
        ("client_id", "nobody", "AADSTS700016"),
        ("code_challenge_method", "plain", "AADSTS501491"),
        ("scope", "", "AADSTS900144"),
    ] {
        let seen = desk.sign_in(&[(field, value)]).await;
        assert!(seen.text().contains(number), "{field}: {}", seen.text());
        assert_eq!(seen.header("location"), "", "nobody is sent anywhere");
    }
}

#[tokio::test]
async fn consent_is_given_by_an_administrator_and_takes_its_time() {
    let desk = Desk::open().await;
    let fabrikam = desk.tenant("Fabrikam");
    let path = format!("/{fabrikam}/v2.0/adminconsent");
    let seen = desk.consent(&path, &[]).await;
    let back = seen.header("location").to_owned();
    assert_eq!(value_in(&back, "admin_consent").as_deref(), Some("True"));
    assert_eq!(
        value_in(&back, "tenant").as_deref(),
        Some(&*fabrikam.to_string())
    );
    assert_eq!(
        (
            value_in(&back, "error"),
            value_in(&back, "state").as_deref()
        ),
        (None, Some("s-2"))
    );
    assert_eq!(desk.for_graph("Fabrikam").await.unwrap_err(), 700_016);
    desk.wait(60);
    assert!(desk.for_graph("Fabrikam").await.is_ok());

    let older = desk
        .consent(&format!("/{fabrikam}/adminconsent"), &[("scope", "")])
        .await;
    assert_eq!(value_in(older.header("location"), "scope"), None);
    assert!(
        desk.consent(&path, &[("scope", "")])
            .await
            .text()
            .contains("AADSTS900144")
    );
    assert!(
        desk.consent(&path, &[("redirect_uri", "https://evil.test/")])
            .await
            .text()
            .contains("AADSTS50011")
    );
    let declined = desk.consent(&path, &[("choice", "cancel")]).await;
    let back = declined.header("location");
    assert_eq!(
        value_in(back, "admin_consent").as_deref(),
        Some("True"),
        "which means nothing"
    );
    assert_eq!(value_in(back, "error_subcode").as_deref(), Some("cancel"));
    let stranger = desk
        .consent(
            &path,
            &[("username", "service@northwindit.onmicrosoft.com")],
        )
        .await;
    assert_eq!(
        value_in(stranger.header("location"), "error").as_deref(),
        Some("permission_denied")
    );

    desk.control()
        .order(Order::MisleadConsents {
            app: desk.app(),
            on: true,
        })
        .unwrap();
    let misled = desk.consent(&path, &[]).await;
    assert!(
        value_in(misled.header("location"), "error").is_some(),
        "done, and called an error"
    );
}

#[tokio::test]
async fn an_invitation_is_approved_and_a_partner_removed_in_the_admin_center() {
    let desk = Desk::open().await;
    let contoso = "admin@contoso.onmicrosoft.com";
    let front = desk.get(&desk.portal("/AdminPortal/Home")).await;
    assert!(front.text().contains("<form"));
    let nowhere = desk
        .get(&desk.portal("/partners/invitation/granularAdminRelationships/x"))
        .await;
    assert_eq!(nowhere.status, 404);

    let signed_in = [
        ("username", contoso),
        ("password", "practice-only"),
        ("choice", "show"),
    ];
    let list = desk
        .form(&desk.portal("/partners"), &signed_in)
        .await
        .text();
    assert!(
        list.contains("Remove Northwind IT for Contoso") && list.contains("Revoke consent for")
    );
    let id = list
        .split("value=\"remove ")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let remove = format!("remove {id}");
    let fields = [
        ("username", contoso),
        ("password", "practice-only"),
        ("choice", remove.as_str()),
    ];
    let after = desk.form(&desk.portal("/partners"), &fields).await.text();
    assert!(!after.contains("Remove Northwind IT for Contoso"));
    let revoke = format!("revoke {}", desk.app());
    let fields = [
        ("username", contoso),
        ("password", "practice-only"),
        ("choice", revoke.as_str()),
    ];
    desk.form(&desk.portal("/partners"), &fields).await;
    assert_eq!(desk.for_graph("Contoso").await.unwrap_err(), 700_016);
    let stranger = [
        ("username", "ada@northwindit.onmicrosoft.com"),
        ("password", "practice-only"),
    ];
    let refused = desk.form(&desk.portal("/partners"), &stranger).await.text();
    assert!(refused.contains("Only a Global Administrator"));
    let deeds: Vec<Value> = desk
        .control()
        .deeds()
        .iter()
        .map(|deed| Value::from(deed.kind))
        .collect();
    assert!(deeds.iter().any(|kind| kind == "relationship"), "{deeds:?}");
}

#[tokio::test]
async fn whoever_is_offered_signs_in_by_one_button() {
    let mut desk = Desk::open().await;
    let none = desk.sign_in(&[
        ("offered", "service@northwindit.onmicrosoft.com"),
        ("password", ""),
    ]);
    assert!(
        none.await.text().contains("AADSTS50126"),
        "it is not offered"
    );
    for account in &mut desk.scenario.partners[0].accounts {
        account.offered_as = Some("Admin <b>".to_owned());
    }
    let desk = Desk::of(desk.scenario).await;
    let page = desk.sign_in(&[("password", "guess")]).await.text();
    let button = "name=\"offered\" value=\"service@northwindit.onmicrosoft.com\" formnovalidate>\
                  Sign in as Admin &lt;b&gt;</button>";
    assert!(page.contains(button), "{page}");
    let pressed = [
        ("offered", "service@northwindit.onmicrosoft.com"),
        ("username", ""),
    ];
    let seen = desk.sign_in(&pressed).await;
    assert!(value_in(seen.header("location"), "code").is_some());
    // The others still need their password.
    let other = [("offered", ADMIN), ("password", "guess")];
    assert!(desk.sign_in(&other).await.text().contains("AADSTS50126"));
}

#[tokio::test]
async fn an_invitation_is_followed_by_a_script_of_its_own_host() {
    let desk = Desk::open().await;
    let seen = desk.get(&desk.portal("/AdminPortal/Home")).await;
    assert!(
        seen.header("content-security-policy")
            .ends_with("; script-src 'self'")
    );
    assert!(
        seen.text()
            .contains("<script src=\"/invitation.js\"></script>")
    );
    let script = desk.get(&desk.portal("/invitation.js")).await;
    assert!(script.header("content-type").starts_with("text/javascript"));
    let place = "#/partners/invitation/granularAdminRelationships/";
    assert!(script.text().contains(place));
    let others = desk.get(&desk.portal("/partners")).await;
    assert!(
        !others
            .header("content-security-policy")
            .contains("script-src")
    );
}
