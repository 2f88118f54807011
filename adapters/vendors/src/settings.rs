//! Where vendors' interfaces are, and how much of them one installation uses.

use crate::{autotask, connectwise, datto_rmm, halopsa, it_glue, pax8, streamone};
use std::collections::{BTreeMap, BTreeSet};
use tenantry_http::Budget;
use url::Url;

/// The addresses of vendors' interfaces: the real ones, unless they are said to be elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// Where Autotask says in which zone an account is.
    pub autotask: Url,
    /// The platforms of Datto RMM, by name. A new one is added by configuration.
    pub datto_rmm: BTreeMap<String, Url>,
    /// The regions of IT Glue, by name.
    pub it_glue: BTreeMap<String, Url>,
    pub pax8: Url,
    /// Where StreamOne Ion is.
    pub streamone: Url,
    /// Hosts that credentials may be sent to beside those of the vendors: of systems that an MSP runs
    /// itself, and of simulated ones. Whoever runs the installation names them.
    pub extra_hosts: BTreeSet<String>,
}

const DATTO_PLATFORMS: [&str; 6] = [
    "concord",
    "merlot",
    "pinotage",
    "syrah",
    "vidal",
    "zinfandel",
];

fn platform(name: &&str) -> (String, Url) {
    let host = format!("{name}-api.centrastage.net");
    ((*name).to_owned(), host_url(&host))
}

impl Default for Endpoints {
    fn default() -> Self {
        Self {
            autotask: host_url("webservices2.autotask.net"),
            datto_rmm: DATTO_PLATFORMS.iter().map(platform).collect(),
            it_glue: IT_GLUE.map(region).into(),
            pax8: host_url("api.pax8.com"),
            streamone: host_url("ion.tdsynnex.com"),
            extra_hosts: BTreeSet::new(),
        }
    }
}

const IT_GLUE: [(&str, &str); 3] = [
    ("us", "api.itglue.com"),
    ("eu", "api.eu.itglue.com"),
    ("au", "api.au.itglue.com"),
];

fn region((name, host): (&str, &str)) -> (String, Url) {
    (name.to_owned(), host_url(host))
}

/// The hosts above are literals: they parse.
pub(crate) fn host_url(host: &str) -> Url {
    #[allow(clippy::expect_used)]
    Url::parse(&format!("https://{host}")).expect("a host's name makes an address")
}

/// What one connection may ask of each interface, where that is not the usual budget. The program that
/// puts everything together adds them to the exceptions of its limits.
pub fn budgets() -> BTreeMap<&'static str, Budget> {
    let mut budgets = BTreeMap::from([
        (connectwise::API, connectwise::BUDGET),
        (datto_rmm::API, datto_rmm::BUDGET),
        (halopsa::API, halopsa::BUDGET),
        (it_glue::API, it_glue::BUDGET),
        (pax8::API, pax8::BUDGET),
        (streamone::API, streamone::BUDGET),
    ]);
    budgets.extend(autotask::budgets());
    budgets
}
