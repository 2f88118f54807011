//! Templates: defined, revised, retired.

use serde_json::json;
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};

use crate::house::House;

on_both_databases!(
    a_template_is_defined_revised_and_retired,
    impossible_terms_are_answered_with_their_code,
);

const DEFINE: &str = "mutation($i: GdapTemplateDefineInput!) { gdapTemplateDefine(input: $i) {
        template { id name version status terms { termDays autoExtend approvalDays appAccess
            shares { group roles { name roleId } } } } userErrors { code message } } }";

async fn a_template_is_defined_revised_and_retired(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let define = DEFINE;
    let wish = |key: &str, terms: serde_json::Value| {
        let input = json!({ "idempotencyKey": key, "name": "Standard", "terms": terms });
        json!({ "i": input })
    };
    let told = tech
        .data(define, wish("d", json!({ "preset": "READ_ONLY" })))
        .await;
    let template = told["gdapTemplateDefine"]["template"].clone();
    assert_eq!(
        (&template["version"], &template["status"]),
        (&json!(1), &json!("DEFINED"))
    );
    let shares = template["terms"]["shares"].as_array().unwrap();
    assert!(
        shares
            .iter()
            .any(|share| share["roles"][0]["name"] == "Global Reader"),
        "{shares:#?}"
    );

    let revise = "mutation($i: GdapTemplateReviseInput!) { gdapTemplateRevise(input: $i) {
        template { version terms { approvalDays } } userErrors { code message } } }";
    let more = json!({ "preset": "MANAGED" });
    let wish = |key: &str, from: i32, accept: bool| {
        json!({ "i": { "idempotencyKey": key, "id": template["id"], "fromVersion": from, "terms": more,
            "acceptNewApprovals": accept } })
    };
    let told = tech.data(revise, wish("r1", 1, false)).await;
    assert_eq!(
        told["gdapTemplateRevise"]["userErrors"][0]["code"],
        "TEMPLATE_NEEDS_NEW_APPROVALS"
    );
    let told = tech.data(revise, wish("r2", 1, true)).await;
    assert_eq!(told["gdapTemplateRevise"]["template"]["version"], 2);
    let late = json!({ "i": { "idempotencyKey": "r3", "id": template["id"], "fromVersion": 1,
        "terms": { "preset": "READ_ONLY", "approvalDays": 7 } } });
    let told = tech.data(revise, late).await;
    assert_eq!(
        told["gdapTemplateRevise"]["userErrors"][0]["code"],
        "TEMPLATE_VERSION_OUTDATED"
    );

    let rename = "mutation($i: GdapTemplateRenameInput!) { gdapTemplateRename(input: $i) { template { name } } }";
    let input = json!({ "i": { "idempotencyKey": "n", "id": template["id"], "name": "Managed" } });
    let told = tech.data(rename, input).await;
    assert_eq!(told["gdapTemplateRename"]["template"]["name"], "Managed");
    let retire = "mutation($i: GdapTemplateRetireInput!) { gdapTemplateRetire(input: $i) {
        template { status } userErrors { code } } }";
    let input =
        json!({ "i": { "idempotencyKey": "x", "id": template["id"], "reason": "no longer sold" } });
    let told = tech.data(retire, input).await;
    assert_eq!(told["gdapTemplateRetire"]["template"]["status"], "RETIRED");
    let list = "{ gdapTemplates(filter: { status: RETIRED }) { edges { node { id name } } }
        gdapPresets { preset purpose } }";
    let found = tech.data(list, json!({})).await;
    assert_eq!(
        found["gdapTemplates"]["edges"][0]["node"]["id"],
        template["id"]
    );
    assert_eq!(found["gdapPresets"].as_array().unwrap().len(), 2);
    house.end().await;
}

async fn impossible_terms_are_answered_with_their_code(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let define = DEFINE;
    let wish = |key: &str, terms: serde_json::Value| {
        let input = json!({ "idempotencyKey": key, "name": "Standard", "terms": terms });
        json!({ "i": input })
    };
    for (terms, code) in [
        (
            json!({ "shares": [{ "group": "A", "roles": ["Global Administrator"] }] }),
            "GDAP_GLOBAL_ADMINISTRATOR_REFUSED",
        ),
        (
            json!({ "shares": [{ "group": "A", "roles": ["Global Raeder"] }] }),
            "GDAP_ROLE_UNKNOWN",
        ),
        (json!({ "shares": [] }), "TEMPLATE_ROLES_MISSING"),
        (
            json!({ "shares": [{ "group": "A", "roles": [] }] }),
            "TEMPLATE_ROLES_MISSING",
        ),
        (json!({ "termDays": 731 }), "GDAP_TERM_INVALID"),
        (
            json!({ "approvalDays": 91 }),
            "TEMPLATE_APPROVAL_DAYS_INVALID",
        ),
        (
            json!({ "attentionHours": 0 }),
            "TEMPLATE_ATTENTION_HOURS_INVALID",
        ),
    ] {
        let told = tech.data(define, wish("bad", terms.clone())).await;
        let code_told = &told["gdapTemplateDefine"]["userErrors"][0]["code"];
        assert_eq!(code_told, code, "{terms} {told:#}");
    }

    house.end().await;
}
