//! What arrives in Partner Center's name: only what it signed is believed.

use crate::post::{Authority, Post, key, leaf, notice};
use crate::stage::{Act, Stage, quick, say};
use crate::support::{ID, Scene, partner, with};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use rcgen::{
    CertificateParams, CustomExtension, DnType, Issuer, KeyPair, PKCS_RSA_SHA256, RsaKeySize,
    SigningKey, date_time_ymd,
};
use serde_json::json as value;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tenantry_domain::cloud::Cause;
use tenantry_domain::cloud::partner::{
    Delivery, DeliveryRefused, PartnerWebhooks, Subject, Topic, VerifiedNotice,
};
use tenantry_microsoft::partner::{PartnerDeliveries, WebhookTrust};

#[tokio::test]
async fn a_signed_notice_is_believed_and_says_what_it_is_about() {
    let post = Post::open().await;
    let verified = post.verify(&post.good()).await.unwrap();
    assert_eq!(verified.notice().topic, Topic::RelationshipApproved);
    assert_eq!(
        verified.notice().subject,
        Subject::Relationship(ID.parse().unwrap())
    );
    assert_eq!(verified.notice().audit_address, None);
    assert_eq!(post.center().audit(partner(), &verified).await, Ok(None));
    let seen = post.scene.last();
    assert_eq!(
        seen.header("authorization"),
        None,
        "certificates are fetched without a token"
    );
}

#[tokio::test]
async fn the_signature_may_come_in_a_header_of_its_own() {
    let post = Post::open().await;
    let mut delivery = post.good();
    let signature = delivery
        .authorization
        .take()
        .unwrap()
        .replace("Signature ", "");
    delivery.signature = Some(signature);
    delivery.algorithm = Some("RSA-SHA256".to_owned());
    assert!(post.verify(&delivery).await.is_ok());
}

#[tokio::test]
async fn copies_are_recognized_and_the_certificate_is_fetched_once() {
    let post = Post::open().await;
    let first = post.good();
    let id = |verified: VerifiedNotice| verified.notice().id.clone();
    let one = id(post.verify(&first).await.unwrap());
    let copy = id(post.verify(&first).await.unwrap());
    assert_eq!(one, copy);
    let earlier = Timestamp::now() - SignedDuration::from_secs(60);
    let other = post.delivery(&notice(earlier, None));
    assert_ne!(one, id(post.verify(&other).await.unwrap()));
    assert_eq!(post.asked(), 1);
}

