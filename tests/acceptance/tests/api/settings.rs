//! What an MSP has set.

use serde_json::{Value, json};
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};

use crate::client::Client;
use crate::found::wish;
use crate::house::House;

on_both_databases!(settings_are_safe_until_somebody_changes_them);

const FIELDS: &str = "{ sync { discoveryEveryHours staleAfterHours linkCertain }
    billing { monthStartsOn displayCurrency }
    reconcile { priceToleranceHundredths quantityTolerance includeTrials renewalNoticeDays }
    approvals { twoPerson validDays } }";

async fn change(client: &Client, fields: Value) -> Value {
    let query = format!(
        "mutation($i: SettingsChangeInput!) {{ settingsChange(input: $i) {{ settings {FIELDS}
            receipt {{ outcome }} userErrors {{ code message path }} }} }}"
    );
    client.data(&query, wish(fields)).await["settingsChange"].clone()
}

async fn settings_are_safe_until_somebody_changes_them(world: World) {
    let house = House::on(world).await;
    let admin = house.somebody(Role::Admin).await;
    let query = format!("{{ settings {FIELDS} }}");
    let defaults = json!({
        "sync": { "discoveryEveryHours": 6, "staleAfterHours": 48, "linkCertain": true },
        "billing": { "monthStartsOn": 1, "displayCurrency": null },
        "reconcile": { "priceToleranceHundredths": 0, "quantityTolerance": 0, "includeTrials": false,
            "renewalNoticeDays": 30 },
        "approvals": { "twoPerson": [], "validDays": 7 },
    });
    assert_eq!(admin.data(&query, json!({})).await["settings"], defaults);

    let some = json!({ "sync": { "linkCertain": false }, "billing": { "displayCurrency": "eur" } });
    let told = change(&admin, some.clone()).await;
    assert_eq!(told["userErrors"], json!([]), "{told:#}");
    assert_eq!(told["settings"]["billing"]["displayCurrency"], "EUR");
    assert_eq!(told["settings"]["sync"]["linkCertain"], false);
    assert_eq!(told["settings"]["sync"]["discoveryEveryHours"], 6);
    assert_eq!(
        change(&admin, some).await["receipt"]["outcome"],
        "ALREADY_DONE"
    );
    let own = json!({ "billing": { "displayCurrency": null } });
    let told = change(&admin, own).await;
    assert_eq!(told["settings"]["billing"]["displayCurrency"], Value::Null);

    who_approves_is_set(&admin).await;
    what_cannot_be_set_is_told(&admin).await;
    let found = admin.data(&query, json!({})).await["settings"].clone();
    assert_eq!(found["sync"]["linkCertain"], false);
    let other = house.somebody(Role::Viewer).await;
    assert_eq!(other.data(&query, json!({})).await["settings"], defaults);
    house.end().await;
}

async fn who_approves_is_set(admin: &Client) {
    let both = json!({ "approvals": { "twoPerson": ["HIGH", "LOW", "HIGH"], "validDays": 30 } });
    let told = change(admin, both).await;
    let wanted = json!({ "twoPerson": ["LOW", "HIGH"], "validDays": 30 });
    assert_eq!(told["settings"]["approvals"], wanted, "{told:#}");
    let told = change(admin, json!({ "approvals": { "twoPerson": [] } })).await;
    let wanted = json!({ "twoPerson": [], "validDays": 30 });
    assert_eq!(told["settings"]["approvals"], wanted, "{told:#}");
}

async fn what_cannot_be_set_is_told(admin: &Client) {
    for (fields, code) in [
        (
            json!({ "approvals": { "validDays": 31 } }),
            "SETTING_OUT_OF_RANGE",
        ),
        (
            json!({ "approvals": { "validDays": 0 } }),
            "SETTING_OUT_OF_RANGE",
        ),
        (
            json!({ "billing": { "monthStartsOn": 29 } }),
            "SETTING_OUT_OF_RANGE",
        ),
        (
            json!({ "sync": { "discoveryEveryHours": 0 } }),
            "SETTING_OUT_OF_RANGE",
        ),
        (
            json!({ "sync": { "staleAfterHours": 100_000 } }),
            "SETTING_OUT_OF_RANGE",
        ),
        (
            json!({ "reconcile": { "quantityTolerance": -1 } }),
            "SETTING_OUT_OF_RANGE",
        ),
        (
            json!({ "billing": { "displayCurrency": "EURO" } }),
            "INVALID_TEXT",
        ),
        // One value that cannot be keeps all others from being changed.
        (
            json!({ "sync": { "linkCertain": true }, "reconcile": { "renewalNoticeDays": 366 } }),
            "SETTING_OUT_OF_RANGE",
        ),
    ] {
        let told = change(admin, fields).await;
        assert_eq!(told["userErrors"][0]["code"], code, "{told:#}");
        assert_eq!(told["settings"], Value::Null);
    }
}
