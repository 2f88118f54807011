//! All that is true in the simulated clouds.

use crate::clock::Clock;
use crate::dice::Dice;
use crate::directory::Directory;
use crate::entra::Entra;
use crate::fate::Fate;
use crate::graph::Throttle;
use crate::hold::Holds;
use crate::journal::Journal;
use crate::partner::{Notary, Partner};
use crate::scenario::Contents;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use url::Url;
use uuid::Uuid;

/// One simulated service: each has a port of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cloud {
    /// login.microsoftonline.com
    Login,
    /// graph.microsoft.com
    Graph,
    /// api.partnercenter.microsoft.com
    PartnerCenter,
    /// admin.microsoft.com: what the customer's administrators see.
    Portal,
    /// Where prepared reports are fetched from, without a token.
    Downloads,
    /// Not a cloud: how tests and demos steer this world.
    Control,
}

impl Cloud {
    pub(crate) const ALL: [Self; 6] = [
        Self::Login,
        Self::Graph,
        Self::PartnerCenter,
        Self::Portal,
        Self::Downloads,
        Self::Control,
    ];
}

/// Where the clouds of this world listen. None ends in a slash.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Endpoints {
    pub login: Url,
    pub graph: Url,
    pub partner_center: Url,
    pub portal: Url,
    pub downloads: Url,
    pub control: Url,
}

impl Endpoints {
    pub(crate) fn of(&self, cloud: Cloud) -> &Url {
        match cloud {
            Cloud::Login => &self.login,
            Cloud::Graph => &self.graph,
            Cloud::PartnerCenter => &self.partner_center,
            Cloud::Portal => &self.portal,
            Cloud::Downloads => &self.downloads,
            Cloud::Control => &self.control,
        }
    }
}

/// One Microsoft 365 tenant: a customer's, or a partner's own.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Tenant {
    pub id: Uuid,
    pub name: String,
    /// The first is the initial `….onmicrosoft.com` one, the second (if any) the default.
    pub domains: Vec<String>,
    /// Licences, settings, and how much of everything there is.
    pub contents: Contents,
    pub directory: Directory,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct World {
    pub clock: Clock,
    pub dice: Dice,
    pub endpoints: Endpoints,
    pub tenants: BTreeMap<Uuid, Tenant>,
    /// What the partners among the tenants have beside their directory, by their tenant's id.
    pub partners: BTreeMap<Uuid, Partner>,
    pub entra: Entra,
    #[serde(skip)]
    pub notary: Notary,
    #[serde(skip)]
    pub throttle: Throttle,
    pub fate: Fate,
    #[serde(skip)]
    pub holds: Holds,
    pub journal: Journal,
}

impl World {
    /// By id, or by one of its domains (in any case of letters).
    pub(crate) fn find_tenant(&self, id_or_domain: &str) -> Option<&Tenant> {
        if let Ok(id) = id_or_domain.parse::<Uuid>() {
            return self.tenants.get(&id);
        }
        let has = |tenant: &&Tenant| {
            tenant
                .domains
                .iter()
                .any(|name| name.eq_ignore_ascii_case(id_or_domain))
        };
        self.tenants.values().find(has)
    }
}
