//! The app itself in the simulated clouds.

use crate::world::World;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeySize, PublicKey};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tenantry_domain::cloud::vault::Purpose;
use tenantry_domain::cloud::{Cause, TenantResolver};
use tenantry_microsoft::entra::{Access, Credential, EntraTenants};
use tenantry_simulator::{Cloud, Fault, Order, Rule, Scenario};

const HOME: &str = "Northwind IT";
const TOKEN: &str = "/*/oauth2/v2.0/token";

pub(crate) fn certificate() -> (String, String) {
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let certificate = CertificateParams::new(Vec::new())
        .unwrap()
        .self_signed(&key)
        .unwrap();
    (certificate.pem(), key.serialize_pem())
}

#[tokio::test]
async fn secrets_wrong_expired_and_new() {
    let world = World::small().await;
    let broker = world.broker(Credential::Secret);
    world.token(&broker, HOME, Access::App).await.unwrap();
    world
        .read(&world.graph(&broker), Access::App)
        .await
        .unwrap();

    world
        .keep(Purpose::APP_SECRET, "the id of the secret")
        .await;
    let fault = world
        .token(&world.broker(Credential::Secret), HOME, Access::App)
        .await
        .unwrap_err();
    assert_eq!(
        (fault.cause, fault.vendor_code.as_deref()),
        (Cause::SecretWrong, Some("AADSTS7000215"))
    );
    assert!(fault.correlation_id.is_some());

    world.keep(Purpose::APP_SECRET, crate::world::SECRET).await;
    world
        .control()
        .order(Order::ExpireSecrets {
            app: world.app_id(),
        })
        .unwrap();
    let fault = world
        .token(&world.broker(Credential::Secret), HOME, Access::App)
        .await
        .unwrap_err();
    assert_eq!(
        (fault.cause, fault.vendor_code.as_deref()),
        (Cause::SecretExpired, Some("AADSTS7000222"))
    );

    let secret = "a new one".to_owned();
    world.keep(Purpose::APP_SECRET, &secret).await;
    world
        .control()
        .order(Order::AddSecret {
            app: world.app_id(),
            secret,
        })
        .unwrap();
    world
        .token(&world.broker(Credential::Secret), HOME, Access::App)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_certificate_on_record_and_one_that_is_not() {
    let ((known, key), (strange, strange_key)) = (certificate(), certificate());
    let mut scenario = Scenario::small();
    scenario.partners[0].apps[0].certificate = Some(known.clone());
    let world = World::of(scenario).await;
    world
        .keep(Purpose::APP_CERTIFICATE, &(known.clone() + &key))
        .await;
    world
        .token(&world.broker(Credential::Certificate), HOME, Access::App)
        .await
        .unwrap();
    world
        .keep(Purpose::APP_CERTIFICATE, &(strange + &strange_key))
        .await;
    let fault = world
        .token(&world.broker(Credential::Certificate), HOME, Access::App)
        .await
        .unwrap_err();
    assert_eq!(
        (fault.cause, fault.vendor_code.as_deref()),
        (Cause::CertificateWrong, Some("AADSTS700027"))
    );
    world
        .keep(Purpose::APP_CERTIFICATE, &(known + &strange_key))
        .await;
    let asked = world.tokens_asked(HOME);
    let fault = world
        .token(&world.broker(Credential::Certificate), HOME, Access::App)
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::CertificateWrong);
    assert_eq!(
        world.tokens_asked(HOME),
        asked,
        "what does not belong together is not sent"
    );
}

