//! What is sent to Partner Center, and what is made of its answers.

use crate::stage::{Act, Seen, say};
use crate::support::{Scene, body, customer, json, partner, with};
use serde_json::{Value, json as value};
use tenantry_domain::cloud::partner::{
    AppId, ApplicationConsents, Consent, Granted, MfaSignals, PartnerCustomerId, PartnerCustomers,
    PartnerWebhooks, Registration, ResellerRelation, Revoked, ScopeList, SubscriptionStatus,
    Subscriptions, TestStatus, Topic,
};
use tenantry_domain::cloud::{Bookmark, Cause, Class, Effect};
use uuid::Uuid;

const MARK: &str = "\u{feff}";

/// As Partner Center answers: with a mark in front of the text.
fn marked(status: u16, body: &Value) -> Act {
    let kind = ("content-type", "application/json; charset=utf-8".to_owned());
    let compliant = ("ismfacompliant", "true".to_owned());
    Act::Say(
        status,
        vec![kind, compliant],
        format!("{MARK}{body}").into_bytes(),
    )
}

fn no(status: u16, code: &str, description: &str) -> Act {
    marked(
        status,
        &value!({"code": code, "description": description, "data": [], "source": "PartnerFD"}),
    )
}

fn row(number: u128) -> Value {
    value!({"id": Uuid::from_u128(number), "relationshipToPartner": "reseller",
        "companyProfile": {"tenantId": Uuid::from_u128(number + 100), "domain": "c.test", "companyName": "C"}})
}

fn who() -> PartnerCustomerId {
    "00000000-0000-0000-0000-000000000001".parse().unwrap()
}

fn consent() -> Consent {
    Consent {
        app: AppId::new(Uuid::from_u128(0xA1)),
        app_name: Some("Tenantry".to_owned()),
        resource: AppId::MICROSOFT_GRAPH,
        scopes: ScopeList::new(["Directory.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"])
            .unwrap(),
    }
}

#[tokio::test]
async fn every_call_says_who_asks_and_which_request_it_is() {
    let scene = Scene::open(|_, _| marked(200, &row(1))).await;
    let found = scene.center.get(partner(), &who()).await.unwrap();
    assert_eq!(
        found.tenant.to_string(),
        Uuid::from_u128(101).to_string(),
        "the profile is right, not the id"
    );
    assert_eq!(
        (found.id, found.relation),
        (who(), Some(ResellerRelation::Reseller))
    );
    scene.center.get(partner(), &who()).await.unwrap();
    let seen = scene.stage.seen();
    let header = |name: &str| -> Vec<String> {
        seen.iter()
            .map(|one| one.header(name).unwrap_or_default())
            .collect()
    };
    assert_eq!(header("authorization")[0], "Bearer token-0");
    assert_eq!(header("accept")[0], "application/json");
    assert_eq!(header("ms-contract-version")[0], "v1");
    for name in ["ms-requestid", "ms-correlationid"] {
        let ids = header(name);
        assert!(ids[0].parse::<Uuid>().is_ok(), "{ids:?}");
        assert_ne!(ids[0], ids[1], "two calls are two requests");
    }
}

