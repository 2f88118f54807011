//! Other vendors' systems from outside: over HTTPS, with the credentials that a client has.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod autotask;
#[allow(dead_code, reason = "each of its users needs another part of it")]
#[path = "../partners/client.rs"]
mod client;
mod connectwise;
mod datto_rmm;
mod going_on;
mod halopsa;
mod it_glue;
mod keeping;
mod pax8;
mod streamone;
mod written;

use client::{Client, Seen};
use serde_json::Value;
use tenantry_simulator::{Cloud, Options, Scenario, Simulator, Time, Vendor, VendorSeed};
use url::Url;

const MSP: &str = "Northwind IT";

/// One account at one vendor, and the plainest client.
struct Desk {
    simulator: Simulator,
    client: Client,
}

fn seed(credentials: &[(&str, &str)]) -> VendorSeed {
    let pair = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    VendorSeed {
        name: MSP.to_owned(),
        credentials: credentials.iter().map(pair).collect(),
        ..VendorSeed::default()
    }
}

fn scenario(vendor: Vendor, seed: VendorSeed) -> Scenario {
    Scenario {
        vendors: [(vendor, vec![seed])].into(),
        ..Scenario::default()
    }
}

fn options() -> Options {
    Options {
        time: Time::Driven("2026-06-01T08:00:00Z".parse().unwrap()),
        ..Options::default()
    }
}

impl Desk {
    async fn new(vendor: Vendor, seed: VendorSeed) -> Self {
        let simulator = Simulator::start(&scenario(vendor, seed), options())
            .await
            .unwrap();
        let client = Client::new(simulator.authority());
        Self { simulator, client }
    }

    fn at(&self, cloud: Cloud, path: &str) -> Url {
        self.simulator
            .endpoints()
            .of(cloud)
            .unwrap()
            .join(path)
            .unwrap()
    }

    /// What a request takes up is free again a little after its answer.
    async fn breathe() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }

    async fn get(&self, url: &Url, headers: &[(&str, &str)]) -> Seen {
        Self::breathe().await;
        self.client.call("GET", url, headers, "").await.unwrap()
    }

    async fn post(&self, url: &Url, headers: &[(&str, &str)], body: &Value) -> Seen {
        Self::breathe().await;
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .copied()
            .chain([("Content-Type", "application/json")])
            .collect();
        self.client
            .call("POST", url, &headers, body.to_string())
            .await
            .unwrap()
    }
}