#[tokio::test]
async fn clocks_apart_are_forgiven_until_they_are_not() {
    let (known, key) = certificate();
    let mut scenario = Scenario::small();
    scenario.partners[0].apps[0].certificate = Some(known.clone());
    let world = World::of(scenario).await;
    world.keep(Purpose::APP_CERTIFICATE, &(known + &key)).await;
    world.control().jump(Duration::from_mins(8));
    world
        .token(&world.broker(Credential::Certificate), HOME, Access::App)
        .await
        .unwrap();
    world.control().jump(Duration::from_mins(8));
    let fault = world
        .token(&world.broker(Credential::Certificate), HOME, Access::App)
        .await
        .unwrap_err();
    assert_eq!(
        (fault.cause, fault.vendor_code.as_deref()),
        (Cause::CertificateWrong, Some("AADSTS700024"))
    );
    world
        .token(&world.broker(Credential::Secret), HOME, Access::App)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_workload_that_the_app_trusts() {
    let pair = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).unwrap();
    let public: aws_lc_rs::encoding::PublicKeyX509Der<'_> =
        AsDer::as_der(pair.public_key() as &PublicKey).unwrap();
    let body = BASE64_STANDARD.encode(public.as_ref());
    let public_key = format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n");
    let (issuer, subject) = (
        "https://kubernetes.example".to_owned(),
        "system:serviceaccount:a:b".to_owned(),
    );
    let mut scenario = Scenario::small();
    scenario.partners[0].apps[0].workload = Some(tenantry_simulator::WorkloadSeed {
        issuer,
        subject,
        public_key,
    });
    let world = World::of(scenario).await;
    let now = jiff::Timestamp::now().as_second();
    let signed = |subject: &str| {
        let claims = json!({"iss": "https://kubernetes.example", "sub": subject, "exp": now + 3600, "nbf": now,
            "aud": "api://AzureADTokenExchange"});
        let encode = |text: String| BASE64_URL_SAFE_NO_PAD.encode(text);
        let header = json!({"alg": "RS256", "kid": "k"}).to_string();
        let text = format!("{}.{}", encode(header), encode(claims.to_string()));
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            text.as_bytes(),
            &mut signature,
        )
        .unwrap();
        format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    };
    let folder = tempfile::tempdir().unwrap();
    let token_file = folder.path().join("token");
    let credential = Credential::WorkloadIdentity {
        token_file: token_file.clone(),
    };
    std::fs::write(&token_file, signed("system:serviceaccount:a:b")).unwrap();
    world
        .token(&world.broker(credential.clone()), HOME, Access::App)
        .await
        .unwrap();
    std::fs::write(&token_file, signed("system:serviceaccount:a:stranger")).unwrap();
    let fault = world
        .token(&world.broker(credential), HOME, Access::App)
        .await
        .unwrap_err();
    assert_eq!(
        (fault.cause, fault.vendor_code.as_deref()),
        (Cause::AppMisconfigured, Some("AADSTS700213"))
    );
}

#[tokio::test]
async fn one_request_however_many_wait() {
    let world = Arc::new(World::small().await);
    let broker = Arc::new(world.broker(Credential::Secret));
    let all = (0..300).map(|_| {
        let (world, broker) = (Arc::clone(&world), Arc::clone(&broker));
        tokio::spawn(async move { world.token(&broker, HOME, Access::App).await })
    });
    for one in futures::future::join_all(all).await {
        one.unwrap().unwrap();
    }
    assert_eq!(world.tokens_asked(HOME), 1);
}

#[tokio::test]
async fn a_token_that_ended_is_fetched_anew_in_the_middle() {
    let world = World::small().await;
    let broker = world.broker(Credential::Secret);
    let graph = world.graph(&broker);
    for round in 1..4 {
        world.read(&graph, Access::App).await.unwrap();
        world.read(&graph, Access::App).await.unwrap();
        assert_eq!(world.tokens_asked(HOME), round);
        // The cloud's clock goes on, ours does not: the cloud refuses what we take for good.
        world.control().jump(Duration::from_hours(2));
    }
}

