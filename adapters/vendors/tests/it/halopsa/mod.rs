//! HaloPSA: what is the same for all vendors, and its own traps.

mod reading;
mod tenants;
mod traps;

use crate::support::battery::{Case, battery};
use crate::support::{filled, seed};
use serde_json::Value;
use tenantry_domain::cloud::vendor::Vendor;
use tenantry_simulator::{Cloud, Vendor as Simulated, VendorSeed};
use tenantry_vendors::Endpoints;

/// As the vendor has them.
const ACCOUNT: [(&str, &str); 3] = [
    ("tenant", "northwind"),
    ("client-id", "11111111-2222-3333-4444-555555555555"),
    ("client-secret", "s&cret=+ of halo"),
];

pub(crate) const SECRETS: [(&str, &str); 1] = [("client-secret", "s&cret=+ of halo")];

fn endpoints(_: &tenantry_simulator::Endpoints) -> Endpoints {
    Endpoints {
        extra_hosts: ["localhost".to_owned()].into(),
        ..Endpoints::default()
    }
}

/// At the host of this cloud.
fn settings_at(
    places: &tenantry_simulator::Endpoints,
    cloud: Cloud,
) -> Vec<(&'static str, String)> {
    let port = places.of(cloud).unwrap().port().unwrap();
    vec![
        ("site", format!("localhost:{port}")),
        ("client-id", ACCOUNT[1].1.to_owned()),
    ]
}

fn seeded(rows: &[(&str, Vec<Value>)]) -> VendorSeed {
    filled(case().seed, rows)
}

fn case() -> Case {
    Case {
        vendor: Vendor::HaloPsa,
        simulated: Simulated::HaloPsa,
        cloud: Cloud::HaloPsa,
        seed: VendorSeed {
            crowd: 300,
            ..seed(&ACCOUNT)
        },
        list: "clients",
        path: "/api/Client",
        endpoints,
        settings: |places| settings_at(places, Cloud::HaloPsa),
        secrets: SECRETS.to_vec(),
        reads: &[
            ("GET", "/api/authinfo"),
            ("POST", "/auth/token"),
            ("GET", "/api/Client"),
            ("GET", "/api/Agent"),
            ("GET", "/api/Item"),
            ("GET", "/api/ClientContract"),
            ("GET", "/api/RecurringInvoice"),
            ("GET", "/api/AzureADConnection"),
            ("GET", "/api/AzureADConnection/*"),
        ],
    }
}

battery!(case);
