//! Where other vendors' interfaces are, and which hosts beside the vendors' own credentials may be sent
//! to.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;
use tenantry_vendors::Endpoints;
use url::{Host, Url};

use crate::failure::Failure;
use crate::places::bare_host;

/// The table `[vendors]` of the file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    pub(crate) autotask: Option<String>,
    /// By the platform's name.
    #[serde(default)]
    pub(crate) datto_rmm: BTreeMap<String, String>,
    /// By the region's name.
    #[serde(default)]
    pub(crate) it_glue: BTreeMap<String, String>,
    pub(crate) pax8: Option<String>,
    pub(crate) streamone: Option<String>,
    #[serde(default)]
    pub(crate) extra_hosts: Vec<String>,
}

/// Where vendors are for this installation.
#[derive(Debug, Clone, Default)]
pub(crate) struct VendorPlaces {
    endpoints: Endpoints,
    /// What is elsewhere than the vendors say, for people.
    others: Vec<String>,
}

impl VendorPlaces {
    pub(crate) fn gather(file: Option<Written>) -> Result<Self, Failure> {
        let file = file.unwrap_or_default();
        let mut places = Self::default();
        let endpoints = &mut places.endpoints;
        let single = [
            ("autotask", file.autotask, &mut endpoints.autotask),
            ("pax8", file.pax8, &mut endpoints.pax8),
            ("streamone", file.streamone, &mut endpoints.streamone),
        ];
        for (name, text, place) in single {
            if let Some(text) = text {
                *place = address(name, &text)?;
                places.others.push(format!("{name} {place}"));
            }
        }
        let named = [
            ("datto_rmm", file.datto_rmm, &mut endpoints.datto_rmm),
            ("it_glue", file.it_glue, &mut endpoints.it_glue),
        ];
        for (vendor, written, known) in named {
            for (name, text) in written {
                let name = format!("{vendor}.{name}");
                let url = address(&name, &text)?;
                places.others.push(format!("{name} {url}"));
                let (_, part) = name.split_once('.').unwrap_or_default();
                known.insert(part.to_owned(), url);
            }
        }
        for text in &file.extra_hosts {
            endpoints.extra_hosts.insert(host(text)?);
        }
        Ok(places)
    }

    pub(crate) fn endpoints(&self) -> Endpoints {
        self.endpoints.clone()
    }

    /// In one line, for `doctor`.
    pub(crate) fn shown(&self) -> String {
        let mut shown = match self.others.as_slice() {
            [] => "at their own addresses".to_owned(),
            others => others.join("; "),
        };
        let hosts = &self.endpoints.extra_hosts;
        if !hosts.is_empty() {
            let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
            // Writing to a String cannot fail.
            let _ = write!(shown, "; credentials may also go to {}", hosts.join(", "));
        }
        shown
    }
}

/// Credentials go there, so it is HTTPS; and paths are ours to make.
fn address(name: &str, text: &str) -> Result<Url, Failure> {
    bare_host(text).ok_or_else(|| {
        Failure::config(format!(
            "the address {name} in [vendors] is https:// and a host, with a port where it needs one, \
             and no more"
        ))
    })
}

/// The name of a host, as it is compared with.
fn host(text: &str) -> Result<String, Failure> {
    let name = text.trim().to_ascii_lowercase();
    let url = Url::parse(&format!("https://{name}")).ok();
    let is_name =
        |url: &Url| matches!(url.host(), Some(Host::Domain(domain)) if domain == name.as_str());
    if url.as_ref().is_some_and(is_name) {
        return Ok(name);
    }
    let message =
        "extra_hosts in [vendors] holds names of hosts, without a scheme, a port or a path";
    Err(Failure::config(message.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gathered(text: &str) -> Result<VendorPlaces, Failure> {
        let written = toml::from_str::<Written>(text);
        written.map_or_else(
            |error| Err(Failure::config(error.to_string())),
            |written| VendorPlaces::gather(Some(written)),
        )
    }

    #[test]
    fn what_is_written_stands_beside_the_vendors_own() {
        let places = gathered(
            "pax8 = \"https://localhost:1\"\nextra_hosts = [\"PSA.contoso.example\"]\n\
             [datto_rmm]\nmerlot = \"https://localhost:2\"\nnew = \"https://localhost:3\"\n\
             [it_glue]\neu = \"https://localhost:4\"",
        );
        let Ok(places) = places else {
            return assert!(places.is_ok());
        };
        let (found, own) = (places.endpoints(), Endpoints::default());
        assert_eq!(found.pax8.as_str(), "https://localhost:1/");
        assert_eq!(found.datto_rmm["merlot"].as_str(), "https://localhost:2/");
        assert_eq!(found.datto_rmm["new"].as_str(), "https://localhost:3/");
        assert_eq!(found.datto_rmm["vidal"], own.datto_rmm["vidal"]);
        assert_eq!(found.it_glue["eu"].as_str(), "https://localhost:4/");
        assert_eq!(found.autotask, own.autotask);
        assert!(found.extra_hosts.contains("psa.contoso.example"));
        let shown = places.shown();
        assert!(
            shown.contains("datto_rmm.merlot https://localhost:2/"),
            "{shown}"
        );
        assert!(shown.ends_with("also go to psa.contoso.example"), "{shown}");
        assert_eq!(VendorPlaces::default().shown(), "at their own addresses");
    }

    #[test]
    fn what_is_no_address_or_no_host_is_refused() {
        for text in [
            "pax8 = \"http://localhost\"",
            "autotask = \"https://ada:hunter2@localhost\"",
            "streamone = \"https://localhost/api\"",
            "pax9 = \"https://localhost\"",
            "extra_hosts = [\"https://localhost\"]",
            "extra_hosts = [\"localhost:8080\"]",
            "extra_hosts = [\"127.0.0.1\"]",
            "extra_hosts = [\"[::1]\"]",
            "extra_hosts = [\"\"]",
            "[datto_rmm]\nmerlot = \"localhost\"",
        ] {
            assert!(gathered(text).is_err(), "{text}");
        }
    }
}