#[tokio::test]
async fn consent_takes_a_while_to_be_known_and_ends_when_it_is_revoked() {
    let world = World::small().await;
    let (tenant, app) = (world.tenant("Fabrikam").as_uuid(), world.app_id());
    let fault = world
        .token(&world.broker(Credential::Secret), "Fabrikam", Access::App)
        .await
        .unwrap_err();
    assert_eq!(
        (fault.cause, fault.vendor_code.as_deref()),
        (Cause::AppNotInTenant, Some("AADSTS700016"))
    );
    world
        .control()
        .order(Order::Consent { tenant, app })
        .unwrap();
    let fault = world
        .token(&world.broker(Credential::Secret), "Fabrikam", Access::App)
        .await
        .unwrap_err();
    assert_eq!(
        fault.cause,
        Cause::AppNotInTenant,
        "not everybody knows of it yet"
    );
    world.control().jump(Duration::from_mins(1));
    world
        .token(&world.broker(Credential::Secret), "Fabrikam", Access::App)
        .await
        .unwrap();

    world
        .control()
        .order(Order::SwitchApp {
            tenant,
            app,
            on: false,
        })
        .unwrap();
    let fault = world
        .token(&world.broker(Credential::Secret), "Fabrikam", Access::App)
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::AppDisabled);
    world
        .control()
        .order(Order::RevokeConsent { tenant, app })
        .unwrap();
    let fault = world
        .token(&world.broker(Credential::Secret), "Fabrikam", Access::App)
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::AppNotInTenant);
}

#[tokio::test]
async fn whatever_meets_the_answer_ends_well_or_in_one_fault() {
    let world = World::small().await;
    for fault in [
        Fault::DropBefore,
        Fault::DropAfter,
        Fault::Truncate,
        Fault::Malformed,
        Fault::HtmlPage,
        Fault::ErrorIn200,
        Fault::Throttle {
            retry_after: Some(0),
        },
        Fault::Throttle { retry_after: None },
        Fault::Fail {
            status: 503,
            done_all_the_same: false,
            retry_after: None,
        },
        Fault::Fail {
            status: 500,
            done_all_the_same: true,
            retry_after: None,
        },
    ] {
        world.control().lift_all_rules();
        world
            .control()
            .lay_down(Rule::once(Cloud::Login, TOKEN, fault.clone()).times(2));
        let outcome = world
            .token(&world.broker(Credential::Secret), HOME, Access::App)
            .await;
        assert_eq!(outcome, Ok(()), "{fault:?}");
    }
    for (fault, cause) in [
        (Fault::DropBefore, Cause::Silent),
        (Fault::Malformed, Cause::AnswerUnreadable),
        (
            Fault::Throttle {
                retry_after: Some(0),
            },
            Cause::Throttled,
        ),
        (
            Fault::StrangeRedirect {
                to: "https://evil.test/".to_owned(),
            },
            Cause::RedirectRefused,
        ),
    ] {
        world.control().lift_all_rules();
        world
            .control()
            .lay_down(Rule::always(Cloud::Login, TOKEN, fault));
        let outcome = world
            .token(&world.broker(Credential::Secret), HOME, Access::App)
            .await;
        assert_eq!(outcome.unwrap_err().cause, cause);
    }
    world.control().lift_all_rules();
    world.control().lay_down(Rule::always(
        Cloud::Login,
        TOKEN,
        Fault::Flood {
            bytes: 40 * 1024 * 1024,
        },
    ));
    let outcome = world
        .token(&world.broker(Credential::Secret), HOME, Access::App)
        .await;
    assert_eq!(outcome.unwrap_err().cause, Cause::AnswerTooLarge);
}

#[tokio::test]
async fn tenants_are_found_by_domain_and_by_id() {
    let world = World::small().await;
    let tenants = EntraTenants::new(world.http.clone(), Arc::clone(&world.endpoints));
    let contoso = world.tenant("Contoso");
    for name in [
        "contoso.example",
        "CONTOSO.onmicrosoft.com",
        &contoso.to_string(),
    ] {
        let found = tenants.resolve(&name.parse().unwrap()).await.unwrap();
        assert_eq!(found.id, contoso);
        assert_eq!(found.region.as_deref(), Some("EU"));
    }
    for name in ["nobody.example", "00000000-0000-0000-0000-000000000009"] {
        let fault = tenants.resolve(&name.parse().unwrap()).await.unwrap_err();
        assert_eq!(
            (fault.cause, fault.vendor_code.as_deref()),
            (Cause::TenantNotFound, Some("AADSTS90002"))
        );
    }
}
