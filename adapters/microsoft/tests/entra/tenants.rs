//! Which tenant a name belongs to.

use crate::stage::{Reply, Stage, customer, home};
use serde_json::json;
use tenantry_domain::cloud::{Cause, CloudFault, ResolvedTenant, TenantResolver};
use tenantry_microsoft::entra::EntraTenants;

async fn resolve(stage: &Stage, name: &str) -> Result<ResolvedTenant, CloudFault> {
    let tenants = EntraTenants::new(stage.http(), stage.endpoints());
    tenants.resolve(&name.parse().unwrap()).await
}

#[tokio::test]
async fn domains_and_ids_lead_to_the_tenant() {
    let stage = Stage::open(|_, _| {
        let issuer = format!("https://login.microsoftonline.com/{}/v2.0", customer());
        let body = json!({"issuer": issuer, "jwks_uri": "https://login.microsoftonline.com/keys",
            "tenant_region_scope": "EU", "cloud_instance_name": "microsoftonline.com"});
        Reply::json(200, &body)
    })
    .await;
    let found = resolve(&stage, "Contoso.com").await.unwrap();
    assert_eq!(found.id, customer());
    assert_eq!(found.region.as_deref(), Some("EU"));
    assert_eq!(found.cloud.as_deref(), Some("microsoftonline.com"));
    assert_eq!(
        stage.asked()[0].path,
        "/contoso.com/v2.0/.well-known/openid-configuration"
    );
    assert_eq!(
        resolve(&stage, &customer().to_string()).await.unwrap().id,
        customer()
    );
    let other = resolve(&stage, &home().to_string()).await.unwrap_err();
    assert_eq!(
        other.cause,
        Cause::AnswerUnreadable,
        "another one than was asked for"
    );
}

#[tokio::test]
async fn a_tenant_that_is_not_there_is_said_so() {
    for (reply, cause) in [
        (
            Reply::error(400, "invalid_tenant", 90_002),
            Cause::TenantNotFound,
        ),
        (
            Reply::json(400, &json!({"error": "invalid_tenant"})),
            Cause::TenantNotFound,
        ),
        (Reply::page(502), Cause::AnswerUnreadable),
        (
            Reply::json(200, &json!({"issuer": "x", "jwks_uri": "https://x/"})),
            Cause::AnswerUnreadable,
        ),
        (Reply::json(200, &json!({})), Cause::AnswerUnreadable),
        (
            Reply::error(503, "temporarily_unavailable", 90_033),
            Cause::Unavailable,
        ),
    ] {
        let stage = Stage::open(move |_, _| reply.clone()).await;
        assert_eq!(
            resolve(&stage, "contoso.com").await.unwrap_err().cause,
            cause
        );
    }
}
