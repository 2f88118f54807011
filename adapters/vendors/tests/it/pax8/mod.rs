//! Pax8: what is the same for all vendors, and its own traps.

mod reading;
mod traps;

use crate::support::battery::{Case, battery};
use crate::support::seed;
use tenantry_domain::cloud::vendor::Vendor;
use tenantry_simulator::{Cloud, Vendor as Simulated, VendorSeed};
use tenantry_vendors::Endpoints;

pub(crate) const CLIENT: &str = "pax8-client";
pub(crate) const SECRETS: [(&str, &str); 1] = [("client-secret", "s&cret=+ of pax8")];

pub(crate) fn endpoints(places: &tenantry_simulator::Endpoints) -> Endpoints {
    Endpoints {
        pax8: places.of(Cloud::Pax8).cloned().unwrap(),
        ..Endpoints::default()
    }
}

fn case() -> Case {
    let [secret] = SECRETS;
    Case {
        vendor: Vendor::Pax8,
        simulated: Simulated::Pax8,
        cloud: Cloud::Pax8,
        seed: VendorSeed {
            crowd: 70,
            ..seed(&[("client-id", CLIENT), secret])
        },
        list: "companies",
        path: "/v1/companies",
        endpoints,
        settings: |_| vec![("client-id", CLIENT.to_owned())],
        secrets: SECRETS.to_vec(),
        reads: &[
            ("POST", "/v1/token"),
            ("GET", "/v1/companies"),
            ("GET", "/v1/products"),
            ("GET", "/v1/subscriptions"),
        ],
    }
}

battery!(case);
