//! Where the simulated vendors are, for the configuration and for the file that others find it in. There
//! are none where the world has no accounts at vendors.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tenantry_simulator::{Cloud, Endpoints};

use super::house::line;
use crate::vendor_places::Written;

/// ConnectWise and HaloPSA are where the MSP says they are.
const ENTERED: [Cloud; 4] = [
    Cloud::ConnectWiseNa,
    Cloud::ConnectWiseEu,
    Cloud::HaloPsa,
    Cloud::HaloPsaElsewhere,
];
const PLATFORMS: [(&str, Cloud); 2] = [
    ("merlot", Cloud::DattoMerlot),
    ("concord", Cloud::DattoConcord),
];
const REGIONS: [(&str, Cloud); 3] = [
    ("us", Cloud::ItGlueUs),
    ("eu", Cloud::ItGlueEu),
    ("au", Cloud::ItGlueAu),
];

pub(super) fn written(there: &Endpoints) -> Written {
    let at = |cloud| there.of(cloud).map(ToString::to_string);
    let named = |places: &[(&str, Cloud)]| -> BTreeMap<String, String> {
        let found = places.iter();
        let found = found.filter_map(|(name, cloud)| Some(((*name).to_owned(), at(*cloud)?)));
        found.collect()
    };
    // Autotask names the address of an account's zone itself.
    let mut needs_host = ENTERED.iter().chain([&Cloud::Autotask]);
    let extra_hosts = if needs_host.any(|cloud| there.of(*cloud).is_some()) {
        vec!["localhost".to_owned()]
    } else {
        Vec::new()
    };
    Written {
        autotask: at(Cloud::Autotask),
        datto_rmm: named(&PLATFORMS),
        it_glue: named(&REGIONS),
        pax8: at(Cloud::Pax8),
        streamone: at(Cloud::StreamOne),
        extra_hosts,
    }
}

/// The same as a table of the file.
pub(super) fn add(text: &mut String, there: &Endpoints) {
    let written = written(there);
    if written.autotask.is_none() {
        return;
    }
    text.push_str("\n[vendors]\n");
    let single = [
        ("autotask", &written.autotask),
        ("pax8", &written.pax8),
        ("streamone", &written.streamone),
    ];
    for (name, address) in single {
        if let Some(address) = address {
            line(text, name, address);
        }
    }
    text.push_str("extra_hosts = [\"localhost\"]\n");
    for (table, places) in [
        ("datto_rmm", &written.datto_rmm),
        ("it_glue", &written.it_glue),
    ] {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "\n[vendors.{table}]");
        for (name, address) in places {
            line(text, name, address);
        }
    }
}
