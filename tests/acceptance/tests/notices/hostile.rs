//! What is not Partner Center's, and what would be too much.

use std::time::Duration;

use jiff::Timestamp;
use tenantry_domain::cloud::partner::Delivery;
use tenantry_support::{World, on_both_databases};
use url::Url;

use crate::stage::Stage;

on_both_databases!(
    what_is_not_signed_by_partner_center_is_refused,
    a_flood_of_copies_costs_nothing,
);

fn with(delivery: &Delivery, change: impl FnOnce(&mut Delivery)) -> Delivery {
    let mut changed = delivery.clone();
    change(&mut changed);
    changed
}

/// Every kind of false delivery that can be made of a genuine one, and what is answered.
fn false_ones(genuine: &Delivery) -> Vec<(Delivery, u16, &'static str)> {
    let unsigned = Delivery {
        body: b"{}".to_vec(),
        authorization: None,
        signature: None,
        certificate_address: None,
        algorithm: None,
        arrived: Timestamp::UNIX_EPOCH,
    };
    let elsewhere = Some("https://evil.test/cert.cer".to_owned());
    vec![
        (unsigned.clone(), 401, "WEBHOOK_SIGNATURE_MISSING"),
        (
            with(&unsigned, |it| it.body = b"no JSON".to_vec()),
            401,
            "WEBHOOK_SIGNATURE_MISSING",
        ),
        (
            with(genuine, |it| it.body[10] ^= 1),
            401,
            "WEBHOOK_SIGNATURE_WRONG",
        ),
        (
            with(genuine, |it| it.body = b"no JSON".to_vec()),
            401,
            "WEBHOOK_SIGNATURE_WRONG",
        ),
        (
            with(genuine, |it| it.certificate_address = elsewhere),
            401,
            "WEBHOOK_CERTIFICATE_HOST_UNKNOWN",
        ),
        (
            with(genuine, |it| it.algorithm = Some("none".to_owned())),
            401,
            "WEBHOOK_ALGORITHM_REFUSED",
        ),
        (
            with(genuine, |it| it.body = vec![b' '; 64 * 1024 + 1]),
            413,
            "WEBHOOK_BODY_TOO_LARGE",
        ),
    ]
}

async fn what_is_not_signed_by_partner_center_is_refused(world: World) {
    let stage = Stage::open(world).await;
    let (tenant, id) = stage.waiting().await;
    stage
        .there
        .control()
        .approve(id.as_str(), tenant.as_uuid())
        .unwrap();
    stage.there.wait(120);
    stage.hears(tenant, 2).await;
    let genuine = stage.arrives(2).await.remove(0);
    let asked = stage.there.seen("GET", "/cert");
    for (delivery, status, code) in false_ones(&genuine) {
        let answer = stage.send(stage.msp, &delivery).await;
        assert_eq!(answer, (status, code.to_owned()));
    }
    let nobody = Url::parse(
        &stage
            .address_of(stage.msp)
            .as_str()
            .replace(&stage.msp.to_string(), "x"),
    );
    assert_eq!(stage.send_to(nobody.unwrap(), &genuine).await.0, 404);
    assert_eq!(
        stage.there.seen("GET", "/cert"),
        asked,
        "nothing more was fetched"
    );

    // Signed, but of yesterday.
    stage.there.control().jump(Duration::from_hours(25));
    let answer = stage.send(stage.msp, &genuine).await;
    assert_eq!(answer, (400, "WEBHOOK_NOTICE_TOO_OLD".to_owned()));
    assert_eq!(stage.heard(tenant).await.len(), 2);
}

async fn a_flood_of_copies_costs_nothing(world: World) {
    let stage = Stage::open(world).await;
    let (tenant, id) = stage.in_place().await;
    stage
        .there
        .control()
        .remove_relationship(id.as_str(), tenant.as_uuid())
        .unwrap();
    stage.there.wait(3600);
    stage.hears(tenant, 1).await;
    let genuine = stage.arrives(1).await.remove(0);
    let asked = stage.settled().await;
    let sent = (0..300).map(|_| stage.send(stage.msp, &genuine));
    for answer in futures::future::join_all(sent).await {
        assert_eq!(answer, (200, String::new()));
    }
    assert_eq!(
        stage.there.control().journal().len(),
        asked,
        "the clouds were not asked"
    );
    assert_eq!(stage.heard(tenant).await.len(), 1);
}
