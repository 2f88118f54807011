//! Onboardings as they are begun, followed and called off. How they go in the clouds is told by the
//! simulation; here is nobody who carries them on.

use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::client::Client;
use crate::house::House;

on_both_databases!(
    an_onboarding_is_begun_followed_and_called_off,
    what_cannot_be_begun_is_answered_with_its_code,
);

const START: &str = "mutation($i: OnboardingStartInput!) { onboardingStart(input: $i) {
    onboarding { id status attempt tenantId customer { name } story { standing steps { name mark } startedBy } }
    receipt { position outcome } userErrors { code message path } } }";

async fn template(tech: &Client) -> Value {
    let define = "mutation { gdapTemplateDefine(input: { idempotencyKey: \"t\", name: \"Standard\",
        terms: { preset: READ_ONLY } }) { template { id } } }";
    tech.data(define, json!({})).await["gdapTemplateDefine"]["template"]["id"].clone()
}

fn wish(key: &str, customer: &Value, tenant: &str, template: &Value) -> Value {
    json!({ "i": { "idempotencyKey": key, "reason": "signed today",
        "wish": { "customer": customer, "tenant": tenant, "template": template } } })
}

async fn an_onboarding_is_begun_followed_and_called_off(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let (customer, _) = tech.register("Contoso").await;
    let (customer, template) = (json!(customer), template(&tech).await);
    let tenant = Uuid::now_v7().to_string();
    let told = tech
        .data(START, wish("s", &customer, &tenant, &template))
        .await["onboardingStart"]
        .clone();
    let onboarding = &told["onboarding"];
    assert_eq!(onboarding["status"], "ONBOARDING", "{told:#}");
    assert_eq!(onboarding["customer"]["name"], "Contoso");
    assert_eq!(onboarding["story"]["standing"], "UNDER_WAY");
    assert_eq!(onboarding["story"]["steps"][0]["mark"], "AT_HAND");
    assert!(
        onboarding["story"]["startedBy"]
            .as_str()
            .unwrap()
            .starts_with("service ")
    );
    let again = tech
        .data(START, wish("s2", &customer, &tenant, &template))
        .await;
    assert_eq!(
        again["onboardingStart"]["receipt"]["outcome"],
        "ALREADY_DONE"
    );

    let list = "{ onboardings(filter: { status: ONBOARDING }) { edges { node { id tenantId } } }
        tenants(filter: { status: ONBOARDING }) { edges { node { tenantId customer { name }
            onboarding { status } } } } }";
    let found = tech.data(list, json!({})).await;
    assert_eq!(
        found["onboardings"]["edges"][0]["node"]["tenantId"],
        json!(tenant)
    );
    let row = &found["tenants"]["edges"][0]["node"];
    assert_eq!(
        (&row["customer"]["name"], &row["onboarding"]["status"]),
        (&json!("Contoso"), &json!("ONBOARDING"))
    );
    let mine = "query($id: ID!) { customer(id: $id) { tenants { tenantId } } }";
    let found = tech.data(mine, json!({ "id": customer })).await;
    assert_eq!(
        found["customer"]["tenants"],
        json!([{ "tenantId": tenant }])
    );

    let cancel = "mutation($i: OnboardingCancelInput!) { onboardingCancel(input: $i) {
        onboarding { status story { standing } } userErrors { code } } }";
    let input = |key: &str, reason: &str| json!({ "i": { "idempotencyKey": key, "tenant": tenant, "reason": reason } });
    let told = tech.data(cancel, input("c0", "")).await;
    assert_eq!(
        told["onboardingCancel"]["userErrors"][0]["code"],
        "INVALID_TEXT"
    );
    let told = tech
        .data(cancel, input("c1", "they changed their mind"))
        .await;
    assert_eq!(
        told["onboardingCancel"]["onboarding"]["status"], "UNDOING",
        "{told:#}"
    );
    let abandon = "mutation($i: OnboardingAbandonInput!) { onboardingAbandon(input: $i) { userErrors { code } } }";
    let told = tech.data(abandon, input("x", "never mind")).await;
    assert_eq!(
        told["onboardingAbandon"]["userErrors"][0]["code"],
        "ONBOARDING_NOT_STUCK"
    );
    house.end().await;
}

async fn what_cannot_be_begun_is_answered_with_its_code(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let (customer, _) = tech.register("Contoso").await;
    let (customer, template) = (json!(customer), template(&tech).await);
    let (tenant, nobody) = (
        Uuid::now_v7().to_string(),
        json!(Uuid::now_v7().to_string()),
    );
    for (customer, template, code) in [
        (&nobody, &template, "CUSTOMER_NOT_FOUND"),
        (&customer, &nobody, "TEMPLATE_NOT_FOUND"),
        (&template, &template, "NODE_ID_MALFORMED"),
    ] {
        let told = tech
            .data(START, wish("s", customer, &tenant, template))
            .await;
        assert_eq!(
            told["onboardingStart"]["userErrors"][0]["code"], code,
            "{told:#}"
        );
    }
    // Held by another MSP: which one is nobody's business.
    let other = house.somebody(Role::Tech).await;
    let (theirs, _) = other.register("Contoso").await;
    let mine = self::template(&other).await;
    other
        .data(START, wish("s", &json!(theirs), &tenant, &mine))
        .await;
    let told = tech
        .data(START, wish("s9", &customer, &tenant, &template))
        .await;
    let error = &told["onboardingStart"]["userErrors"][0];
    assert_eq!(error["code"], "TENANT_HELD", "{told:#}");
    assert!(
        !error["message"]
            .as_str()
            .unwrap()
            .contains(&other.msp.to_string())
    );

    let retry = "mutation { onboardingRetry(input: { idempotencyKey: \"k\",
        tenant: \"0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11\" }) { userErrors { code } } }";
    let told = tech.data(retry, json!({})).await;
    assert_eq!(
        told["onboardingRetry"]["userErrors"][0]["code"],
        "ONBOARDING_NOT_FOUND"
    );
    let dry = "query($w: OnboardingWishInput!) { onboardingDryRun(wish: $w) { start } }";
    let input =
        json!({ "w": { "customer": customer, "tenant": Uuid::now_v7(), "template": template } });
    assert_eq!(tech.refused(dry, input).await, "APP_CREDENTIAL_MISSING");
    house.end().await;
}
