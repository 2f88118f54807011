//! Where vendors' interfaces are, and how much of them one installation uses.

use crate::{pax8, streamone};
use std::collections::{BTreeMap, BTreeSet};
use tenantry_http::Budget;
use url::Url;

/// The addresses of vendors' interfaces: the real ones, unless they are said to be elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// Where Autotask says in which zone an account is.
    pub autotask: Url,
    /// Platforms of Datto RMM, by name, that are elsewhere than `NAME-api.centrastage.net`.
    pub datto_rmm: BTreeMap<String, Url>,
    pub pax8: Url,
    /// Where TD SYNNEX's StreamOne Ion is.
    pub streamone: Url,
    /// Hosts that credentials may be sent to beside those of the vendors: of systems that an MSP runs
    /// itself, and of simulated ones. Whoever runs the installation names them.
    pub extra_hosts: BTreeSet<String>,
}

impl Default for Endpoints {
    fn default() -> Self {
        Self {
            autotask: host_url("webservices2.autotask.net"),
            datto_rmm: BTreeMap::new(),
            pax8: host_url("api.pax8.com"),
            streamone: host_url("ion.tdsynnex.com"),
            extra_hosts: BTreeSet::new(),
        }
    }
}

/// The hosts above are literals: they parse.
pub(crate) fn host_url(host: &str) -> Url {
    #[allow(clippy::expect_used)]
    Url::parse(&format!("https://{host}")).expect("a host's name makes an address")
}

/// What one connection may ask of each interface, where that is not the usual budget. The program that
/// puts everything together adds them to the exceptions of its limits.
pub fn budgets() -> BTreeMap<&'static str, Budget> {
    [
        (pax8::API, pax8::BUDGET),
        (streamone::API, streamone::BUDGET),
    ]
    .into()
}
