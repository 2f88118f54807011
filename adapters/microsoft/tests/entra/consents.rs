//! What the cloud itself has to say before a consent is believed.

use crate::stage::{Asked, Reply, Stage, customer, home};
use serde_json::{Value, json};
use std::sync::Arc;
use tenantry_domain::cloud::vault::Purpose;
use tenantry_domain::cloud::{CloudFault, ConfirmedConsent};
use tenantry_microsoft::entra::{ConsentProbe, Credential};
use tenantry_microsoft::graph::GraphClient;
use uuid::Uuid;

fn probe(stage: &Stage) -> ConsentProbe {
    stage.vault.set(Purpose::APP_SECRET, "hunter2");
    let broker = Arc::new(stage.broker(Credential::Secret));
    ConsentProbe {
        graph: GraphClient::new(stage.http(), stage.endpoints(), Arc::clone(&broker) as _),
        tokens: broker,
    }
}

fn organization(id: &Value) -> Reply {
    let domains = json!([{"name": "contoso.example", "isDefault": true}, {"name": "contoso.onmicrosoft.com"}]);
    Reply::json(
        200,
        &json!({"value": [{"id": id, "displayName": "Contoso", "verifiedDomains": domains}]}),
    )
}

/// Gives a token for the customer, and this answer about its organization.
async fn confirm(
    answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static,
) -> (Stage, ConsentProbe, Result<ConfirmedConsent, CloudFault>) {
    let stage = Stage::open(move |_, asked| {
        if asked.path.ends_with("/token") {
            return Reply::token("t");
        }
        assert_eq!(asked.path, "/v1.0/organization");
        answer(asked)
    })
    .await;
    let probe = probe(&stage);
    let outcome = probe.confirm(customer()).await;
    (stage, probe, outcome)
}

#[tokio::test]
async fn the_cloud_says_who_consented() {
    let (stage, probe, confirmed) = confirm(|_| organization(&json!(customer()))).await;
    let confirmed = confirmed.unwrap();
    assert_eq!(confirmed.tenant, customer());
    assert_eq!(confirmed.organization, "Contoso");
    assert_eq!(
        confirmed.domains,
        ["contoso.example", "contoso.onmicrosoft.com"]
    );
    let asked = stage.asked();
    assert_eq!(asked[0].path, format!("/{}/oauth2/v2.0/token", customer()));
    assert_eq!(asked[0].field("grant_type"), "client_credentials");

    probe.confirm(customer()).await.unwrap();
    assert_eq!(
        stage.tokens_asked(),
        2,
        "a token from before may lack what was consented to"
    );
}

#[tokio::test]
async fn another_organization_is_no_confirmation() {
    for other in [json!(home()), json!(Uuid::nil())] {
        let (_, _, outcome) = confirm(move |_| organization(&other)).await;
        assert_eq!(outcome.unwrap_err().code(), "CLOUD_ANSWER_UNREADABLE");
    }
    let (_, _, outcome) = confirm(|_| Reply::json(200, &json!({"value": []}))).await;
    assert_eq!(outcome.unwrap_err().code(), "CLOUD_ANSWER_UNREADABLE");
}

#[tokio::test]
async fn a_consent_that_is_not_known_everywhere_yet_is_no_refusal() {
    let missing = json!({"error": {"code": "Authorization_RequestDenied",
        "message": "Insufficient privileges to complete the operation."}});
    let (stage, probe, outcome) = confirm(move |asked| {
        if asked.number < 2 {
            Reply::json(403, &missing)
        } else {
            organization(&json!(customer()))
        }
    })
    .await;
    assert_eq!(outcome.unwrap_err().code(), "CLOUD_PERMISSION_MISSING");
    assert!(probe.confirm(customer()).await.is_ok());
    assert_eq!(stage.tokens_asked(), 2);
}
