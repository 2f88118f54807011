//! Autotask PSA: what is the same for all vendors, and its own traps.

mod billing;
mod reading;
mod traps;

use crate::support::battery::{Case, battery};
use crate::support::{row, seed};
use serde_json::json;
use tenantry_domain::cloud::vendor::Vendor;
use tenantry_simulator::{Cloud, Vendor as Simulated, VendorSeed};
use tenantry_vendors::Endpoints;

const USER: &str = "api+tenantry@northwind.example";

pub(crate) const SECRETS: [(&str, &str); 2] = [
    ("secret", "s#cret of autotask"),
    ("integration-code", "CODE7"),
];

pub(crate) fn endpoints(places: &tenantry_simulator::Endpoints) -> Endpoints {
    Endpoints {
        autotask: places.of(Cloud::Autotask).cloned().unwrap(),
        extra_hosts: ["localhost".to_owned()].into(),
        ..Endpoints::default()
    }
}

/// An account without anything in it.
fn empty() -> VendorSeed {
    let [secret, code] = SECRETS;
    seed(&[("user-name", USER), secret, code])
}

fn case() -> Case {
    let people = vec![row(json!({"firstName": "Ada", "lastName": "Lovelace"}))];
    Case {
        vendor: Vendor::Autotask,
        simulated: Simulated::Autotask,
        cloud: Cloud::Autotask,
        seed: VendorSeed {
            crowd: 620,
            rows: [("Resources".to_owned(), people)].into(),
            ..empty()
        },
        list: "Companies",
        path: "/ATServicesRest/V1.0/Companies/query",
        endpoints,
        settings: |_| vec![("user-name", USER.to_owned())],
        secrets: SECRETS.to_vec(),
        reads: &[
            ("GET", "/ATServicesRest/V1.0/zoneInformation"),
            ("GET", "/ATServicesRest/V1.0/ThresholdInformation"),
            ("GET", "/ATServicesRest/V1.0/*/entityInformation/fields"),
            ("POST", "/ATServicesRest/V1.0/*/query"),
        ],
    }
}

battery!(case);