#[tokio::test]
async fn many_at_once_fetch_the_certificate_once() {
    let post = Post::open().await;
    let delivery = post.good();
    let all = futures::future::join_all((0..20).map(|_| post.verify(&delivery))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(post.asked(), 1);
}

#[tokio::test]
async fn what_was_changed_on_the_way_is_refused() {
    let post = Post::open().await;
    let mut tampered = post.good();
    tampered.body = String::from_utf8(tampered.body)
        .unwrap()
        .replace("approved", "terminated")
        .into_bytes();
    assert_eq!(
        post.refused(&tampered).await,
        DeliveryRefused::SignatureWrong
    );
    let mut cut = post.good();
    cut.authorization = Some("Signature AAAA".to_owned());
    assert_eq!(post.refused(&cut).await, DeliveryRefused::SignatureWrong);
}

/// Nothing is fetched for what is refused at the door.
#[tokio::test]
async fn the_cheap_questions_come_first() {
    type Change = fn(&mut Delivery);
    let cases: Vec<(Change, DeliveryRefused)> = vec![
        (
            |it| it.body = vec![b' '; 64 * 1024 + 1],
            DeliveryRefused::TooLarge,
        ),
        (
            |it| it.authorization = None,
            DeliveryRefused::SignatureMissing,
        ),
        (
            |it| it.authorization = Some("Bearer abc".to_owned()),
            DeliveryRefused::SignatureMissing,
        ),
        (
            |it| it.authorization = Some("Signature".to_owned()),
            DeliveryRefused::SignatureMissing,
        ),
        (
            |it| it.authorization = Some("Signature ".to_owned()),
            DeliveryRefused::SignatureMissing,
        ),
        (
            |it| it.authorization = Some("Signature #".to_owned()),
            DeliveryRefused::SignatureMissing,
        ),
        (
            |it| it.authorization = Some(format!("Signature {}", "A".repeat(4000))),
            DeliveryRefused::SignatureMissing,
        ),
        (
            |it| it.certificate_address = None,
            DeliveryRefused::SignatureMissing,
        ),
        (|it| it.algorithm = None, DeliveryRefused::SignatureMissing),
        (
            |it| it.algorithm = Some("none".to_owned()),
            DeliveryRefused::AlgorithmRefused,
        ),
        (
            |it| it.algorithm = Some("hmac-sha256".to_owned()),
            DeliveryRefused::AlgorithmRefused,
        ),
        (
            |it| it.algorithm = Some("rsa-sha1".to_owned()),
            DeliveryRefused::AlgorithmRefused,
        ),
    ];
    let post = Post::open().await;
    for (change, expected) in cases {
        let mut delivery = post.good();
        change(&mut delivery);
        assert_eq!(post.refused(&delivery).await, expected);
    }
    for address in [
        "https://evil.test/cert/pc.cer",
        "https://localhost/cert/pc.cer",
        "http://localhost/cert/pc.cer",
        "file:///etc/passwd",
        "https://169.254.169.254/metadata",
        "https://localhost.evil.test/",
        "",
    ] {
        let mut delivery = post.good();
        delivery.certificate_address = Some(address.to_owned());
        let expected = DeliveryRefused::CertificateHostUnknown;
        assert_eq!(post.refused(&delivery).await, expected, "{address}");
    }
    assert_eq!(post.asked(), 0);
}

#[tokio::test]
async fn only_certificates_of_trusted_authorities_for_the_right_name() {
    let strange = Authority::new("Strange");
    let mut other = CertificateParams::new(["evil.test".to_owned()]).unwrap();
    other
        .distinguished_name
        .push(DnType::OrganizationName, "Microsoft Corporation Ltd");
    let nobody = CertificateParams::new(["evil.test".to_owned()]).unwrap();
    let post = Post::open().await;
    let candidates = [
        strange.issue(&leaf(), key()),
        post.authority.issue(&other, key()),
        post.authority.issue(&nobody, key()),
        leaf().self_signed(key()).unwrap().der().to_vec(),
        b"no certificate".to_vec(),
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_vec(),
        Vec::new(),
    ];
    for (number, candidate) in candidates.into_iter().enumerate() {
        *post.certificate.lock().unwrap() = candidate;
        let mut delivery = post.good();
        let address = post.scene.stage.url(&format!("/cert/{number}.cer"));
        delivery.certificate_address = Some(address.to_string());
        let expected = DeliveryRefused::CertificateUntrusted;
        assert_eq!(post.refused(&delivery).await, expected, "{number}");
    }
}

#[tokio::test]
async fn a_certificate_out_of_its_time_is_refused() {
    let post = Post::open().await;
    for (from, to) in [(2020, 2021), (2090, 2091)] {
        let mut params = leaf();
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(to, 1, 1);
        *post.certificate.lock().unwrap() = post.authority.issue(&params, key());
        let mut delivery = post.good();
        delivery.certificate_address = Some(
            post.scene
                .stage
                .url(&format!("/cert/{from}.cer"))
                .to_string(),
        );
        assert_eq!(
            post.refused(&delivery).await,
            DeliveryRefused::CertificateExpired
        );
    }
}

#[tokio::test]
async fn a_certificate_that_cannot_be_had_may_be_had_later() {
    let authority = Authority::new("Root");
    let certificate = authority.issue(&leaf(), key());
    let stage = Stage::open(move |number, _| match number {
        0 => say(403, "<Error>AuthenticationFailed</Error>"),
        _ => Act::Say(200, Vec::new(), certificate.clone()),
    })
    .await;
    let trust = WebhookTrust {
        certificate_hosts: vec![format!("localhost:{}", stage.port)],
        extra_authorities_pem: vec![authority.pem.clone()],
        ..WebhookTrust::default()
    };
    let post = Post {
        scene: Scene::of(stage, trust),
        authority,
        certificate: Arc::default(),
    };
    let refused = post.refused(&post.good()).await;
    assert!(
        matches!(refused, DeliveryRefused::CertificateUnavailable(_)),
        "{refused:?}"
    );
    assert!(refused.may_pass());
    assert!(
        post.verify(&post.good()).await.is_ok(),
        "nothing bad is remembered"
    );
}

#[tokio::test]
async fn a_huge_certificate_is_not_read() {
    let post = Post::open().await;
    *post.certificate.lock().unwrap() = vec![b'x'; 200_000];
    let refused = post.refused(&post.good()).await;
    let DeliveryRefused::CertificateUnavailable(fault) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(fault.cause, Cause::AnswerTooLarge);
}

#[tokio::test]
async fn what_is_too_old_or_to_come_is_refused() {
    let post = Post::open().await;
    let hours = |hours: i64| {
        post.delivery(&notice(
            Timestamp::now() - SignedDuration::from_hours(hours),
            None,
        ))
    };
    assert!(post.verify(&hours(23)).await.is_ok());
    assert_eq!(post.refused(&hours(25)).await, DeliveryRefused::TooOld);
    assert_eq!(
        post.refused(&hours(-1)).await,
        DeliveryRefused::FromTheFuture
    );
    // Sent again later, as it was: its signature still fits.
    let mut replayed = post.good();
    replayed.arrived += SignedDuration::from_hours(48);
    assert_eq!(post.refused(&replayed).await, DeliveryRefused::TooOld);
}

#[tokio::test]
async fn a_signed_body_that_is_no_notice_is_refused() {
    let post = Post::open().await;
    for body in ["{}", "[]", "", "\u{0}", "{\"EventName\":1}"] {
        let refused = post.refused(&post.delivery(body)).await;
        assert_eq!(refused, DeliveryRefused::Unreadable, "{body}");
    }
}

#[tokio::test]
async fn the_record_is_fetched_from_partner_center_only() {
    let post = Post::open().await;
    let own = post
        .scene
        .stage
        .url("/auditactivity/v1/auditrecords/1")
        .to_string();
    let signed = post.delivery(&notice(Timestamp::now(), Some(&own)));
    let verified = post.verify(&signed).await.unwrap();
    let record = post
        .center()
        .audit(partner(), &verified)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(record.resource.as_deref(), Some(ID));
    assert_eq!(record.customer_name.as_deref(), Some("Contoso"));
    assert_eq!(
        post.scene.last().header("authorization").unwrap(),
        "Bearer token-0"
    );

    let before = post.asked();
    for foreign in [
        "https://evil.test/audit/1",
        "http://169.254.169.254/",
        "//evil.test/x",
    ] {
        let signed = post.delivery(&notice(Timestamp::now(), Some(foreign)));
        let verified = post.verify(&signed).await.unwrap();
        let fault = post.center().audit(partner(), &verified).await.unwrap_err();
        assert_eq!(fault.cause, Cause::RedirectRefused, "{foreign}");
    }
    assert_eq!(post.asked(), before);
}

#[tokio::test]
async fn a_renewed_certificate_is_fetched_again() {
    let post = Post::open().await;
    let renewed = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    assert!(post.verify(&post.good()).await.is_ok());
    *post.certificate.lock().unwrap() = post.authority.issue(&leaf(), &renewed);
    let mut delivery = post.good();
    let signature = STANDARD.encode(renewed.sign(&delivery.body).unwrap());
    delivery.authorization = Some(format!("Signature {signature}"));
    let soon = post.refused(&delivery).await;
    assert_eq!(
        soon,
        DeliveryRefused::SignatureWrong,
        "strangers cannot make us fetch at will"
    );
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(61)).await;
    tokio::time::resume();
    assert!(post.verify(&delivery).await.is_ok());
    assert_eq!(post.asked(), 2);
}