#[tokio::test]
async fn a_change_without_an_answer_is_sent_again_as_the_same_request() {
    let scene = Scene::open(|number, _| match number {
        0 => Act::HangUp,
        1 => no(500, "500", "An unexpected error occurred."),
        2 => no(429, "429", "Too many requests."),
        _ => marked(201, &value!({"applicationId": "x"})),
    })
    .await;
    let granted = scene.center.grant(partner(), customer(), &consent()).await;
    assert_eq!(granted, Ok(Granted::Now));
    let seen = scene.stage.seen();
    let ids: Vec<_> = seen
        .iter()
        .map(|one| one.header("ms-requestid").unwrap())
        .collect();
    assert_eq!(ids.len(), 4);
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert!(seen.iter().all(|one| one.body == seen[0].body));
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_under_the_same_request_id() {
    let scene = Scene::open(|_, seen| match seen.header("authorization").as_deref() {
        Some("Bearer token-0") => no(401, "401", "The token has expired."),
        _ => marked(200, &row(1)),
    })
    .await;
    scene.center.get(partner(), &who()).await.unwrap();
    let seen = scene.stage.seen();
    assert_eq!((seen.len(), scene.purse.forgotten()), (2, 1));
    assert_eq!(
        seen[0].header("ms-requestid"),
        seen[1].header("ms-requestid")
    );

    let scene = Scene::open(|_, _| no(401, "401", "The token has expired.")).await;
    let fault = scene.center.get(partner(), &who()).await.unwrap_err();
    assert_eq!(fault.cause, Cause::TokenRefused);
    assert_eq!(scene.stage.seen().len(), 2);
}

#[tokio::test]
async fn a_missing_second_factor_concerns_the_whole_account_and_is_asked_once() {
    let scene = Scene::open(|_, _| {
        let body = value!({"code": "10001", "description": "Authentication failed. MFA required.",
            "data": [], "source": "PartnerFD"});
        with(401, &[("ismfacompliant", "false")], &body)
    })
    .await;
    assert_eq!(scene.center.last(partner()), None);
    let fault = scene.center.get(partner(), &who()).await.unwrap_err();
    assert_eq!(
        (fault.cause, fault.class()),
        (Cause::MfaRequired, Class::AccountWide)
    );
    assert_eq!(fault.vendor_code.as_deref(), Some("10001"));
    assert_eq!((scene.stage.seen().len(), scene.purse.forgotten()), (1, 0));
    assert!(!scene.center.last(partner()).unwrap().compliant);
}

#[tokio::test]
async fn the_signal_of_the_last_answer_is_kept() {
    let scene = Scene::open(|number, _| {
        let compliant = if number == 0 { "True" } else { "false" };
        with(200, &[("ismfacompliant", compliant)], &row(1))
    })
    .await;
    scene.center.get(partner(), &who()).await.unwrap();
    assert!(scene.center.last(partner()).unwrap().compliant);
    scene.center.get(partner(), &who()).await.unwrap();
    assert!(!scene.center.last(partner()).unwrap().compliant);
}

fn adoption() -> Value {
    value!([{"loginDate": "2026-11-20T00:00:00Z", "mfaCompliantRequestCount": 3, "totalRequestCount": 4,
        "applicationId": Uuid::from_u128(0xA1), "applicationName": ""}])
}

#[tokio::test]
async fn adoption_comes_bare_or_as_a_collection() {
    for answer in [adoption(), value!({"items": adoption(), "totalCount": 1})] {
        let scene = Scene::open(move |_, _| marked(200, &answer)).await;
        let rows = scene.center.adoption(partner()).await.unwrap();
        assert_eq!((rows[0].requests, rows[0].compliant_requests), (4, 3));
        assert_eq!(rows[0].app_name, None);
    }
}

/// Three pages, with the addresses written in each of the ways that are seen.
fn customers(seen: &Seen) -> Act {
    let host = seen.header("host").unwrap();
    let next = |uri: String, token: &str| {
        let header = value!({"key": "MS-ContinuationToken", "value": token});
        value!({"next": {"uri": uri, "method": "GET", "headers": [header]}})
    };
    let (number, links) = match seen.header("ms-continuationtoken").as_deref() {
        None => (
            1,
            next("/customers?size=500&seekOperation=Next".to_owned(), "AAA=+"),
        ),
        Some("AAA=+") => {
            let uri = format!("https://{host}/v1/customers?size=500&seekOperation=Next");
            (2, next(uri, "BBB"))
        }
        Some("BBB") => (
            3,
            next(
                "/v1/customers?size=500&seekOperation=Next".to_owned(),
                "CCC",
            ),
        ),
        _ => (4, value!({})),
    };
    marked(
        200,
        &value!({"totalCount": 4, "items": [row(number)], "links": links}),
    )
}

#[tokio::test]
async fn customers_are_read_on_with_address_and_token_as_given() {
    let scene = Scene::open(|_, seen| customers(seen)).await;
    let mut from: Option<Bookmark> = None;
    let mut rows = 0;
    loop {
        let part = scene.center.list(partner(), from.as_ref()).await.unwrap();
        rows += part.rows.len();
        let Some(next) = part.next else { break };
        // As if it had been kept, and read by another process.
        let kept = serde_json::to_string(&next).unwrap();
        from = Some(serde_json::from_str(&kept).unwrap());
    }
    assert_eq!(rows, 4);
    let later = "GET /v1/customers?size=500&seekOperation=Next";
    assert_eq!(
        scene.lines(),
        ["GET /v1/customers?size=500", later, later, later]
    );
}

#[tokio::test]
async fn no_continuation_takes_the_token_elsewhere() {
    for strange in [
        "https://evil.test/v1/customers",
        "//evil.test/x",
        "http://localhost/v1/customers",
    ] {
        let scene = Scene::open(move |_, _| {
            let links = value!({"next": {"uri": strange, "headers": []}});
            marked(200, &value!({"items": [], "links": links}))
        })
        .await;
        let part = scene.center.list(partner(), None).await.unwrap();
        let refused = scene.center.list(partner(), part.next.as_ref()).await;
        assert_eq!(
            refused.unwrap_err().cause,
            Cause::RedirectRefused,
            "{strange}"
        );
        assert_eq!(scene.stage.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_forgotten_place_begins_the_list_anew() {
    let scene = Scene::open(|number, seen| match number {
        0 => customers(seen),
        _ => no(400, "400", "The continuation token is invalid."),
    })
    .await;
    let first = scene.center.list(partner(), None).await.unwrap();
    let fault = scene
        .center
        .list(partner(), first.next.as_ref())
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::CursorExpired);
    let foreign = Bookmark::new("https://graph.microsoft.com/v1.0/users?$skiptoken=1");
    let fault = scene
        .center
        .list(partner(), Some(&foreign))
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::CursorExpired);
}

#[tokio::test]
async fn customers_with_gaps_are_read() {
    let scene = Scene::open(|_, _| {
        let rows = value!([
            {"id": Uuid::from_u128(1)},
            {"id": "no-tenant", "companyProfile": {"tenantId": ""}},
            {"id": "c-2", "companyProfile": {"tenantId": Uuid::from_u128(2), "domain": ""},
                "relationshipToPartner": "cousin", "allowDelegatedAccess": true},
        ]);
        marked(200, &value!({"items": rows}))
    })
    .await;
    let rows = scene.center.list(partner(), None).await.unwrap().rows;
    assert_eq!(rows.len(), 2, "one names no tenant");
    assert_eq!(
        rows[1].relation,
        Some(ResellerRelation::Unknown("cousin".to_owned()))
    );
    assert_eq!(
        (&rows[1].domain, rows[1].old_delegation),
        (&None, Some(true))
    );
}

#[tokio::test]
async fn the_reseller_relation_is_ended_and_begun() {
    let scene = Scene::open(|_, seen| {
        if seen.line.starts_with("PATCH") {
            marked(200, &row(1))
        } else {
            marked(
                200,
                &value!({"url": "https://admin.microsoft.com/Adminportal/Home?x#/y"}),
            )
        }
    })
    .await;
    scene
        .center
        .end_reseller_relation(partner(), &who())
        .await
        .unwrap();
    assert_eq!(
        body(&scene.last()),
        value!({"relationshipToPartner": "none", "attributes": {"objectType": "Customer"}})
    );
    let link = scene
        .center
        .reseller_invitation_link(partner())
        .await
        .unwrap();
    assert!(link.starts_with("https://admin.microsoft.com/"));
    assert!(
        scene
            .last()
            .line
            .starts_with("GET /v1/customers/relationshiprequests ")
    );

    let scene = Scene::open(|_, _| marked(200, &value!({"url": "javascript:alert(1)"}))).await;
    let fault = scene
        .center
        .reseller_invitation_link(partner())
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::AnswerUnreadable);
}

#[tokio::test]
async fn a_consent_is_for_one_resource() {
    let scene = Scene::open(|_, _| marked(201, &value!({}))).await;
    let granted = scene.center.grant(partner(), customer(), &consent()).await;
    assert_eq!(granted, Ok(Granted::Now));
    let grant = value!({"enterpriseApplicationId": "00000003-0000-0000-c000-000000000000",
        "scope": "AppRoleAssignment.ReadWrite.All,Directory.ReadWrite.All"});
    assert_eq!(
        body(&scene.last()),
        value!({"applicationId": Uuid::from_u128(0xA1), "displayName": "Tenantry", "applicationGrants": [grant]})
    );
    let own = Consent {
        resource: AppId::PARTNER_CENTER,
        ..consent()
    };
    let fault = scene
        .center
        .grant(partner(), customer(), &own)
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::Refused);
    assert_eq!(scene.stage.seen().len(), 1, "that is never asked");
}

