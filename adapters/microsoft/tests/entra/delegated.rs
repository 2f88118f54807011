//! Tokens of the service account: the newest refresh token is kept, whatever happens at once.

use crate::stage::{Reply, Stage, app_id, customer, home};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tenantry_domain::cloud::vault::Purpose;
use tenantry_domain::cloud::{Cause, Class, CloudFault, TenantId};
use tenantry_microsoft::entra::{Access, Credential, Resource, TokenBroker, Tokens};
use uuid::Uuid;

async fn token(broker: &TokenBroker, tenant: TenantId) -> Result<String, CloudFault> {
    let token = broker
        .bearer(tenant, Resource::Graph, Access::Delegated)
        .await;
    token.map(|token| token.expose_secret().to_owned())
}

/// As a sign-in leaves it in the vault.
fn signed_in(stage: &Stage, refresh_token: &str) {
    let kept = json!({"refresh_token": refresh_token, "account": Uuid::from_u128(9), "name": "svc@msp.example",
        "second_factor": true, "signed_in": "2026-01-01T00:00:00Z"});
    stage.vault.set(Purpose::REFRESH_TOKEN, &kept.to_string());
}

fn kept(stage: &Stage) -> String {
    let kept: Value =
        serde_json::from_str(&stage.vault.value(Purpose::REFRESH_TOKEN).unwrap()).unwrap();
    kept["refresh_token"].as_str().unwrap().to_owned()
}

fn renewed(token: &str, refresh_token: &str) -> Reply {
    let body = json!({"token_type": "Bearer", "expires_in": "3600", "access_token": token,
        "refresh_token": refresh_token});
    Reply::json(200, &body)
}

async fn stage(
    script: impl Fn(&str, usize) -> Reply + Send + Sync + 'static,
) -> (Stage, TokenBroker) {
    let stage =
        Stage::open(move |_, asked| script(asked.field("refresh_token"), asked.number)).await;
    stage.vault.set(Purpose::APP_SECRET, "hunter2");
    signed_in(&stage, "r0");
    let broker = stage.broker(Credential::Secret);
    (stage, broker)
}

#[tokio::test]
async fn each_refresh_token_brings_the_next() {
    let (stage, broker) =
        stage(|with, number| renewed(&format!("t-{with}"), &format!("r{}", number + 1))).await;
    assert_eq!(token(&broker, customer()).await.unwrap(), "t-r0");
    let asked = &stage.asked()[0];
    assert_eq!(asked.path, format!("/{}/oauth2/v2.0/token", customer()));
    assert_eq!(asked.field("grant_type"), "refresh_token");
    assert_eq!(asked.field("client_id"), app_id().to_string());
    assert_eq!(asked.field("client_secret"), "hunter2");
    assert_eq!(
        asked.field("scope"),
        "https://graph.microsoft.com/.default offline_access openid"
    );
    assert_eq!(kept(&stage), "r1");
    assert_eq!(
        token(&broker, home()).await.unwrap(),
        "t-r1",
        "good in every tenant"
    );
    assert_eq!(kept(&stage), "r2");
    assert_eq!(token(&broker, home()).await.unwrap(), "t-r1", "from memory");
    let account = broker.service_account().await.unwrap();
    assert_eq!(account.name.as_deref(), Some("svc@msp.example"));
    assert_eq!(
        account.second_factor,
        Some(true),
        "the rest of the sign-in is kept"
    );
}

#[tokio::test]
async fn two_brokers_at_once_lose_nothing() {
    let (stage, first) =
        stage(|with, number| renewed(&format!("t-{with}"), &format!("r{}", number + 1))).await;
    let second = stage.broker(Credential::Secret);
    let brokers = [Arc::new(first), Arc::new(second)];
    for round in 0..10_u128 {
        let all = (0..20_u128).map(|number| {
            let broker = Arc::clone(&brokers[usize::from(number % 2 == 0)]);
            let tenant = TenantId::new(Uuid::from_u128(1000 + round * 100 + number));
            tokio::spawn(async move { token(&broker, tenant).await })
        });
        for one in futures::future::join_all(all).await {
            assert!(one.unwrap().is_ok());
        }
    }
    let asked: Vec<String> = stage
        .asked()
        .iter()
        .map(|it| it.field("refresh_token").to_owned())
        .collect();
    assert_eq!(asked.len(), 200);
    // Whatever is kept was given out, and is not one that had been replaced before.
    let last: usize = kept(&stage).trim_start_matches('r').parse().unwrap();
    assert!((1..=200).contains(&last));
    let newest_used = asked
        .iter()
        .map(|it| it.trim_start_matches('r').parse::<usize>().unwrap())
        .max();
    assert!(
        newest_used < Some(last),
        "the newest that was used brought a newer one, which is kept"
    );
    assert!(stage.vault.writes() >= 11, "somebody wrote in each round");
}

