//! The simulated Partner Center: customers, consents, second factors, deliveries.

use crate::world::{PARTNER, World};
use secrecy::ExposeSecret;
use serde_json::json;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tenantry_domain::cloud::gdap::GdapRelationships;
use tenantry_domain::cloud::partner::{
    AppId, ApplicationConsents, Consent, Deliveries, Delivery, DeliveryRefused, Granted,
    MfaSignals, PartnerCustomers, PartnerWebhooks, Registration, Revoked, ScopeList, Subject,
    Subscriptions, TestStatus, Topic,
};
use tenantry_domain::cloud::{Cause, Class};
use tenantry_http::{Answer, Call, Dialect, Judgement, Method};
use tenantry_microsoft::entra::{Access, Resource, Tokens};
use tenantry_simulator::{Act, Cloud, CustomerPlan, CustomerSeed, Fault, Rule, Scenario};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use uuid::Uuid;

fn consent(world: &World) -> Consent {
    Consent {
        app: AppId::new(world.scenario.app_id("Northwind Onboarding")),
        app_name: None,
        resource: AppId::MICROSOFT_GRAPH,
        scopes: ScopeList::new(["Directory.Read.All"]).unwrap(),
    }
}

/// The small world before anybody consented to anything.
fn without_consents() -> Scenario {
    let mut scenario = Scenario::small();
    for customer in &mut scenario.customers {
        customer.consents.clear();
    }
    scenario
}

#[tokio::test]
async fn a_consent_is_given_once_and_taken_back_once() {
    let world = World::of(without_consents()).await;
    let (center, partner, contoso) = (&world.center, world.partner(), world.tenant("Contoso"));
    let consent = consent(&world);
    assert_eq!(
        center.grant(partner, contoso, &consent).await,
        Ok(Granted::Now)
    );
    for _ in 0..8 {
        // It is refused under more than one status.
        assert_eq!(
            center.grant(partner, contoso, &consent).await,
            Ok(Granted::WasThere)
        );
    }
    assert_eq!(
        center.revoke(partner, contoso, consent.app).await,
        Ok(Revoked::Now)
    );
    assert_eq!(
        center.revoke(partner, contoso, consent.app).await,
        Ok(Revoked::WasNotThere)
    );
}

#[tokio::test]
async fn a_consent_without_an_answer_is_given_once_by_the_same_request() {
    let world = World::of(without_consents()).await;
    let path = "/v1/customers/*/applicationconsents";
    world
        .control()
        .lay_down(Rule::once(Cloud::PartnerCenter, path, Fault::DropAfter));
    let granted = world
        .center
        .grant(world.partner(), world.tenant("Contoso"), &consent(&world))
        .await;
    assert_eq!(
        granted,
        Ok(Granted::Now),
        "not `was there`: the first answer is given again"
    );
    let consents = world.control().deeds();
    let made = consents
        .iter()
        .filter(|deed| deed.act == Act::Created && deed.kind == "consent");
    assert_eq!(made.count(), 1);
}

#[tokio::test]
async fn a_consent_where_the_partner_may_not_is_refused() {
    let world = World::open().await;
    let fault = world
        .center
        .grant(world.partner(), world.tenant("Fabrikam"), &consent(&world))
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::PermissionMissing);
    let strange = Consent {
        scopes: ScopeList::new(["No.Such.Scope"]).unwrap(),
        ..consent(&world)
    };
    let world = World::of(without_consents()).await;
    let contoso = world.tenant("Contoso");
    let fault = world
        .center
        .grant(world.partner(), contoso, &strange)
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::Refused);
}

/// So many customers beside Contoso, all sold to.
fn many(count: usize) -> Scenario {
    let mut scenario = Scenario::small();
    for number in 0..count {
        let domain = format!("c{number}.onmicrosoft.com");
        let mut tenant: CustomerSeed = scenario.customers[2].clone();
        tenant.name = format!("Customer {number}");
        tenant.domains = vec![domain.clone()];
        tenant.admins.clear();
        tenant.contents.users = 0;
        scenario.customers.push(tenant);
        let plan: CustomerPlan = serde_json::from_value(json!({ "tenant": domain })).unwrap();
        scenario.partners[0].business.customers.push(plan);
    }
    scenario
}