#[tokio::test]
async fn a_consent_that_is_there_is_no_fault_whatever_its_status() {
    for status in [400, 409] {
        let scene =
            Scene::open(move |_, _| no(status, "400", "Permission entry already exists.")).await;
        let granted = scene.center.grant(partner(), customer(), &consent()).await;
        assert_eq!(granted, Ok(Granted::WasThere));
    }
    for (status, cause) in [
        (400, Cause::Refused),
        (403, Cause::PermissionMissing),
        (404, Cause::NotThere),
    ] {
        let scene = Scene::open(move |_, _| no(status, "x", "The scope 'X' is invalid.")).await;
        let fault = scene
            .center
            .grant(partner(), customer(), &consent())
            .await
            .unwrap_err();
        assert_eq!((fault.cause, fault.effect), (cause, Effect::None));
    }
}

#[tokio::test]
async fn a_consent_is_revoked_or_was_not_there() {
    let scene = Scene::open(|number, _| match number {
        0 => say(204, ""),
        1 => no(404, "404", "The application consent was not found."),
        _ => no(403, "403", "No."),
    })
    .await;
    let revoke = || scene.center.revoke(partner(), customer(), consent().app);
    assert_eq!(revoke().await, Ok(Revoked::Now));
    assert_eq!(revoke().await, Ok(Revoked::WasNotThere));
    assert_eq!(revoke().await.unwrap_err().cause, Cause::PermissionMissing);
    assert!(scene.lines()[0].starts_with(&format!(
        "DELETE /v1/customers/{}/applicationconsents/",
        customer()
    )));
}

