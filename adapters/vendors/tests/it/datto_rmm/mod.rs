//! Datto RMM: what is the same for all vendors, and its own traps.

mod reading;
mod traps;

use crate::support::battery::{Case, battery};
use crate::support::seed;
use std::collections::BTreeMap;
use tenantry_domain::cloud::vendor::Vendor;
use tenantry_simulator::{Cloud, Vendor as Simulated, VendorSeed};
use tenantry_vendors::Endpoints;

pub(crate) const SECRETS: [(&str, &str); 2] =
    [("api-key", "KEY7"), ("api-secret", "s&cret=+ of datto")];

pub(crate) fn endpoints(places: &tenantry_simulator::Endpoints) -> Endpoints {
    let at = |cloud| places.of(cloud).cloned().unwrap();
    let platforms = [
        ("merlot".to_owned(), at(Cloud::DattoMerlot)),
        ("concord".to_owned(), at(Cloud::DattoConcord)),
    ];
    Endpoints {
        datto_rmm: BTreeMap::from(platforms),
        ..Endpoints::default()
    }
}

fn case() -> Case {
    Case {
        vendor: Vendor::DattoRmm,
        simulated: Simulated::DattoRmm,
        cloud: Cloud::DattoMerlot,
        seed: VendorSeed {
            crowd: 300,
            ..seed(&SECRETS)
        },
        list: "sites",
        path: "/api/v2/account/sites",
        endpoints,
        settings: |_| vec![("platform", "merlot".to_owned())],
        secrets: SECRETS.to_vec(),
        reads: &[
            ("POST", "/auth/oauth/token"),
            ("GET", "/api/v2/account"),
            ("GET", "/api/v2/account/sites"),
            ("GET", "/api/v2/account/devices"),
            ("GET", "/api/v2/account/alerts/open"),
        ],
    }
}

battery!(case);