#[tokio::test]
async fn customers_are_listed_part_by_part() {
    let world = World::of(many(510)).await;
    let (center, partner) = (&world.center, world.partner());
    let first = center.list(partner, None).await.unwrap();
    assert_eq!(first.rows.len(), 500);
    let second = center.list(partner, first.next.as_ref()).await.unwrap();
    assert_eq!((second.rows.len(), second.next), (11, None));
    world.wait(3 * 3600);
    let fault = center.list(partner, first.next.as_ref()).await.unwrap_err();
    assert_eq!(fault.cause, Cause::CursorExpired, "{fault}");
}

#[tokio::test]
async fn a_customer_s_id_is_not_always_its_tenant_s() {
    let mut scenario = Scenario::small();
    let own = Uuid::from_u128(0x1234);
    scenario.partners[0].business.customers[0].id = Some(own);
    let world = World::of(scenario).await;
    let (center, partner) = (&world.center, world.partner());
    let listed = center.list(partner, None).await.unwrap().rows;
    let customer = &listed[0];
    assert_eq!(customer.tenant, world.tenant("Contoso"));
    assert_eq!(customer.id.as_str(), own.to_string());
    let bought = center.of_customer(partner, &customer.id).await.unwrap();
    assert_eq!((bought.len(), bought[0].quantity), (1, 25));
    assert_eq!(
        center.get(partner, &customer.id).await.unwrap().name,
        customer.name
    );

    center
        .end_reseller_relation(partner, &customer.id)
        .await
        .unwrap();
    assert!(center.list(partner, None).await.unwrap().rows.is_empty());
    let relation = world.managed().await;
    let still = world.gdap.get(partner, &relation.id).await.unwrap();
    assert!(
        still.status.can_be_terminated(),
        "delegated administration goes on"
    );
    let unknown = Uuid::from_u128(1).to_string().parse().unwrap();
    let fault = center.get(partner, &unknown).await.unwrap_err();
    assert_eq!(fault.cause, Cause::NotThere);
}

#[tokio::test]
async fn the_invitation_to_buy_is_a_link() {
    let world = World::open().await;
    let link = world
        .center
        .reseller_invitation_link(world.partner())
        .await
        .unwrap();
    assert!(link.contains(&world.partner().to_string()), "{link}");
}

#[tokio::test]
async fn a_sign_in_without_second_factor_stops_everything_at_once() {
    let world = World::open().await;
    let (center, partner) = (&world.center, world.partner());
    center.list(partner, None).await.unwrap();
    assert!(center.last(partner).unwrap().compliant);
    assert_eq!(center.adoption(partner).await.unwrap().len(), 1);

    world.tokens.second_factor.store(false, Ordering::SeqCst);
    world.tokens.sign_in(world.tenant(PARTNER)).await;
    let before = world.seen("GET", "/v1/customers");
    let fault = center.list(partner, None).await.unwrap_err();
    assert_eq!(
        (fault.cause, fault.class()),
        (Cause::MfaRequired, Class::AccountWide)
    );
    assert_eq!(
        world.seen("GET", "/v1/customers"),
        before + 1,
        "asking again helps nobody"
    );
    assert!(!center.last(partner).unwrap().compliant);
}

