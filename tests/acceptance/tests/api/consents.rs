//! Tenants connected by the consent of their administrators: from asking to reading, and all the ways in
//! which that comes to nothing.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tenantry_domain::ids::MspId;
use tenantry_domain::role::Role;
use tenantry_engine::consents::ConsentCarrier;
use tenantry_engine::sagas::{AllLive, LedgerAlarm, Runner, RunnerParts, Tuning, Visit};
use tenantry_engine::time::SystemClock;
use tenantry_ledger::Options;
use tenantry_projections::tenant_consents::LiveConsents;
use tenantry_support::{World, on_both_databases};
use tokio::sync::watch;
use uuid::Uuid;

use crate::client::Client;
use crate::consenting::{ADMIN, Stage, signed};
use crate::gate::granted;

on_both_databases!(
    a_tenant_is_connected_by_its_administrator,
    an_administrator_declines,
    consent_from_another_tenant_is_none,
    an_invitation_is_good_once_and_for_a_time,
    a_restart_forgets_nothing,
    a_consent_is_withdrawn,
    what_an_onboarding_holds_stays_held,
    what_keeps_us_from_reading_is_told,
);

const CONSENT: &str = "query($id: ID!, $p: Position) {
    consent(id: $id, atLeast: $p) { status consentUrl organization domainCount domains
        permissions { name why } problem { code } customer { name } tenant { status name } } }";

async fn consent(client: &Client, stage: &Stage) -> Value {
    let variables = json!({ "id": stage.tenant().to_string(), "p": client.head().await });
    client.data(CONSENT, variables).await["consent"].clone()
}

async fn a_tenant_is_connected_by_its_administrator(world: World) {
    let stage = Stage::open(world).await;
    let (tech, customer) = stage.somebody().await;
    let tenant = stage.tenant();
    let asked = tech.connect("once", &customer, "Fabrikam.Example").await;
    assert_eq!(asked.status, 201, "{asked:?}");
    assert_eq!(
        asked.header("location"),
        format!("/api/msp-portal/tenants/{tenant}/sync-status")
    );
    let told = asked.json();
    assert_eq!(told["tenantId"], tenant.to_string());
    assert_eq!(told["status"], "awaitingConsent");
    let permissions = told["permissions"].as_array().unwrap();
    assert!(permissions.len() >= 6);
    for permission in permissions {
        assert!(permission["name"].as_str().unwrap().ends_with(".Read.All"));
        assert!(permission["why"].as_str().unwrap().len() > 10);
    }
    // The same wish, and the same wish by somebody who forgot that it was asked.
    let address = told["authUrl"].as_str().unwrap().to_owned();
    for key in ["once", "twice"] {
        let again = tech.connect(key, &customer, &tenant.to_string()).await;
        assert_eq!(
            (again.status, &again.json()["authUrl"]),
            (200, &told["authUrl"])
        );
    }
    let shown = consent(&tech, &stage).await;
    assert_eq!(shown["consentUrl"], address);
    assert_eq!(shown["permissions"], told["permissions"]);
    assert_eq!(shown["tenant"]["status"], "DISCOVERED");
    assert!(matches!(stage.visit(tech.msp).await, Visit::Again(_)));
    assert_eq!(tech.stands(tenant).await.0, "awaitingConsent");

    let query = stage.walk(&address, ADMIN, "accept").await;
    let page = stage.come_back(&query).await;
    assert_eq!(page.status, 200, "{page:?}");
    assert!(page.header("content-type").starts_with("text/plain"));
    assert!(page.body.contains("Thank you"), "{}", page.body);

    // Not everybody knows of it yet, which is no news.
    assert!(matches!(stage.visit(tech.msp).await, Visit::Again(_)));
    assert_eq!(
        tech.stands(tenant).await,
        ("verifying".to_owned(), Value::Null)
    );
    assert_eq!(consent(&tech, &stage).await["consentUrl"], Value::Null);
    stage.there.wait(60);
    assert_eq!(stage.visit(tech.msp).await, Visit::Rest);

    is_connected(&stage, &tech, &customer).await;
    stage.end().await;
}

