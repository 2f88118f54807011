//! Where Microsoft's clouds are.

use tenantry_http::{Budget, Limits};
use url::Url;

/// The addresses of one of Microsoft's clouds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    pub login: Url,
    pub graph: Url,
    pub partner_center: Url,
    /// Where customers' administrators approve: people are sent there, and nothing is asked of it.
    pub admin_center: Url,
    /// What a token for Graph is made out to: the real address also where `graph` is another.
    pub graph_audience: String,
    pub partner_center_audience: String,
    /// What a managed identity's token is made out to when it stands in for an app's secret.
    pub exchange_audience: String,
    /// Where Graph may send us for a prepared report; a leading dot stands for all hosts below.
    pub report_hosts: Vec<String>,
}

/// The clouds that Microsoft keeps apart from each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NationalCloud {
    #[default]
    Global,
    /// US Government L4 (GCC High).
    UsGovernment,
    /// US Government L5 (Department of Defense).
    UsDefense,
    /// Operated by 21Vianet; without GDAP.
    China,
}

/// Conditional Access, which allows one request a second for a whole tenant.
pub(crate) const ACCESS_POLICIES: &str = "graph-conditional-access";

/// Subscriptions at Partner Center, of which 500 requests a minute are allowed. What asks too often waits
/// by itself, and holds up nothing else that is asked there.
pub(crate) const SUBSCRIPTIONS: &str = "partner-center-subscriptions";

/// How much of Microsoft's interfaces one installation uses, unless it is configured otherwise.
pub fn limits() -> Limits {
    let slow = Budget {
        in_flight: 1,
        per_second: 0.9,
        burst: 1.0,
    };
    let measured = Budget {
        in_flight: 4,
        per_second: 7.0,
        burst: 50.0,
    };
    Limits {
        exceptions: [(ACCESS_POLICIES, slow), (SUBSCRIPTIONS, measured)].into(),
        ..Limits::default()
    }
}

impl Default for Endpoints {
    fn default() -> Self {
        Self::of(NationalCloud::Global)
    }
}

impl Endpoints {
    pub fn of(cloud: NationalCloud) -> Self {
        let (login, graph, reports) = match cloud {
            NationalCloud::Global => (
                "login.microsoftonline.com",
                "graph.microsoft.com",
                ".office.com",
            ),
            NationalCloud::UsGovernment => (
                "login.microsoftonline.us",
                "graph.microsoft.us",
                ".office365.us",
            ),
            NationalCloud::UsDefense => (
                "login.microsoftonline.us",
                "dod-graph.microsoft.us",
                ".office365.us",
            ),
            NationalCloud::China => (
                "login.partner.microsoftonline.cn",
                "microsoftgraph.chinacloudapi.cn",
                ".partner.outlook.cn",
            ),
        };
        let exchange = match cloud {
            NationalCloud::Global => "api://AzureADTokenExchange",
            NationalCloud::UsGovernment | NationalCloud::UsDefense => {
                "api://AzureADTokenExchangeUSGov"
            }
            NationalCloud::China => "api://AzureADTokenExchangeChina",
        };
        let partner = match cloud {
            NationalCloud::China => "partner.partnercenterapi.microsoftonline.cn",
            _ => "api.partnercenter.microsoft.com",
        };
        Self {
            login: host_url(login),
            graph: host_url(graph),
            partner_center: host_url(partner),
            admin_center: host_url("admin.microsoft.com"),
            graph_audience: format!("https://{graph}"),
            partner_center_audience: format!("https://{partner}"),
            exchange_audience: exchange.to_owned(),
            report_hosts: vec![reports.to_owned()],
        }
    }
}

/// The hosts above are literals: they parse.
fn host_url(host: &str) -> Url {
    #[allow(clippy::expect_used)]
    Url::parse(&format!("https://{host}")).expect("a host's name makes an address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cloud_has_its_addresses() {
        use NationalCloud::{China, Global, UsDefense, UsGovernment};
        for cloud in [Global, UsGovernment, UsDefense, China] {
            let endpoints = Endpoints::of(cloud);
            assert_eq!(endpoints.graph.scheme(), "https");
            assert_eq!(
                endpoints.graph_audience,
                endpoints.graph.as_str().trim_end_matches('/')
            );
        }
        assert_eq!(
            Endpoints::default().login.as_str(),
            "https://login.microsoftonline.com/"
        );
    }
}