#[tokio::test]
async fn strangers_cannot_make_us_fetch_without_end_nor_shut_partner_center_out() {
    let post = Post::open().await;
    assert!(post.verify(&post.good()).await.is_ok());
    let good = post.certificate.lock().unwrap().clone();
    *post.certificate.lock().unwrap() = b"no certificate".to_vec();
    for number in 0..50 {
        let mut delivery = post.good();
        let address = post.scene.stage.url(&format!("/cert/{number}"));
        delivery.certificate_address = Some(address.to_string());
        post.refused(&delivery).await;
    }
    assert_eq!(post.asked(), 12);
    assert!(post.verify(&post.good()).await.is_ok());
    // Later, when the known certificate would be fetched anew and there is nothing left to spend.
    *post.certificate.lock().unwrap() = good;
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(3601)).await;
    tokio::time::resume();
    for number in 0..20 {
        let mut delivery = post.good();
        delivery.certificate_address = Some(
            post.scene
                .stage
                .url(&format!("/cert/later-{number}"))
                .to_string(),
        );
        let _ = post.verify(&delivery).await;
    }
    assert!(post.verify(&post.good()).await.is_ok());
    assert_eq!(post.asked(), 24);
}

/// `AuthorityInfoAccess` with one `caIssuers`, in DER.
fn issuer_at(address: &str) -> CustomExtension {
    let tagged = |tag: u8, content: &[u8]| {
        let length = u8::try_from(content.len()).unwrap();
        assert!(length < 128);
        [&[tag, length][..], content].concat()
    };
    let method = tagged(0x06, &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x02]);
    let place = tagged(0x86, address.as_bytes());
    let description = tagged(0x30, &[method, place].concat());
    let content = tagged(0x30, &description);
    CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], content)
}

