//! IT Glue: what is the same for all vendors, and its own traps.

mod reading;
mod regions;
mod traps;

use crate::support::battery::{Case, battery};
use crate::support::{filled, seed};
use serde_json::Value;
use std::collections::BTreeMap;
use tenantry_domain::cloud::vendor::Vendor;
use tenantry_simulator::{Cloud, Vendor as Simulated, VendorSeed};
use tenantry_vendors::Endpoints;

pub(crate) const SECRETS: [(&str, &str); 1] = [("api-key", "ITG.key7")];

fn endpoints(places: &tenantry_simulator::Endpoints) -> Endpoints {
    let at = |cloud| places.of(cloud).cloned().unwrap();
    let regions = [
        ("us".to_owned(), at(Cloud::ItGlueUs)),
        ("eu".to_owned(), at(Cloud::ItGlueEu)),
        ("au".to_owned(), at(Cloud::ItGlueAu)),
    ];
    Endpoints {
        it_glue: BTreeMap::from(regions),
        ..Endpoints::default()
    }
}

fn seeded(rows: &[(&str, Vec<Value>)]) -> VendorSeed {
    filled(case().seed, rows)
}

fn case() -> Case {
    Case {
        vendor: Vendor::ItGlue,
        simulated: Simulated::ItGlue,
        cloud: Cloud::ItGlueUs,
        seed: VendorSeed {
            crowd: 250,
            ..seed(&SECRETS)
        },
        list: "organizations",
        path: "/organizations",
        endpoints,
        settings: |_| vec![("region", "us".to_owned())],
        secrets: SECRETS.to_vec(),
        reads: &[
            ("GET", "/organizations"),
            ("GET", "/organizations/*/relationships/documents"),
            ("GET", "/configurations"),
        ],
    }
}

// Without organizations there are no documents to be read, so their permission has a test of its own.
battery!(case:
    a_good_account_is_told_so
    all_accounts_come_over_several_pages
    an_empty_list_is_empty
    a_wrong_key_is_told
    a_key_that_is_revoked_in_the_middle_is_told
    nobody_listens
    a_strange_certificate_is_refused
    a_pause_that_is_named_is_kept
    a_long_pause_is_handed_on
    throttled_without_a_word_about_when
    a_failure_that_passes_is_not_seen
    a_failure_that_stays_is_told
    rows_that_come_twice_do_no_harm
    a_list_without_an_end_ends
    a_next_page_elsewhere_is_not_fetched
    a_bookmark_of_somebody_else_is_not_believed
    nothing_but_reads_is_ever_sent
);