/// It was read, everybody sees it, and nobody else connects it.
async fn is_connected(stage: &Stage, tech: &Client, customer: &str) {
    let tenant = stage.tenant();
    let read = tech.status(tenant).await.json();
    assert_eq!(read["status"], "connected");
    assert_eq!(read["customerId"], customer);
    let classes = read["classes"].as_array().unwrap();
    assert_eq!(classes[0]["class"], "organization");
    assert_eq!(
        (&classes[0]["status"], &classes[0]["items"]),
        (&json!("read"), &json!(1))
    );
    assert_eq!(classes[1]["class"], "domains");
    assert!(classes[1]["items"].as_u64().unwrap() >= 1);
    assert!(classes.iter().all(|class| class["asOf"].is_string()));
    let shown = consent(tech, stage).await;
    assert_eq!(shown["status"], "CONNECTED");
    assert_eq!(shown["organization"], "Fabrikam");
    assert_eq!(shown["domainCount"], classes[1]["items"]);
    assert_eq!(shown["customer"]["name"], "Fabrikam");
    assert_eq!(
        shown["tenant"],
        json!({ "status": "ACTIVE", "name": "Fabrikam" })
    );
    // Nobody else connects it, and there is nothing more to ask for.
    let again = tech.connect("more", customer, &tenant.to_string()).await;
    assert_eq!(
        (again.status, again.json()["code"].as_str()),
        (409, Some("CONSENT_IN_PLACE"))
    );
    let (other, theirs) = stage.somebody().await;
    let held = other.connect("mine", &theirs, &tenant.to_string()).await;
    assert_eq!(
        (held.status, held.json()["code"].as_str()),
        (409, Some("TENANT_HELD"))
    );
    let timeline =
        "query($c: ID!) { timeline(filter: { customer: $c }) { edges { node { type } } } }";
    let told = tech.data(timeline, json!({ "c": customer })).await;
    assert!(told.to_string().contains("ConsentVerified"), "{told}");
}

async fn an_administrator_declines(world: World) {
    let stage = Stage::open(world).await;
    let (tech, customer) = stage.somebody().await;
    let tenant = stage.tenant();
    let address = tech.invited(&customer, &tenant.to_string()).await;
    let query = stage.walk(&address, ADMIN, "cancel").await;
    let page = stage.come_back(&query).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("No consent was given"), "{}", page.body);
    assert_eq!(
        tech.stands(tenant).await,
        ("refused".to_owned(), json!("CONSENT_DECLINED"))
    );
    // The tenant is free again, for whoever asks next.
    let (other, theirs) = stage.somebody().await;
    other.invited(&theirs, &tenant.to_string()).await;
    // An administrator of another organization may not consent, and says so.
    let (third, customer) = stage.somebody().await;
    let contoso = stage.there.tenant("Contoso").to_string();
    let address = third.invited(&customer, &contoso).await;
    let query = stage.walk(&address, ADMIN, "accept").await;
    stage.come_back(&query).await;
    let told = third.status(&contoso).await.json();
    assert_eq!(told["problem"]["code"], "CONSENT_NOT_PERMITTED");
    stage.end().await;
}

async fn consent_from_another_tenant_is_none(world: World) {
    let stage = Stage::open(world).await;
    let (tech, customer) = stage.somebody().await;
    let tenant = stage.tenant();
    let address = tech.invited(&customer, &tenant.to_string()).await;
    let query = stage.walk(&address, ADMIN, "accept").await;
    let contoso = stage.there.tenant("Contoso").to_string();
    let spoofed = query.replace(&format!("tenant={tenant}"), &format!("tenant={contoso}"));
    assert_ne!(spoofed, query);
    let page = stage.come_back(&spoofed).await;
    assert!(
        page.body.contains("CONSENT_TENANT_DIFFERS"),
        "{}",
        page.body
    );
    assert_eq!(
        tech.stands(tenant).await,
        ("refused".to_owned(), json!("CONSENT_TENANT_DIFFERS"))
    );
    assert_eq!(tech.status(&contoso).await.status, 404);
    // What was signed for one tenant is good for no other, and used up by what was tried with it.
    assert_eq!(stage.come_back(&query).await.status, 409);
    stage.end().await;
}

