//! Hands something over at an address that a stranger entered. Whatever it is, nobody is reached by it who
//! is not out in the world, or whom the operator named.
//!
//! Addresses are looked at where names become addresses, and those that are connected to are those that were
//! looked at: a name that means another machine a moment later leads nowhere else. Redirects are not
//! followed, and of an answer nothing is read but its number.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Client;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::HeaderMap;
use url::{Host, Url};

use crate::client;
use crate::public::is_public;
use crate::settings::{Settings, SetupError};

/// For the whole of it: whoever takes longer takes nothing.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where a proxy is named, when the settings name none.
const PROXIES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// The way to strangers.
#[derive(Debug, Clone)]
pub struct Strangers {
    client: Client,
    resolver: Arc<Resolver>,
}

/// Why nothing was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotHanded {
    /// Nothing is sent there.
    AddressRefused(&'static str),
    Unreachable,
    /// Its certificate is not one we trust.
    Untrusted,
    Silent,
}

/// What a name leads to is none of our business.
#[derive(Debug)]
struct Inside;

impl fmt::Display for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name leads to somebody's own network")
    }
}

impl Error for Inside {}

impl Strangers {
    /// `private` are hosts that may be within the operator's own network, at any port.
    pub fn new(settings: &Settings, private: BTreeSet<String>) -> Result<Self, SetupError> {
        let resolver = Arc::new(Resolver {
            private,
            proxies: proxies(settings),
        });
        let client = client::builder(settings)?
            .https_only(true)
            .timeout(PATIENCE)
            .pool_max_idle_per_host(0)
            .dns_resolver(resolver.clone())
            .build();
        Ok(Self {
            client: client.map_err(|error| SetupError::Tls(error.to_string()))?,
            resolver,
        })
    }

    /// Whether anything is sent there, as far as the address alone says.
    pub fn accepts(&self, url: &Url) -> Result<(), NotHanded> {
        self.resolver.judge(url).map_err(NotHanded::AddressRefused)
    }

    /// The number of the answer.
    pub async fn post(
        &self,
        url: &Url,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<u16, NotHanded> {
        self.accepts(url)?;
        let request = self.client.post(url.clone()).headers(headers).body(body);
        match request.send().await {
            Ok(answer) => Ok(answer.status().as_u16()),
            Err(error) => Err(told(&error)),
        }
    }
}

fn told(error: &reqwest::Error) -> NotHanded {
    let mut reason: &dyn Error = error;
    loop {
        if reason.is::<Inside>() {
            return NotHanded::AddressRefused("its name leads to a network that is not public");
        }
        match reason.source() {
            Some(deeper) => reason = deeper,
            None => break,
        }
    }
    if reason.to_string().contains("certificate") {
        NotHanded::Untrusted
    } else if error.is_timeout() {
        NotHanded::Silent
    } else if error.is_connect() {
        NotHanded::Unreachable
    } else {
        NotHanded::Silent
    }
}

/// Hosts that the way itself leads through.
fn proxies(settings: &Settings) -> BTreeSet<String> {
    let own = settings.proxy.as_ref().map(Url::to_string);
    let named = || PROXIES.iter().filter_map(|name| std::env::var(name).ok());
    let all: Vec<String> = match own {
        Some(own) => vec![own],
        None => named().collect(),
    };
    let hosts = all.iter().filter_map(|text| {
        let url = Url::parse(text).or_else(|_| Url::parse(&format!("http://{text}")));
        Some(url.ok()?.host_str()?.to_ascii_lowercase())
    });
    hosts.collect()
}

#[derive(Debug)]
struct Resolver {
    private: BTreeSet<String>,
    proxies: BTreeSet<String>,
}

impl Resolver {
    fn judge(&self, url: &Url) -> Result<(), &'static str> {
        if url.scheme() != "https" {
            return Err("only https is spoken");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("there is somebody's name in it");
        }
        let Some(Host::Domain(host)) = url.host() else {
            return Err("a host has a name, not a number");
        };
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        if self.private.contains(&host) {
            return Ok(());
        }
        if self.proxies.contains(&host) {
            return Err("it is the way out, and nobody behind it");
        }
        if url.port().is_some() {
            return Err("a port of its own needs an operator who named the host");
        }
        Ok(())
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().trim_end_matches('.').to_ascii_lowercase();
        let is_free = self.private.contains(&host) || self.proxies.contains(&host);
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host, 0)).await?.collect();
            let is_good = |it: &SocketAddr| is_free || is_public(it.ip());
            let good: Vec<SocketAddr> = found.iter().copied().filter(is_good).collect();
            if good.is_empty() && !found.is_empty() {
                return Err(Inside.into());
            }
            Ok(Box::new(good.into_iter()) as Addrs)
        })
    }
}
