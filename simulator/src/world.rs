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
use crate::vendors::Vendors;
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
    /// webservices.autotask.net: knows where every account is, and is a zone itself.
    Autotask,
    /// Another zone of Autotask's.
    AutotaskWest,
    /// merlot-api.centrastage.net
    DattoMerlot,
    /// concord-api.centrastage.net
    DattoConcord,
    /// api-na.myconnectwise.net
    ConnectWiseNa,
    /// api-eu.myconnectwise.net
    ConnectWiseEu,
    /// An MSP's own host at halopsa.com.
    HaloPsa,
    /// Another MSP's.
    HaloPsaElsewhere,
    /// api.itglue.com
    ItGlueUs,
    /// api.eu.itglue.com
    ItGlueEu,
    /// api.au.itglue.com
    ItGlueAu,
    /// api.pax8.com
    Pax8,
    /// ion.tdsynnex.com
    #[serde(rename = "streamone")]
    StreamOne,
}

impl Cloud {
    /// In the order of their ports.
    pub(crate) const MICROSOFT: [Self; 6] = [
        Self::Login,
        Self::Graph,
        Self::PartnerCenter,
        Self::Portal,
        Self::Downloads,
        Self::Control,
    ];

    /// Those of other vendors, which listen where a scenario has accounts at vendors. A new one comes
    /// last: it moves no other one's port.
    pub(crate) const VENDORS: &[Self] = &[
        Self::Autotask,
        Self::AutotaskWest,
        Self::DattoMerlot,
        Self::DattoConcord,
        Self::ConnectWiseNa,
        Self::ConnectWiseEu,
        Self::HaloPsa,
        Self::HaloPsaElsewhere,
        Self::ItGlueUs,
        Self::ItGlueEu,
        Self::ItGlueAu,
        Self::Pax8,
        Self::StreamOne,
    ];

    /// As people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Login => "Entra",
            Self::Graph => "Graph",
            Self::PartnerCenter => "Partner Center",
            Self::Portal => "Admin center",
            Self::Downloads => "Downloads",
            Self::Control => "Control",
            Self::Autotask => "Autotask",
            Self::AutotaskWest => "Autotask (West)",
            Self::DattoMerlot => "Datto (Merlot)",
            Self::DattoConcord => "Datto (Concord)",
            Self::ConnectWiseNa => "ConnectWise NA",
            Self::ConnectWiseEu => "ConnectWise EU",
            Self::HaloPsa => "HaloPSA",
            Self::HaloPsaElsewhere => "HaloPSA (other)",
            Self::ItGlueUs => "IT Glue US",
            Self::ItGlueEu => "IT Glue EU",
            Self::ItGlueAu => "IT Glue AU",
            Self::Pax8 => "Pax8",
            Self::StreamOne => "StreamOne",
        }
    }
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
    /// Of other vendors' clouds, where the scenario has accounts at vendors.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub vendors: BTreeMap<Cloud, Url>,
}

impl Endpoints {
    /// Where a cloud listens; nothing when it does not in this world.
    pub fn of(&self, cloud: Cloud) -> Option<&Url> {
        match cloud {
            Cloud::Login => Some(&self.login),
            Cloud::Graph => Some(&self.graph),
            Cloud::PartnerCenter => Some(&self.partner_center),
            Cloud::Portal => Some(&self.portal),
            Cloud::Downloads => Some(&self.downloads),
            Cloud::Control => Some(&self.control),
            vendor => self.vendors.get(&vendor),
        }
    }

    /// All of them, in the order of their ports.
    pub fn all(&self) -> impl Iterator<Item = (Cloud, &Url)> {
        let clouds = Cloud::MICROSOFT.iter().chain(Cloud::VENDORS);
        clouds.filter_map(|cloud| Some((*cloud, self.of(*cloud)?)))
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
    #[serde(default)]
    pub vendors: Vendors,
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