async fn an_invitation_is_good_once_and_for_a_time(world: World) {
    let stage = Stage::open(world).await;
    let (tech, customer) = stage.somebody().await;
    let tenant = stage.tenant();
    let address = tech.invited(&customer, &tenant.to_string()).await;
    let query = stage.walk(&address, ADMIN, "accept").await;

    let forged = query.replace("state=", "state=A");
    for odd in [forged.as_str(), "", "admin_consent=True", "state=e30.e30"] {
        let page = stage.come_back(odd).await;
        assert_eq!(page.status, 400, "{odd}");
        assert!(page.body.contains("CONSENT_STATE_FORGED"), "{}", page.body);
    }
    assert_eq!(stage.come_back(&query).await.status, 200);
    let again = stage.come_back(&query).await;
    assert_eq!(again.status, 409);
    assert!(
        again.body.contains("CONSENT_STATE_REPLAYED"),
        "{}",
        again.body
    );
    let declined = format!("{query}&error=access_denied");
    assert_eq!(
        stage.come_back(&declined).await.status,
        409,
        "nor by saying no"
    );
    assert_eq!(tech.stands(tenant).await.0, "verifying");

    let (other, theirs) = stage.somebody().await;
    let contoso = stage.there.tenant("Contoso");
    let address = other.invited(&theirs, &contoso.to_string()).await;
    let admin = "admin@contoso.onmicrosoft.com";
    let query = stage.walk(&address, admin, "accept").await;
    stage.there.wait(8 * 24 * 60 * 60);
    let late = stage.come_back(&query).await;
    assert_eq!(late.status, 410);
    assert!(late.body.contains("CONSENT_STATE_EXPIRED"), "{}", late.body);
    assert_eq!(stage.visit_to(other.msp, contoso).await, Visit::Rest);
    assert_eq!(other.status(contoso).await.json()["status"], "lapsed");
    assert_eq!(stage.come_back(&query).await.status, 410);
    stage.end().await;
}

/// A worker that knows nothing but the database finds what is to be verified.
async fn a_restart_forgets_nothing(world: World) {
    let url = world.url().clone();
    let stage = Stage::open(world).await;
    let (tech, customer) = stage.somebody().await;
    let tenant = stage.tenant();
    let address = tech.invited(&customer, &tenant.to_string()).await;
    let query = stage.walk(&address, ADMIN, "accept").await;
    assert_eq!(stage.come_back(&query).await.status, 200);
    assert!(matches!(stage.visit(tech.msp).await, Visit::Again(_)));
    stage.there.wait(60);
    let (_, leases) = tenantry_ledger::open_with_leases(&url, Options::default())
        .await
        .unwrap();
    let (engine, clock) = (stage.house.engine.clone(), Arc::new(SystemClock));
    let carrier = ConsentCarrier::new(stage.house.consents.clone(), "another");
    let runner = Runner::new(
        RunnerParts {
            leases,
            live: Arc::new(AllLive(vec![Arc::new(LiveConsents::new(
                stage.house.projections.clone(),
            ))])),
            alarm: Arc::new(LedgerAlarm::new(engine.ledger().clone(), clock.clone())),
            clock,
            engine,
            carriers: vec![Arc::new(carrier)],
            owner: Uuid::now_v7(),
            worker: "another".to_owned(),
        },
        Tuning::default(),
    );
    let (stop, stopping) = watch::channel(false);
    let working = tokio::spawn(async move { runner.run(stopping).await });
    until_connected(&tech, &stage).await;
    stop.send_replace(true);
    working.await.unwrap();
    stage.end().await;
}