#[tokio::test]
async fn subscriptions_are_read_to_the_end() {
    let scene = Scene::open(|number, _| {
        let row = value!({"id": number.to_string(), "offerName": "Business Premium", "quantity": 25,
            "status": "suspended", "commitmentEndDate": "2027-01-01T00:00:00Z"});
        let next = value!({"uri": "/customers/1/subscriptions?seekOperation=Next",
            "headers": [{"key": "MS-ContinuationToken", "value": "T"}]});
        let links = if number == 0 {
            value!({"next": next})
        } else {
            value!({})
        };
        marked(200, &value!({"items": [row], "links": links}))
    })
    .await;
    let rows = scene.center.of_customer(partner(), &who()).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(
        (rows[1].quantity, &rows[1].status),
        (25, &SubscriptionStatus::Suspended)
    );
    assert!(rows[0].committed_until.is_some() && rows[0].begun.is_none());
    assert_eq!(
        scene.lines()[1],
        "GET /v1/customers/1/subscriptions?seekOperation=Next"
    );
}

#[tokio::test]
async fn the_first_registration_is_made_and_later_ones_replace_it() {
    let scene = Scene::open(
        |number, seen| match (number, seen.line.starts_with("GET")) {
            (0, _) => no(404, "404", "There is no webhook registration."),
            (_, true) => marked(
                200,
                &value!({"SubscriberId": Uuid::nil(), "WebhookUrl": "https://old.test/",
            "WebhookEvents": ["subscription-updated"]}),
            ),
            _ => marked(200, &body(seen)),
        },
    )
    .await;
    let wanted = Registration::new("https://t.test/hook", Topic::wanted()).unwrap();
    assert_eq!(
        scene.center.register(partner(), &wanted).await,
        Ok(wanted.clone())
    );
    let old = scene.center.current(partner()).await.unwrap().unwrap();
    assert_eq!(
        old.topics(),
        [Topic::Other("subscription-updated".to_owned())]
    );
    assert_eq!(scene.center.register(partner(), &wanted).await, Ok(wanted));
    let methods: Vec<String> = scene
        .lines()
        .iter()
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(methods, ["GET", "POST", "GET", "GET", "PUT"]);
    assert_eq!(
        body(&scene.last())["WebhookEvents"]
            .as_array()
            .unwrap()
            .len(),
        9
    );
}

