//! Where the demonstration is reached, and with which values its server runs.

use std::fmt::Write as _;
use std::io;
use std::net::Ipv4Addr;
use std::ops::RangeInclusive;

use tenantry_api::server::Certificate;
use tokio::net::TcpListener;
use url::Url;

use super::folder::Folder;
use super::vendors;
use super::world::World;
use crate::config::{Config, Origin, Simulated};
use crate::failure::Failure;
use crate::installation;
use crate::places::Places;
use crate::serve::Door;
use crate::vendor_places::VendorPlaces;

/// The first that is free is for people and programs. Those who sign in come back to it, so Entra knows
/// all of them.
pub(super) const PORTS: RangeInclusive<u16> = 8700..=8719;

/// What is open.
pub(super) struct House {
    pub(super) doors: Vec<Door>,
    /// For people and programs.
    pub(super) public: Url,
    /// For Partner Center, which delivers by TLS only.
    pub(super) deliveries: Url,
}

impl House {
    pub(super) async fn open(folder: &Folder, world: &World) -> Result<Self, Failure> {
        let (listener, port) = first_free().await?;
        let public = address(&format!("http://127.0.0.1:{port}/"))?;
        let (chain, key) = world
            .simulator()
            .certificate_for(&["localhost"])
            .map_err(|reason| Failure::environment(&reason))?;
        let chain = folder.write("deliveries.pem", &chain)?;
        let key = folder.write("deliveries.key", &key)?;
        let tls = Certificate {
            chain: &chain,
            key: &key,
        };
        let tls = tls.acceptor();
        let tls = tls.map_err(|error| Failure::config(error.to_string()))?;
        let behind = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let behind = behind.map_err(|reason| Failure::environment(&reason))?;
        let place = behind.local_addr();
        let place = place.map_err(|reason| Failure::environment(&reason))?;
        Ok(Self {
            deliveries: address(&format!("https://localhost:{}/", place.port()))?,
            doors: vec![(listener, None), (behind, Some(tls))],
            public,
        })
    }

    /// The configuration of the demonstration, and the same as a file in its folder: so other commands
    /// find it there while it runs.
    pub(super) fn config(
        &self,
        outside: &Config,
        folder: &Folder,
        world: &World,
    ) -> Result<Config, Failure> {
        let simulator = world.simulator();
        let there = simulator.endpoints();
        let roots = folder.write("authority.pem", simulator.authority())?;
        let config = outside.of_demo(Simulated {
            folder: folder.path().to_owned(),
            database: folder.database(),
            roots,
            places: Places::simulated(
                there.login.clone(),
                there.graph.clone(),
                there.partner_center.clone(),
                there.portal.clone(),
            ),
            vendors: VendorPlaces::gather(Some(vendors::written(there)?))?,
            public_url: self.public.clone(),
            sign_in_app: world.app_for_people(),
        });
        folder.write("tenantry.toml", &self.file(&config, world))?;
        Ok(config)
    }

    fn file(&self, config: &Config, world: &World) -> String {
        let there = world.simulator().endpoints();
        let mut text =
            "# Written anew whenever the demonstration begins: what other commands need to find it.\n"
                .to_owned();
        if config.database_url.from == Origin::Flag {
            let url = installation::whole(&config.database_url.value);
            line(&mut text, "database_url", &url);
        }
        if let Some(roots) = &config.extra_roots {
            line(&mut text, "extra_roots", &roots.value.to_string_lossy());
        }
        line(&mut text, "installation", "demo");
        text.push_str("\n[endpoints]\n");
        line(&mut text, "login", there.login.as_str());
        line(&mut text, "graph", there.graph.as_str());
        line(&mut text, "partner_center", there.partner_center.as_str());
        line(&mut text, "admin_center", there.portal.as_str());
        vendors::add(&mut text, there);
        text.push_str("\n[server]\n");
        let host = self.public.port().unwrap_or_default();
        line(&mut text, "listen", &format!("127.0.0.1:{host}"));
        text
    }
}

/// A setting in the file; a text in quotes is the same in TOML and in Rust, as far as these go.
fn line(text: &mut String, name: &str, value: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{name} = {value:?}");
}

async fn first_free() -> Result<(TcpListener, u16), Failure> {
    for port in PORTS {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Ok(listener) => return Ok((listener, port)),
            Err(reason) if reason.kind() == io::ErrorKind::AddrInUse => {}
            Err(reason) => return Err(Failure::environment(&reason)),
        }
    }
    let (first, last) = (PORTS.start(), PORTS.end());
    Err(Failure::config(format!(
        "none of the ports from {first} to {last} is free on 127.0.0.1"
    )))
}

fn address(text: &str) -> Result<Url, Failure> {
    Url::parse(text).map_err(|error| Failure::config(error.to_string()))
}