async fn until_connected(client: &Client, stage: &Stage) {
    for _ in 0..600 {
        if client.stands(stage.tenant()).await.0 == "connected" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{:?}", client.stands(stage.tenant()).await);
}

const WITHDRAW: &str =
    "mutation($t: ID!) { consentWithdraw(input: { idempotencyKey: \"w\", tenant: $t,
    reason: \"they left\" }) { approval { approvalId } consent { status } userErrors { code } } }";

async fn a_consent_is_withdrawn(world: World) {
    let stage = Stage::open(world).await;
    let (tech, customer) = stage.somebody().await;
    let tenant = stage.tenant();
    let variables = json!({ "t": tenant.to_string() });
    let nothing = tech.data(WITHDRAW, variables.clone()).await;
    let code = &nothing["consentWithdraw"]["userErrors"][0]["code"];
    assert_eq!(code, "CONSENT_NOT_FOUND");
    let address = tech.invited(&customer, &tenant.to_string()).await;
    let query = stage.walk(&address, ADMIN, "accept").await;
    stage.come_back(&query).await;
    stage.there.wait(60);
    assert_eq!(stage.visit(tech.msp).await, Visit::Rest);
    let told = tech.data(WITHDRAW, variables).await["consentWithdraw"].clone();
    assert_eq!(told["consent"]["status"], "CONNECTED", "{told:#}");
    assert_eq!(tech.stands(tenant).await.0, "connected");
    granted(&stage.house, &tech, &told).await;
    let shown = consent(&tech, &stage).await;
    assert_eq!(shown["status"], "WITHDRAWN");
    assert_eq!(shown["tenant"]["status"], "DISCOVERED");
    assert_eq!(tech.stands(tenant).await.0, "withdrawn");
    // Everything begins anew, for whoever wants it.
    let (other, theirs) = stage.somebody().await;
    let anew = other.invited(&theirs, &tenant.to_string()).await;
    assert_ne!(anew, address);
    let viewer = stage.house.somebody_of(other.msp, Role::Viewer).await;
    assert_eq!(viewer.stands(tenant).await.0, "awaitingConsent");
    stage.end().await;
}

/// Both ways at once: that one of them ends does not give the tenant away.
async fn what_an_onboarding_holds_stays_held(world: World) {
    let stage = Stage::open(world).await;
    let (tech, customer) = stage.somebody().await;
    let tenant = stage.tenant();
    let define = "mutation { gdapTemplateDefine(input: { idempotencyKey: \"t\", name: \"Standard\",
        terms: { preset: READ_ONLY } }) { template { id } } }";
    let template = tech.data(define, json!({})).await["gdapTemplateDefine"]["template"].clone();
    let start =
        "mutation($c: ID!, $t: ID!, $p: ID!) { onboardingStart(input: { idempotencyKey: \"s\",
        wish: { customer: $c, tenant: $t, template: $p } }) { userErrors { code } } }";
    let wish = json!({ "c": customer, "t": tenant.to_string(), "p": template["id"] });
    let begun = tech.data(start, wish).await["onboardingStart"]["userErrors"].clone();
    assert_eq!(begun, json!([]));
    let address = tech.invited(&customer, &tenant.to_string()).await;
    let query = stage.walk(&address, ADMIN, "cancel").await;
    stage.come_back(&query).await;
    assert_eq!(tech.stands(tenant).await.0, "refused");
    let (other, theirs) = stage.somebody().await;
    let held = other.connect("k", &theirs, &tenant.to_string()).await;
    assert_eq!(held.json()["code"], "TENANT_HELD");
    stage.end().await;
}

/// What lasts longer than it takes until everybody knows of a consent is told, and looked at for a day.
async fn what_keeps_us_from_reading_is_told(world: World) {
    let stage = Stage::open(world).await;
    let (tech, customer) = stage.somebody().await;
    let tenant = stage.tenant();
    let address = tech.invited(&customer, &tenant.to_string()).await;
    // Somebody says that consent was given, with an invitation of ours, and it was not.
    let brought =
        json!({ "state": signed(&address), "tenant": tenant.to_string(), "admin_consent": "True" });
    let told = tech.post("/callback", "", &brought).await;
    assert_eq!(
        (told.status, &told.json()["status"]),
        (200, &json!("verifying"))
    );
    assert!(matches!(stage.visit(tech.msp).await, Visit::Again(_)));
    assert_eq!(tech.stands(tenant).await.1, Value::Null);
    stage.there.wait(20 * 60);
    let positions = async |msp: MspId| {
        let ledger = stage.house.engine.ledger();
        ledger.head(msp).await.unwrap().position
    };
    assert!(matches!(stage.visit(tech.msp).await, Visit::Again(_)));
    let stands = ("verifying".to_owned(), json!("APP_NOT_IN_TENANT"));
    assert_eq!(tech.stands(tenant).await, stands);
    let known = positions(tech.msp).await;
    stage.there.wait(60 * 60);
    assert!(matches!(stage.visit(tech.msp).await, Visit::Again(_)));
    assert_eq!(positions(tech.msp).await, known, "the same is no news");
    let busy = tech.connect("again", &customer, &tenant.to_string()).await;
    assert_eq!(busy.json()["code"], "CONSENT_BEING_VERIFIED");
    stage.there.wait(24 * 60 * 60);
    assert_eq!(stage.visit(tech.msp).await, Visit::Rest);
    let stands = ("failed".to_owned(), json!("APP_NOT_IN_TENANT"));
    assert_eq!(tech.stands(tenant).await, stands);
    let classes = tech.status(tenant).await.json()["classes"].clone();
    assert_eq!(classes[0]["status"], "notRead");
    tech.invited(&customer, &tenant.to_string()).await;
    stage.end().await;
}
