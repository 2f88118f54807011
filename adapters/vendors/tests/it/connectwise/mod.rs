//! `ConnectWise`: what is the same for all vendors, and its own traps.

mod reading;
mod traps;

use crate::support::battery::{Case, battery};
use crate::support::seed;
use tenantry_domain::cloud::vendor::Vendor;
use tenantry_simulator::{Cloud, Vendor as Simulated, VendorSeed};
use tenantry_vendors::Endpoints;

/// As the vendor has them.
const ACCOUNT: [(&str, &str); 4] = [
    ("company", "northwind"),
    ("client-id", "11111111-2222-3333-4444-555555555555"),
    ("public-key", "pubKEY7"),
    ("private-key", "s&cret=+:of cw"),
];

pub(crate) const SECRETS: [(&str, &str); 2] =
    [("public-key", "pubKEY7"), ("private-key", "s&cret=+:of cw")];

fn endpoints(_: &tenantry_simulator::Endpoints) -> Endpoints {
    Endpoints {
        extra_hosts: ["localhost".to_owned()].into(),
        ..Endpoints::default()
    }
}

/// At the site of this cloud.
fn settings_at(
    places: &tenantry_simulator::Endpoints,
    cloud: Cloud,
) -> Vec<(&'static str, String)> {
    let port = places.of(cloud).unwrap().port().unwrap();
    vec![
        ("site", format!("localhost:{port}")),
        ("company", "northwind".to_owned()),
        ("client-id", ACCOUNT[1].1.to_owned()),
    ]
}

fn case() -> Case {
    Case {
        vendor: Vendor::ConnectWise,
        simulated: Simulated::ConnectWise,
        cloud: Cloud::ConnectWiseNa,
        seed: VendorSeed {
            crowd: 300,
            ..seed(&ACCOUNT)
        },
        list: "companies",
        path: "/v2025_1/apis/3.0/company/companies",
        endpoints,
        settings: |places| settings_at(places, Cloud::ConnectWiseNa),
        secrets: SECRETS.to_vec(),
        reads: &[
            ("GET", "/login/companyinfo/*"),
            ("GET", "/v2025_1/apis/3.0/company/companies"),
            ("GET", "/v2025_1/apis/3.0/system/members"),
            ("GET", "/v2025_1/apis/3.0/procurement/catalog"),
            ("GET", "/v2025_1/apis/3.0/finance/agreements"),
            ("GET", "/v2025_1/apis/3.0/finance/agreements/*/additions"),
        ],
    }
}

battery!(case);
