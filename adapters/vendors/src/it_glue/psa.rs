//! The PSA that organizations are tied to, and by which ids.
//!
//! The ties come along with organizations, as ids in another system, and the system is not named. So it is
//! found out: the filter by id wants the system's name, and some organizations that have a tie must come
//! back under one and the same name, and nothing else with them. Where that is not so, ties are not told:
//! one that is wrong would join two customers.

use super::client::{Client, List, ORGANIZATIONS, Page};
use crate::lenient::{Inner, Text};
use crate::number::Id;
use crate::numbered::Place;
use crate::rows::Raw;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tenantry_domain::cloud::vendor::{Reference, Vendor};
use tenantry_domain::cloud::{Cause, CloudFault};
use tokio::sync::OnceCell;

/// What IT Glue calls the systems, and what we do.
const SYSTEMS: [(&str, &str); 6] = [
    ("autotask", Vendor::Autotask.as_str()),
    ("manage", Vendor::ConnectWise.as_str()),
    ("kaseya-bms", "kaseya-bms"),
    ("tigerpaw", "tigerpaw"),
    ("pulseway-psa", "pulseway-psa"),
    ("vorex", "vorex"),
];

/// An id that no system gives.
const NOBODY: &str = "-nobody-";

/// So many organizations must come back under a name before it is believed.
const WITNESSES: usize = 3;

/// The system's name; nothing when it cannot be found out.
#[derive(Debug)]
pub(super) struct Psa(Option<&'static str>);

/// The ties of organizations, by the organizations' ids.
pub(super) type Ties = BTreeMap<String, BTreeSet<Reference>>;

/// An organization, as far as its ties go.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Tied {
    id: Id,
    relationships: Inner<Relationships>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Relationships {
    adapters_resources: Inner<Related>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Related {
    data: Vec<Named>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Named {
    id: Id,
}

/// A tie.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Adapter {
    id: Id,
    attributes: Inner<BTreeMap<String, Value>>,
}

impl Adapter {
    fn remote(&self) -> Option<String> {
        let found = self.attributes.0.as_ref()?.get("remote-id")?.clone();
        serde_json::from_value::<Text>(found).ok()?.some()
    }

    /// The system, where an attribute is its name after all.
    fn system(&self) -> Option<&'static str> {
        let attributes = self.attributes.0.as_ref()?;
        let mut words = attributes.values().filter_map(Value::as_str);
        words.find_map(|word| {
            let known = SYSTEMS.iter().find(|(name, _)| *name == word);
            known.map(|(_, ours)| *ours)
        })
    }
}

/// The ties of a page's organizations, as far as it is certain what they mean.
pub(super) async fn ties(
    client: &Client,
    psa: &OnceCell<Psa>,
    page: &Page,
) -> Result<Ties, CloudFault> {
    let adapters: Vec<Adapter> = page.included.iter().filter_map(Raw::read).collect();
    let mut known = Ties::new();
    let mut unnamed: Vec<(String, String)> = Vec::new();
    for row in &page.data {
        let Some((id, named)) = row.read::<Tied>().and_then(Tied::into_parts) else {
            continue;
        };
        let of = |it: &&Adapter| it.id.text().is_some_and(|id| named.contains(id));
        let found: Vec<(String, Option<&str>)> = adapters
            .iter()
            .filter(of)
            .filter_map(|it| Some((it.remote()?, it.system())))
            .collect();
        let several = found.len() > 1;
        for (remote, system) in found {
            match system {
                Some(system) => note(&mut known, &id, system, remote),
                // With several, nobody knows which of them is the PSA's.
                None if !several => unnamed.push((id.clone(), remote)),
                None => {}
            }
        }
    }
    if unnamed.is_empty() {
        return Ok(known);
    }
    let find = || Psa::find(client, &unnamed);
    if let Psa(Some(system)) = psa.get_or_try_init(find).await? {
        for (id, remote) in unnamed {
            note(&mut known, &id, system, remote);
        }
    }
    Ok(known)
}

fn note(ties: &mut Ties, organization: &str, system: &str, id: String) {
    let system = system.to_owned();
    let of = ties.entry(organization.to_owned()).or_default();
    of.insert(Reference { system, id });
}

impl Tied {
    fn into_parts(self) -> Option<(String, BTreeSet<String>)> {
        let related = self.relationships.0?.adapters_resources.0?;
        let named = related.data.into_iter();
        let named = named.filter_map(|it| it.id.into_text()).collect();
        Some((self.id.into_text()?, named))
    }
}

impl Psa {
    async fn find(client: &Client, tied: &[(String, String)]) -> Result<Self, CloudFault> {
        let Some((first, others)) = tied.split_first() else {
            return Ok(Self(None));
        };
        for (theirs, ours) in SYSTEMS {
            if !comes_back(client, theirs, first).await? {
                continue;
            }
            // A filter that is ignored shows everybody, which may be one.
            if !asked(client, theirs, NOBODY).await?.is_empty() {
                return Ok(Self(None));
            }
            for other in others.iter().take(WITNESSES - 1) {
                if !comes_back(client, theirs, other).await? {
                    return Ok(Self(None));
                }
            }
            return Ok(Self(Some(ours)));
        }
        Ok(Self(None))
    }
}

/// Whether the organization comes under this name and id, and no other one.
async fn comes_back(
    client: &Client,
    system: &str,
    (organization, remote): &(String, String),
) -> Result<bool, CloudFault> {
    let found = asked(client, system, remote).await?;
    Ok(found.len() == 1 && found[0] == *organization)
}

async fn asked(client: &Client, system: &str, remote: &str) -> Result<Vec<String>, CloudFault> {
    let filter = [
        ("filter[psa_id]", remote),
        ("filter[psa_integration_type]", system),
    ];
    let list = List {
        extra: &filter,
        most: 2,
        ..ORGANIZATIONS
    };
    match client.page(list, Place::default()).await {
        Ok(page) => {
            let found = page.data.iter().filter_map(Raw::read::<Tied>);
            Ok(found.filter_map(|it| it.id.into_text()).collect())
        }
        // A name that this account does not know.
        Err(fault) if fault.cause == Cause::Refused => Ok(Vec::new()),
        Err(fault) => Err(fault),
    }
}
