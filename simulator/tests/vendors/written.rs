//! A world with accounts at vendors, and somebody who asks.

use crate::client::{Client, Seen};
use serde_json::Value;
use tenantry_simulator::{Cloud, Options, Scenario, Simulator, Time};
use url::Url;

pub(crate) struct World {
    pub simulator: Simulator,
    pub client: Client,
}

pub(crate) fn options() -> Options {
    Options {
        time: Time::Driven("2026-06-01T08:00:00Z".parse().unwrap()),
        ..Options::default()
    }
}

impl World {
    /// From a scenario as people write it.
    pub(crate) async fn of(text: &str) -> Self {
        let scenario = Scenario::from_toml(text).unwrap();
        let simulator = Simulator::start(&scenario, options()).await.unwrap();
        Self::at(simulator)
    }

    pub(crate) fn at(simulator: Simulator) -> Self {
        let client = Client::new(simulator.authority());
        Self { simulator, client }
    }

    /// `query` is encoded on the way.
    pub(crate) async fn ask(
        &self,
        method: &str,
        (cloud, path): (Cloud, &str),
        query: &[(&str, &str)],
        headers: &[(&str, &str)],
        body: &str,
    ) -> Seen {
        let base = self.simulator.endpoints().of(cloud).unwrap();
        let mut url: Url = base.join(path).unwrap();
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let seen = self.client.call(method, &url, headers, body.to_owned());
        seen.await.unwrap()
    }
}

/// This field of every row.
pub(crate) fn each(rows: &Value, field: &str) -> Vec<Value> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row[field].clone()).collect()
}
