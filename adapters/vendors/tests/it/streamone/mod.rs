//! StreamOne: what is the same for all vendors, and its own traps.

mod reading;
mod renewing;
mod traps;

use crate::support::battery::{Case, battery};
use crate::support::seed;
use tenantry_domain::cloud::vendor::Vendor;
use tenantry_simulator::{Cloud, Vendor as Simulated, VendorSeed};
use tenantry_vendors::Endpoints;

pub(crate) const ACCOUNT: &str = "17044";
pub(crate) const FIRST: &str = "first+refresh/token=";
pub(crate) const SECRETS: [(&str, &str); 1] = [("refresh-token", FIRST)];
pub(crate) const SETTINGS: [(&str, &str); 1] = [("account-id", ACCOUNT)];

pub(crate) fn endpoints(places: &tenantry_simulator::Endpoints) -> Endpoints {
    Endpoints {
        streamone: places.of(Cloud::StreamOne).cloned().unwrap(),
        ..Endpoints::default()
    }
}

fn case() -> Case {
    let [secret] = SECRETS;
    Case {
        vendor: Vendor::StreamOne,
        simulated: Simulated::StreamOne,
        cloud: Cloud::StreamOne,
        seed: VendorSeed {
            crowd: 250,
            ..seed(&[("account-id", ACCOUNT), secret])
        },
        list: "customers",
        path: "/api/v3/accounts/17044/customers",
        endpoints,
        settings: |_| vec![("account-id", ACCOUNT.to_owned())],
        secrets: SECRETS.to_vec(),
        reads: &[
            ("POST", "/oauth/token"),
            ("GET", "/api/v3/accounts/*/customers"),
            ("GET", "/api/v3/accounts/*/products"),
            ("GET", "/api/v3/accounts/*/subscriptions"),
        ],
    }
}

battery!(case);