#[tokio::test]
async fn a_test_delivery_is_asked_for_and_looked_at() {
    let scene = Scene::open(|number, seen| {
        if seen.line.contains("/events") {
            return marked(200, &value!(["test-created", "invoice-ready"]));
        }
        match number {
            0 => marked(200, &value!({"correlationId": "t-1"})),
            1 => marked(200, &value!({"status": "pending", "results": []})),
            _ => marked(200, &value!({"status": "completed", "results":
                [{"responseCode": "OK", "systemError": false, "dateTimeUtc": "2026-11-20T10:00:00Z"}]})),
        }
    })
    .await;
    let test = scene.center.send_test(partner()).await.unwrap();
    assert_eq!(
        scene.center.test(partner(), &test).await.unwrap().status,
        TestStatus::Pending
    );
    let done = scene.center.test(partner(), &test).await.unwrap();
    assert_eq!(
        (done.status, done.attempts[0].answered.as_str()),
        (TestStatus::Delivered, "OK")
    );
    assert!(scene.lines()[2].ends_with("/webhooks/v1/registration/validationEvents/t-1"));
    let topics = scene.center.topics(partner()).await.unwrap();
    assert_eq!(
        topics,
        [Topic::Test, Topic::Other("invoice-ready".to_owned())]
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_asked_for_again() {
    for bad in [
        say(200, "<html><body>Sign in</body></html>"),
        say(200, "{\"id\":"),
        say(200, ""),
        Act::Break(300, b"{\"id\":".to_vec()),
    ] {
        let scene = Scene::open(move |number, _| match number {
            0 => bad.clone(),
            _ => marked(200, &row(1)),
        })
        .await;
        scene.center.get(partner(), &who()).await.unwrap();
        assert_eq!(scene.stage.seen().len(), 2);
    }
}

#[tokio::test]
async fn unreadable_answers_are_faults() {
    let page = "<html><body>Sign in</body></html>";
    for bad in [
        say(200, page),
        say(200, "{\"id\":"),
        json(
            200,
            &value!({"code": "500", "description": "An error.", "source": "PartnerFD"}),
        ),
        json(200, &value!({"items": 1})),
    ] {
        let scene = Scene::open(move |_, _| bad.clone()).await;
        let fault = scene.center.list(partner(), None).await.unwrap_err();
        let transient = [Cause::AnswerUnreadable, Cause::Unavailable];
        assert!(transient.contains(&fault.cause), "{fault}");
    }
}