/// Root, an authority in between that is named by address only, and Partner Center's certificate.
async fn with_one_between(issuer: &'static str, known: bool) -> Post {
    let root = Authority::new("Root");
    let between_params = Authority::params("Between");
    let between_key = KeyPair::generate().unwrap();
    let between = root.issue(&between_params, &between_key);
    let between_authority = Authority {
        params: between_params,
        key: between_key,
        pem: String::new(),
    };
    let port: Arc<OnceLock<u16>> = Arc::default();
    let told = Arc::clone(&port);
    let stage = Stage::open(move |_, seen| {
        if seen.line.contains("/issuer/") {
            return Act::Say(200, Vec::new(), between.clone());
        }
        let mut params = leaf();
        let address = issuer.replace("PORT", &told.get().unwrap().to_string());
        params.custom_extensions.push(issuer_at(&address));
        Act::Say(200, Vec::new(), between_authority.issue(&params, key()))
    })
    .await;
    port.set(stage.port).unwrap();
    let host = format!("localhost:{}", stage.port);
    let trust = WebhookTrust {
        certificate_hosts: vec![host.clone()],
        issuer_hosts: if known { vec![host] } else { Vec::new() },
        extra_authorities_pem: vec![root.pem.clone()],
        ..WebhookTrust::default()
    };
    Post {
        scene: Scene::of(stage, trust),
        authority: root,
        certificate: Arc::default(),
    }
}

#[tokio::test]
async fn a_missing_authority_in_between_is_fetched_over_tls_from_known_hosts() {
    let post = with_one_between("http://localhost:PORT/issuer/1.crt", true).await;
    let verified = post.verify(&post.good()).await;
    assert!(verified.is_ok(), "{verified:?}");
    assert!(post.verify(&post.good()).await.is_ok());
    assert_eq!(post.asked(), 2, "both are kept");

    let post = with_one_between("http://localhost:PORT/issuer/1.crt", false).await;
    let expected = DeliveryRefused::CertificateUntrusted;
    assert_eq!(post.refused(&post.good()).await, expected);
    assert_eq!(post.asked(), 1, "nobody is asked who is not known");
}

#[tokio::test]
async fn a_bundle_brings_its_authorities_along() {
    let root = Authority::new("Root");
    let params = Authority::params("Between");
    let between_key = KeyPair::generate().unwrap();
    let issuer = Issuer::from_params(&root.params, &root.key);
    let between = params.signed_by(&between_key, &issuer).unwrap();
    let issuer = Issuer::from_params(&params, &between_key);
    let own = leaf().signed_by(key(), &issuer).unwrap();
    let post = Post::with(|trust| trust.extra_authorities_pem = vec![root.pem.clone()]).await;
    *post.certificate.lock().unwrap() = [own.pem(), between.pem()].concat().into_bytes();
    assert!(post.verify(&post.good()).await.is_ok());
}

#[tokio::test]
async fn a_redirect_to_the_certificate_is_not_followed() {
    let authority = Authority::new("Root");
    let stage =
        Stage::open(|_, _| with(302, &[("location", "https://evil.test/x.cer")], &value!({})))
            .await;
    let trust = WebhookTrust {
        certificate_hosts: vec![format!("localhost:{}", stage.port)],
        extra_authorities_pem: vec![authority.pem.clone()],
        ..WebhookTrust::default()
    };
    let post = Post {
        scene: Scene::of(stage, trust),
        authority,
        certificate: Arc::default(),
    };
    let refused = post.refused(&post.good()).await;
    assert!(
        matches!(refused, DeliveryRefused::CertificateUnavailable(_)),
        "{refused:?}"
    );
}

#[tokio::test]
async fn an_authority_that_cannot_be_read_is_said_at_once() {
    let post = Post::open().await;
    let trust = WebhookTrust {
        extra_authorities_pem: vec!["nothing".to_owned()],
        ..WebhookTrust::default()
    };
    let http = post.scene.stage.http_with(quick());
    assert!(PartnerDeliveries::new(http, trust).is_err());
}
