//! Which of Microsoft's clouds is meant, and where it is: at its own addresses, or at others, such as
//! those of the simulated clouds.

use std::fmt::Write as _;

use serde::Deserialize;
use tenantry_microsoft::{Endpoints, NationalCloud};
use url::Url;

#[cfg(feature = "demo")]
use crate::config::flag;
use crate::config::{Origin, Setting};
use crate::failure::Failure;

const CLOUDS: [(&str, NationalCloud); 4] = [
    ("global", NationalCloud::Global),
    ("us-government", NationalCloud::UsGovernment),
    ("us-defense", NationalCloud::UsDefense),
    ("china", NationalCloud::China),
];

/// Addresses in the place of a cloud's own, as they stand in the file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    login: Option<String>,
    graph: Option<String>,
    partner_center: Option<String>,
    admin_center: Option<String>,
}

/// Where Microsoft is for this installation.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    cloud: Setting<NationalCloud>,
    login: Option<Setting<Url>>,
    graph: Option<Setting<Url>>,
    partner_center: Option<Setting<Url>>,
    admin_center: Option<Setting<Url>>,
}

impl Default for Places {
    fn default() -> Self {
        Self {
            cloud: Setting {
                value: NationalCloud::Global,
                from: Origin::Default,
            },
            login: None,
            graph: None,
            partner_center: None,
            admin_center: None,
        }
    }
}

impl Places {
    /// `variable` holds addresses as `login=URL,graph=URL,partner_center=URL,admin_center=URL`, any of them.
    pub(crate) fn gather(
        cloud: Option<&Setting<String>>,
        variable: Option<&str>,
        file: Option<Written>,
    ) -> Result<Self, Failure> {
        let from_variable = variable.map(listed).transpose()?.unwrap_or_default();
        let file = file.unwrap_or_default();
        let cloud = cloud.map(known).transpose()?;
        Ok(Self {
            cloud: cloud.unwrap_or(Self::default().cloud),
            login: address("login", from_variable.login, file.login)?,
            graph: address("graph", from_variable.graph, file.graph)?,
            partner_center: address(
                "partner_center",
                from_variable.partner_center,
                file.partner_center,
            )?,
            admin_center: address(
                "admin_center",
                from_variable.admin_center,
                file.admin_center,
            )?,
        })
    }

    /// Clouds that stand for the global one.
    #[cfg(feature = "demo")]
    pub(crate) fn simulated(
        login: Url,
        graph: Url,
        partner_center: Url,
        admin_center: Url,
    ) -> Self {
        Self {
            login: Some(flag(login)),
            graph: Some(flag(graph)),
            partner_center: Some(flag(partner_center)),
            admin_center: Some(flag(admin_center)),
            ..Self::default()
        }
    }

    pub(crate) fn endpoints(&self) -> Endpoints {
        let mut endpoints = Endpoints::of(self.cloud.value);
        if let Some(login) = &self.login {
            endpoints.login = login.value.clone();
        }
        if let Some(graph) = &self.graph {
            endpoints.graph = graph.value.clone();
            // Prepared reports come from the same machine then.
            let host = graph.value.host_str().map(str::to_owned);
            endpoints.report_hosts.extend(host);
        }
        if let Some(partner_center) = &self.partner_center {
            endpoints.partner_center = partner_center.value.clone();
        }
        if let Some(admin_center) = &self.admin_center {
            endpoints.admin_center = admin_center.value.clone();
        }
        endpoints
    }

    /// Where Partner Center is, if it is not at an address of Microsoft's: host and port.
    pub(crate) fn other_partner_center(&self) -> Option<String> {
        let url = &self.partner_center.as_ref()?.value;
        let host = url.host_str()?;
        Some(match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        })
    }

    /// Whether delegated administration is offered there.
    pub(crate) fn has_gdap(&self) -> bool {
        self.cloud.value != NationalCloud::China
    }

    /// In one line, with where each value came from.
    pub(crate) fn shown(&self) -> String {
        let mut shown = format!("{} ({})", word(self.cloud.value), self.cloud.from);
        let others = [
            ("login", &self.login),
            ("graph", &self.graph),
            ("partner_center", &self.partner_center),
            ("admin_center", &self.admin_center),
        ];
        for (name, address) in others {
            if let Some(Setting { value, from }) = address {
                // Writing to a String cannot fail.
                let _ = write!(shown, "; {name} {value} ({from})");
            }
        }
        shown
    }
}

