//! Where the clouds of other vendors are, as Tenantry's configuration file has it.

use crate::world::{Cloud, Endpoints};
use std::fmt::Write as _;

/// Those that are at one address.
const SINGLE: [(&str, Cloud); 3] = [
    ("autotask", Cloud::Autotask),
    ("pax8", Cloud::Pax8),
    ("streamone", Cloud::StreamOne),
];
/// Those that are at several, by what the vendor calls them.
const SEVERAL: [(&str, &[(&str, Cloud)]); 2] = [
    (
        "datto_rmm",
        &[
            ("merlot", Cloud::DattoMerlot),
            ("concord", Cloud::DattoConcord),
            // Whoever looks for a key on all platforms is not to look on the real ones.
            ("pinotage", Cloud::DattoConcord),
            ("syrah", Cloud::DattoConcord),
            ("vidal", Cloud::DattoConcord),
            ("zinfandel", Cloud::DattoConcord),
        ],
    ),
    (
        "it_glue",
        &[
            ("us", Cloud::ItGlueUs),
            ("eu", Cloud::ItGlueEu),
            ("au", Cloud::ItGlueAu),
        ],
    ),
];

impl Endpoints {
    /// The table `[vendors]`, with what is below it; nothing where no vendor's cloud listens.
    ///
    /// ConnectWise and HaloPSA are where the MSP says they are, and Autotask names the address of an
    /// account's zone itself: credentials may go to this host.
    pub fn vendors_table(&self) -> Option<String> {
        if self.vendors.is_empty() {
            return None;
        }
        let mut text = "[vendors]\n".to_owned();
        self.add(&mut text, &SINGLE);
        text.push_str("extra_hosts = [\"localhost\"]\n");
        for (vendor, places) in SEVERAL {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "\n[vendors.{vendor}]");
            self.add(&mut text, places);
        }
        Some(text)
    }

    fn add(&self, text: &mut String, places: &[(&str, Cloud)]) {
        for (name, cloud) in places {
            if let Some(url) = self.of(*cloud) {
                // Writing to a String cannot fail.
                let _ = writeln!(text, "{name} = \"{url}\"");
            }
        }
    }
}

/// What a vendor calls the part of its world that a cloud is, where a client has to say it.
pub(crate) fn name_of(cloud: Cloud) -> Option<&'static str> {
    let all = SEVERAL.iter().flat_map(|(_, places)| *places);
    let found = all.into_iter().find(|(_, it)| *it == cloud);
    found.map(|(name, _)| *name)
}
