//! Accounts at vendors in a world that is kept.

use crate::written::{World, options};
use serde_json::json;
use std::path::Path;
use std::time::Duration;
use tenantry_simulator::{
    Control, Options, Scenario, Simulator, Vendor, VendorChange, VendorQuirks,
};

const MSP: &str = "Northwind IT";

async fn opened(scenario: &Scenario, keep: &Path) -> World {
    let options = Options {
        keep: Some(keep.to_owned()),
        ..options()
    };
    World::at(Simulator::start(scenario, options).await.unwrap())
}

#[tokio::test]
async fn what_befell_an_account_is_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("world.json");
    let text = [
        crate::connectwise::WORLD,
        crate::halopsa::WORLD,
        crate::it_glue::WORLD,
    ];
    let scenario = Scenario::from_toml(&text.concat()).unwrap();
    let world = opened(&scenario, &file).await;
    let control = world.simulator.control();
    for (vendor, list) in lists() {
        let fields = match json!({"id": 990_001}) {
            serde_json::Value::Object(fields) => fields,
            other => panic!("{other}"),
        };
        let list = list.to_owned();
        control
            .at_vendor(vendor, MSP, VendorChange::AddRow { list, fields })
            .unwrap();
        let quirks = VendorQuirks {
            pages_repeat_a_row: true,
            ..VendorQuirks::default()
        };
        control
            .at_vendor(vendor, MSP, VendorChange::Quirks { quirks })
            .unwrap();
    }
    let before = rows(&control);
    drop((world, control));
    // Ports of a world that was dropped are free only soon after.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let world = opened(&Scenario::default(), &file).await;
    assert_eq!(rows(&world.simulator.control()), before);
    assert!(world.simulator.endpoints().vendors.len() > 6);
}

fn lists() -> [(Vendor, &'static str); 3] {
    [
        (Vendor::ConnectWise, "companies"),
        (Vendor::HaloPsa, "clients"),
        (Vendor::ItGlue, "organizations"),
    ]
}

fn rows(control: &Control) -> Vec<Vec<tenantry_simulator::Row>> {
    let rows = lists().map(|(vendor, list)| control.vendor_rows(vendor, MSP, list));
    assert!(rows.iter().all(|rows| rows.len() == 62));
    rows.to_vec()
}