#[tokio::test]
async fn a_newer_token_is_never_overwritten() {
    let stage = Stage::open(|stage, asked| {
        if asked.number == 0 {
            // While this answer is on its way, somebody signs in anew.
            signed_in(stage, "newer");
        }
        renewed("t", "older")
    })
    .await;
    stage.vault.set(Purpose::APP_SECRET, "hunter2");
    signed_in(&stage, "r0");
    assert_eq!(
        token(&stage.broker(Credential::Secret), customer())
            .await
            .unwrap(),
        "t"
    );
    assert_eq!(kept(&stage), "newer");
}

#[tokio::test]
async fn a_token_that_was_replaced_meanwhile_is_no_lapse() {
    let stage = Stage::open(|stage, asked| match asked.field("refresh_token") {
        "r0" => {
            signed_in(stage, "r1");
            Reply::error(400, "invalid_grant", 70_008)
        }
        _ => renewed("t", "r2"),
    })
    .await;
    stage.vault.set(Purpose::APP_SECRET, "hunter2");
    signed_in(&stage, "r0");
    assert_eq!(
        token(&stage.broker(Credential::Secret), customer())
            .await
            .unwrap(),
        "t"
    );
    assert_eq!(kept(&stage), "r2");
}

#[tokio::test]
async fn a_lapsed_sign_in_is_asked_for_once_for_all_tenants() {
    let (stage, broker) = stage(|with, _| match with {
        "r0" => Reply::error(400, "invalid_grant", 50_173),
        _ => renewed("t", "r9"),
    })
    .await;
    for number in 0..50 {
        let tenant = TenantId::new(Uuid::from_u128(number));
        let fault = token(&broker, tenant).await.unwrap_err();
        assert_eq!(
            (fault.cause, fault.class()),
            (Cause::SignInLapsed, Class::AccountWide)
        );
        assert_eq!(fault.vendor_code.as_deref(), Some("AADSTS50173"));
    }
    assert_eq!(stage.tokens_asked(), 1);
    signed_in(&stage, "r5");
    let tenant = TenantId::new(Uuid::from_u128(60));
    assert_eq!(
        token(&broker, tenant).await.unwrap(),
        "t",
        "a new sign-in ends it at once"
    );
}

#[tokio::test]
async fn what_is_wrong_in_one_tenant_is_not_wrong_in_all() {
    let stage = Stage::open(|_, asked| {
        if asked.path.contains(&customer().to_string()) {
            Reply::error(400, "invalid_grant", 50_020)
        } else {
            renewed("t", "r1")
        }
    })
    .await;
    stage.vault.set(Purpose::APP_SECRET, "hunter2");
    signed_in(&stage, "r0");
    let broker = stage.broker(Credential::Secret);
    assert_eq!(
        token(&broker, customer()).await.unwrap_err().cause,
        Cause::AccountNotInTenant
    );
    assert_eq!(token(&broker, home()).await.unwrap(), "t");
}

#[tokio::test]
async fn a_lapse_of_the_second_factor_is_account_wide() {
    let (_stage, broker) = stage(|_, _| Reply::error(400, "interaction_required", 50_076)).await;
    let fault = token(&broker, customer()).await.unwrap_err();
    assert_eq!(
        (fault.cause, fault.class()),
        (Cause::MfaRequired, Class::AccountWide)
    );
}

#[tokio::test]
async fn a_vault_that_cannot_be_written_costs_nothing_yet() {
    let (stage, broker) = stage(|_, number| renewed("t", &format!("r{}", number + 1))).await;
    stage.vault.full.store(true, Ordering::SeqCst);
    assert_eq!(token(&broker, customer()).await.unwrap(), "t");
    assert_eq!(kept(&stage), "r0");
    stage.vault.full.store(false, Ordering::SeqCst);
    assert_eq!(token(&broker, home()).await.unwrap(), "t");
    assert_eq!(kept(&stage), "r2");
}

#[tokio::test]
async fn without_a_sign_in_nobody_is_asked() {
    let stage = Stage::open(|_, _| Reply::token("t")).await;
    stage.vault.set(Purpose::APP_SECRET, "hunter2");
    let broker = stage.broker(Credential::Secret);
    let fault = token(&broker, customer()).await.unwrap_err();
    assert_eq!(
        (fault.cause, fault.vendor_code.as_deref()),
        (Cause::SignInLapsed, Some("VAULT_SECRET_NOT_THERE"))
    );
    stage
        .vault
        .set(Purpose::REFRESH_TOKEN, "no json with hunter3 in it");
    let tenant = TenantId::new(Uuid::from_u128(77));
    let fault = token(&broker, tenant).await.unwrap_err();
    assert_eq!(fault.cause, Cause::SignInLapsed);
    assert!(!format!("{fault:?}").contains("hunter3"));
    assert_eq!(
        broker.service_account().await.unwrap_err().cause,
        Cause::SignInLapsed
    );
    assert_eq!(stage.tokens_asked(), 0);
}
