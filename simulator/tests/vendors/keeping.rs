//! Accounts at vendors in scenarios, under orders, and in a world that is kept.

use crate::{MSP, options, scenario, seed};
use serde_json::{Value, json};
use tenantry_simulator::{
    Cloud, Options, Order, Row, Scenario, Simulator, Vendor, VendorChange, VendorSeed,
};

fn rows(value: Value) -> Row {
    serde_json::from_value(value).unwrap()
}

#[tokio::test]
async fn a_world_with_vendors_goes_on_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        keep: Some(folder.path().join("world.json")),
        ..options()
    };
    let seed = VendorSeed {
        crowd: 5,
        ..seed(&[("api-key", "KEY"), ("api-secret", "s&cret")])
    };
    let begun = scenario(Vendor::DattoRmm, seed);
    let simulator = Simulator::start(&begun, options.clone()).await.unwrap();
    let change = VendorChange::AddRow {
        list: "sites".to_owned(),
        fields: rows(json!({"name": "Contoso"})),
    };
    simulator
        .control()
        .at_vendor(Vendor::DattoRmm, MSP, change)
        .unwrap();
    let sites = |simulator: &Simulator| {
        simulator
            .control()
            .vendor_rows(Vendor::DattoRmm, MSP, "sites")
    };
    let before = sites(&simulator);
    assert_eq!(before.len(), 6);
    simulator.stop().await;
    let simulator = Simulator::start(&Scenario::default(), options)
        .await
        .unwrap();
    assert_eq!(sites(&simulator), before);
    assert!(simulator.endpoints().of(Cloud::DattoMerlot).is_some());
}

#[tokio::test]
async fn a_world_without_vendors_has_no_ports_for_them() {
    let simulator = Simulator::start(&Scenario::default(), options())
        .await
        .unwrap();
    assert!(simulator.endpoints().vendors.is_empty());
}

#[test]
fn the_same_scenario_makes_the_same_rows() {
    let text = r#"
        [[vendors.autotask]]
        name = "Northwind IT"
        place = "autotask-west"
        credentials = { user-name = "a@b.example", secret = "s", integration-code = "c" }
        crowd = 3

        [[vendors.autotask.rows.Companies]]
        id = 29763421
        companyName = "Contoso Ltd"
    "#;
    let read = Scenario::from_toml(text).unwrap();
    let seed = &read.vendors[&Vendor::Autotask][0];
    assert_eq!(seed.rows["Companies"][0]["id"], 29_763_421);
    let json = serde_json::to_string(&read).unwrap();
    assert_eq!(Scenario::from_json(&json).unwrap().vendors, read.vendors);
}

#[tokio::test]
async fn what_a_vendor_does_not_have_is_refused() {
    let good = seed(&[("api-key", "KEY"), ("api-secret", "s&cret")]);
    let with = |list: &str, row: Value| VendorSeed {
        rows: [(list.to_owned(), vec![rows(row)])].into(),
        ..good.clone()
    };
    for (wrong, words) in [
        (seed(&[("api-key", "KEY")]), "api-secret"),
        (with("companies", json!({})), "no list \"companies\""),
        (with("sites", json!({"title": "x"})), "no field \"title\""),
        (
            VendorSeed {
                place: Some(Cloud::Autotask),
                ..good.clone()
            },
            "another vendor",
        ),
    ] {
        let begun = scenario(Vendor::DattoRmm, wrong);
        let error = Simulator::start(&begun, options())
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains(words), "{error}");
    }
    let mut begun = scenario(Vendor::DattoRmm, good.clone());
    begun.vendors.get_mut(&Vendor::DattoRmm).unwrap().push(good);
    let error = Simulator::start(&begun, options())
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("the name is taken"), "{error}");
}

#[test]
fn an_order_is_written_as_the_guide_shows_it() {
    let order = json!({"do": "at-vendor", "vendor": "datto-rmm", "account": MSP,
        "change": {"remove-row": {"list": "sites", "id": "1"}}});
    assert!(serde_json::from_value::<Order>(order).is_ok());
    let order = json!({"do": "at-vendor", "vendor": "autotask", "account": MSP,
        "change": {"quirks": {"quirks": {"key-refused": true, "hidden": ["Contracts"]}}}});
    assert!(serde_json::from_value::<Order>(order).is_ok());
}
