//! The simulated vendors with accounts of a chosen content, and the adapters that read them.

pub(crate) mod battery;
mod secrets;

pub(crate) use secrets::Secrets;

use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tenantry_domain::cloud::vendor::{
    FoundRecord, RecordKind, Vendor, VendorAccount, VendorAccounts as _, VendorReach,
};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault};
use tenantry_domain::ids::{MspId, VendorConnectionId};
use tenantry_http::{Http, Limits, Repeating, Settings};
use tenantry_simulator::{
    Control, Entry, Options, Row, Scenario, Simulator, Time, Vendor as Simulated, VendorSeed,
};
use tenantry_vendors::{Clock, Endpoints, Vendors, budgets};
use uuid::Uuid;

pub(crate) const MSP: &str = "Northwind IT";
const START: &str = "2026-06-01T08:00:00Z";

/// One account, under the name of the MSP, with this in it.
pub(crate) fn seed(credentials: &[(&str, &str)]) -> VendorSeed {
    let pair = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    VendorSeed {
        name: MSP.to_owned(),
        credentials: credentials.iter().map(pair).collect(),
        ..VendorSeed::default()
    }
}

/// The fields of a row.
pub(crate) fn row(value: Value) -> Row {
    match value {
        Value::Object(row) => row,
        other => panic!("{other} is no row"),
    }
}

/// The same account with these rows only, by list.
pub(crate) fn filled(seed: VendorSeed, rows: &[(&str, Vec<Value>)]) -> VendorSeed {
    let list = |(name, rows): &(&str, Vec<Value>)| {
        let rows: Vec<Row> = rows.iter().cloned().map(row).collect();
        ((*name).to_owned(), rows)
    };
    VendorSeed {
        rows: rows.iter().map(list).collect(),
        crowd: 0,
        ..seed
    }
}

/// The clock of the adapters stands where the world's does.
#[derive(Debug)]
struct Standing(Timestamp);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        self.0
    }
}

pub(crate) struct Stage {
    pub(crate) simulator: Simulator,
    pub(crate) vault: Arc<Secrets>,
    pub(crate) vendors: Vendors,
}

impl Stage {
    /// A world with this account, and the adapters set up for it.
    pub(crate) async fn new(
        vendor: Simulated,
        seed: VendorSeed,
        endpoints: impl FnOnce(&tenantry_simulator::Endpoints) -> Endpoints,
    ) -> Self {
        let scenario = Scenario {
            vendors: [(vendor, vec![seed])].into(),
            ..Scenario::default()
        };
        let options = Options {
            time: Time::Driven(START.parse().unwrap()),
            ..Options::default()
        };
        let simulator = Simulator::start(&scenario, options).await.unwrap();
        let vault = Arc::new(Secrets::default());
        let endpoints = endpoints(simulator.endpoints());
        let trusted = [simulator.authority().to_owned()];
        let vendors = vendors(&trusted, endpoints, &vault);
        Self {
            simulator,
            vault,
            vendors,
        }
    }

    pub(crate) fn control(&self) -> Control {
        self.simulator.control()
    }

    /// Opens the account with these settings, after these secrets were entered.
    pub(crate) async fn open(
        &self,
        vendor: Vendor,
        settings: &[(&str, &str)],
        secrets: &[(&str, &str)],
    ) -> Box<dyn VendorAccount> {
        let reach = reach(vendor, settings);
        self.vault.enter(&reach, secrets);
        self.vendors.open(&reach).await.unwrap()
    }

    /// The requests whose path holds this.
    pub(crate) fn seen(&self, part: &str) -> Vec<Entry> {
        let journal = self.control().journal().into_iter();
        journal.filter(|entry| entry.path.contains(part)).collect()
    }
}

/// The adapters as a process of its own has them: it trusts these authorities beside the public ones.
pub(crate) fn vendors(trusted: &[String], endpoints: Endpoints, vault: &Arc<Secrets>) -> Vendors {
    let vault: Arc<Secrets> = Arc::clone(vault);
    Vendors::new(quick_http(trusted), Arc::new(endpoints), vault, standing())
}

pub(crate) fn quick_http(trusted: &[String]) -> Http {
    let repeating = Repeating {
        attempts: 4,
        first_pause: Duration::from_millis(4),
        ..Repeating::default()
    };
    let http = Http::new(Settings {
        extra_roots_pem: trusted.to_vec(),
        limits: Limits {
            exceptions: budgets(),
            repeating,
            ..Limits::default()
        },
        ..Settings::default()
    });
    http.unwrap()
}

pub(crate) fn standing() -> Arc<dyn Clock> {
    Arc::new(Standing(START.parse().unwrap()))
}

/// Always the same connection: what is remembered of it is remembered.
pub(crate) fn reach(vendor: Vendor, settings: &[(&str, &str)]) -> VendorReach {
    let pair = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    VendorReach {
        msp: MspId::new(Uuid::from_u128(1)),
        connection: VendorConnectionId::new(Uuid::from_u128(2)),
        vendor,
        settings: settings.iter().map(pair).collect(),
    }
}

/// All portions of a list, in order.
pub(crate) async fn portions(
    account: &dyn VendorAccount,
    kind: RecordKind,
) -> Result<Vec<Vec<FoundRecord>>, CloudFault> {
    let mut all = Vec::new();
    let mut from: Option<Bookmark> = None;
    loop {
        let portion = account.read(kind, from.as_ref()).await?;
        all.push(portion.rows);
        match portion.next {
            Some(next) => from = Some(next),
            None => return Ok(all),
        }
    }
}

/// A list as whoever reads it ends up with it: the same record may come twice.
pub(crate) async fn all(
    account: &dyn VendorAccount,
    kind: RecordKind,
) -> Result<BTreeMap<String, FoundRecord>, CloudFault> {
    let portions = portions(account, kind).await?;
    let records = portions.into_iter().flatten();
    Ok(records.map(|it| (it.id.clone(), it)).collect())
}

/// Why the first page of a list did not come.
pub(crate) async fn cause(account: &dyn VendorAccount, kind: RecordKind) -> Cause {
    account.read(kind, None).await.unwrap_err().cause
}