#[tokio::test]
async fn an_expired_token_is_replaced_in_passing() {
    let world = World::open().await;
    world.center.list(world.partner(), None).await.unwrap();
    world.wait(2 * 3600);
    world.center.list(world.partner(), None).await.unwrap();
    assert_eq!(world.tokens.forgotten.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn registrations_are_made_replaced_and_tested() {
    let world = World::open().await;
    let (center, partner) = (&world.center, world.partner());
    assert_eq!(center.current(partner).await, Ok(None));
    let wanted = Registration::new("https://t.example/hook", Topic::wanted()).unwrap();
    assert_eq!(center.register(partner, &wanted).await, Ok(wanted.clone()));
    assert_eq!(center.current(partner).await, Ok(Some(wanted.clone())));
    let fewer = Registration::new("https://t.example/other", vec![Topic::Test]).unwrap();
    assert_eq!(center.register(partner, &fewer).await, Ok(fewer));
    let offered = center.topics(partner).await.unwrap();
    assert!(Topic::wanted().iter().all(|topic| offered.contains(topic)));
    let test = center.send_test(partner).await.unwrap();
    let state = center.test(partner, &test).await.unwrap();
    assert_eq!(state.status, TestStatus::Pending);
    let unknown = Registration::new(
        "https://t.example/x",
        vec![Topic::Other("moon-rose".to_owned())],
    );
    let fault = center
        .register(partner, &unknown.unwrap())
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::Refused);
}

struct Plain;

impl Dialect for Plain {
    fn judge(&self, _answer: &Answer) -> Judgement {
        Judgement::Good
    }
}

/// Takes one delivery as it comes over the wire.
async fn take(listener: &TcpListener, arrived: jiff::Timestamp) -> Delivery {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut bytes = Vec::new();
    let (head, length) = loop {
        let mut more = [0; 4096];
        let read = stream.read(&mut more).await.unwrap();
        assert_ne!(read, 0, "the delivery broke off");
        bytes.extend_from_slice(&more[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length: usize = header(head, "content-length").unwrap().parse().unwrap();
            if body.len() >= length {
                break (head.to_owned(), length);
            }
        }
    };
    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    stream.write_all(answer).await.unwrap();
    stream.shutdown().await.unwrap();
    Delivery {
        body: bytes.split_off(bytes.len() - length),
        authorization: header(&head, "authorization"),
        signature: header(&head, "x-ms-signature"),
        certificate_address: header(&head, "x-ms-certificate-url"),
        algorithm: header(&head, "x-ms-signature-algorithm"),
        arrived,
    }
}

fn header(head: &str, name: &str) -> Option<String> {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    let found = lines.find(|(key, _)| key.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim().to_owned())
}

/// Registers a loopback address without TLS, which the adapter itself would not.
async fn register(world: &World, port: u16, own_header: bool) {
    let partner = world.tenant(PARTNER);
    let token = world
        .tokens
        .bearer(partner, Resource::PartnerCenter, Access::Delegated)
        .await
        .unwrap();
    let base = &world.simulator.endpoints().partner_center;
    let url = base.join("/webhooks/v1/registration").unwrap();
    let body = json!({"WebhookUrl": format!("http://127.0.0.1:{port}/hook"),
        "WebhookEvents": ["test-created", "granular-admin-relationship-terminated"],
        "SignatureTokenToMsSignatureHeader": own_header});
    let call = Call::new(Method::POST, url, "test")
        .bearer(token.expose_secret())
        .unwrap()
        .json(&body)
        .unwrap();
    let answer = world.http.send(call, &Plain).await.unwrap();
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn what_partner_center_signs_is_believed_and_followed_up() {
    for own_header in [false, true] {
        let world = World::open().await;
        let (center, partner) = (&world.center, world.partner());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        register(&world, listener.local_addr().unwrap().port(), own_header).await;
        let test = center.send_test(partner).await.unwrap();
        let limit = Duration::from_secs(30);
        let now = world.control().now();
        let taken = tokio::time::timeout(limit, take(&listener, now))
            .await
            .unwrap();
        let verified = world.deliveries.verify(&taken).await.unwrap();
        assert_eq!(verified.notice().topic, Topic::Test);
        assert_eq!(center.audit(partner, &verified).await, Ok(None));
        let _ = test;

        let relation = world.managed().await;
        world.gdap.terminate(partner, &relation.id).await.unwrap();
        world.wait(3600);
        let now = world.control().now();
        let taken = tokio::time::timeout(limit, take(&listener, now))
            .await
            .unwrap();
        let verified = world.deliveries.verify(&taken).await.unwrap();
        assert_eq!(verified.notice().topic, Topic::RelationshipTerminated);
        assert_eq!(
            verified.notice().subject,
            Subject::Relationship(relation.id.clone())
        );
        let record = center.audit(partner, &verified).await.unwrap().unwrap();
        assert_eq!(record.resource.as_deref(), Some(relation.id.as_str()));

        let mut tampered = taken.clone();
        tampered.body[10] ^= 1;
        let refused = world.deliveries.verify(&tampered).await.unwrap_err();
        assert_eq!(refused, DeliveryRefused::SignatureWrong);
    }
}