fn word(cloud: NationalCloud) -> &'static str {
    let mut all = CLOUDS.iter();
    all.find(|it| it.1 == cloud).map_or("", |it| it.0)
}

fn known(cloud: &Setting<String>) -> Result<Setting<NationalCloud>, Failure> {
    let found = CLOUDS.iter().find(|it| it.0 == cloud.value);
    let (_, value) = found.ok_or_else(|| {
        let words = CLOUDS.map(|it| it.0).join(", ");
        Failure::config(format!(
            "{:?} is none of Microsoft's clouds: {words}",
            cloud.value
        ))
    })?;
    Ok(Setting {
        value: *value,
        from: cloud.from,
    })
}

fn listed(text: &str) -> Result<Written, Failure> {
    let mut written = Written::default();
    for part in text.split(',').filter(|part| !part.trim().is_empty()) {
        let (name, url) = part.split_once('=').unwrap_or((part, ""));
        let place = match name.trim() {
            "login" => &mut written.login,
            "graph" => &mut written.graph,
            "partner_center" => &mut written.partner_center,
            "admin_center" => &mut written.admin_center,
            other => {
                return Err(Failure::config(format!(
                    "{other:?} is no endpoint: login, graph, partner_center and admin_center are"
                )));
            }
        };
        *place = Some(url.trim().to_owned());
    }
    Ok(written)
}

/// The variable goes before the file, address by address. Tokens and secrets go there, so it is
/// HTTPS; and paths are ours to make.
fn address(
    name: &str,
    variable: Option<String>,
    file: Option<String>,
) -> Result<Option<Setting<Url>>, Failure> {
    let layers = [(variable, Origin::Environment), (file, Origin::File)];
    let mut given = layers
        .into_iter()
        .filter_map(|(text, from)| text.map(|text| (text, from)));
    let Some((text, from)) = given.next() else {
        return Ok(None);
    };
    match bare_host(&text) {
        Some(value) => Ok(Some(Setting { value, from })),
        None => Err(Failure::config(format!(
            "the endpoint {name} is https:// and a host, with a port where it needs one, and no more"
        ))),
    }
}

/// An address that is `https://` and a host, with or without a port, and no more.
pub(crate) fn bare_host(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let nobody = url.username().is_empty() && url.password().is_none();
    (url.scheme() == "https" && url.host().is_some() && bare && nobody).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gathered(cloud: Option<&str>, variable: &str, file: Written) -> Result<Places, Failure> {
        let cloud = cloud.map(|word| Setting {
            value: word.to_owned(),
            from: Origin::Environment,
        });
        Places::gather(cloud.as_ref(), Some(variable), Some(file))
    }

    #[test]
    fn the_variable_goes_before_the_file_address_by_address() {
        let file = Written {
            login: Some("https://localhost:1".to_owned()),
            graph: Some("https://localhost:2".to_owned()),
            ..Written::default()
        };
        let places = gathered(Some("us-government"), "graph=https://localhost:3", file);
        let Ok(places) = places else {
            return assert!(places.is_ok());
        };
        let endpoints = places.endpoints();
        assert_eq!(endpoints.login.as_str(), "https://localhost:1/");
        assert_eq!(endpoints.graph.as_str(), "https://localhost:3/");
        assert_eq!(endpoints.graph_audience, "https://graph.microsoft.us");
        assert!(
            places
                .shown()
                .contains("graph https://localhost:3/ (environment)")
        );
        assert!(
            places
                .shown()
                .starts_with("us-government (environment); login")
        );
    }

    #[test]
    fn what_is_no_cloud_or_no_address_is_refused() {
        assert!(gathered(Some("mars"), "", Written::default()).is_err());
        for variable in [
            "http=https://localhost",
            "login",
            "login=localhost:1",
            "login=http://localhost:1",
            "login=https://localhost/path",
            "login=https://ada:hunter2@localhost",
        ] {
            let refused = gathered(None, variable, Written::default());
            let told = refused.err().map(|it| it.message().to_owned());
            assert!(told.is_some_and(|it| !it.contains("hunter2")), "{variable}");
        }
    }
}
