//! A vendor connection as people look it up.

use std::collections::BTreeMap;

use tenantry_domain::cloud::vendor::{RecordKind, Vendor};
use tenantry_domain::record::{Micros, Position};
use tenantry_domain::saga::Fault;
use tenantry_domain::vendor_connection::{KindDoubt, VendorTest};

use super::reading::{KindReading, Readings};

crate::row! {
    pub struct VendorConnectionRow {
        vendor: Vendor,
        name: String,
        /// The name as lists are sorted and searched by: upper and lower case are one.
        name_key: String,
        phase: ConnectionPhase,
        /// What was entered and is no secret, by the names of the vendor's inputs, in JSON.
        settings: String,
        /// The part of the vendor's world that the account lives in, and where its interface is.
        zone_name: Option<String>,
        zone_address: Option<String>,
        /// As the vendor calls the account.
        account_name: Option<String>,
        /// What the last test with these credentials and settings came to.
        test: TestStatus,
        /// What is the matter; of several doubts the first.
        test_code: Option<String>,
        test_detail: Option<String>,
        /// By what the vendor's support finds the request.
        test_correlation_id: Option<String>,
        tested_at: Option<Micros>,
        /// The kinds that may not be readable, in JSON.
        doubts: String,
        /// How far each kind is known, in JSON.
        kinds: String,
        /// The run that is open.
        run: Option<u64>,
        run_since: Option<Micros>,
        /// Somebody wants it to be read now.
        requested: bool,
        /// How many runs have begun.
        runs: u64,
        /// When a run ended last in which every kind was read.
        completed_at: Option<Micros>,
        /// Some kind could not be read since it was read last.
        stale: bool,
        /// Why it is paused or disconnected.
        reason: Option<String>,
        connected_at: Micros,
        changed_at: Micros,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    pub enum ConnectionPhase {
        Connected = "connected",
        /// It is not read for a while.
        Paused = "paused",
        Disconnected = "disconnected",
    }
}

crate::words! {
    pub enum TestStatus {
        /// Not since it has these credentials and settings.
        Untested = "untested",
        Works = "works",
        /// It works, and some kinds may not be readable all the same.
        Doubts = "doubts",
        Fails = "fails",
    }
}

impl VendorConnectionRow {
    /// It is to be read, and somebody should look at it: it does not work, or not for all, or could not be
    /// read since it was read last.
    pub fn has_problem(&self) -> bool {
        let tested = matches!(self.test, TestStatus::Fails | TestStatus::Doubts);
        self.phase == ConnectionPhase::Connected && (tested || self.stale)
    }

    /// What was entered and is no secret.
    pub fn settings(&self) -> BTreeMap<String, String> {
        // It was written by the fold; one of another form says nothing. So it is below.
        serde_json::from_str(&self.settings).unwrap_or_default()
    }

    /// The kinds that may not be readable although the credentials are good.
    pub fn doubts(&self) -> BTreeMap<RecordKind, KindDoubt> {
        serde_json::from_str(&self.doubts).unwrap_or_default()
    }

    /// How far each kind is known. One that no run came to yet is not among them.
    pub fn kinds(&self) -> BTreeMap<RecordKind, KindReading> {
        serde_json::from_str(&self.kinds).unwrap_or_default()
    }

    pub(super) fn set(&mut self, settings: &BTreeMap<String, String>) {
        self.settings = json_of(settings);
    }

    /// What was tested before says nothing any more.
    pub(super) fn untest(&mut self) {
        self.zone_name = None;
        self.zone_address = None;
        self.account_name = None;
        self.doubt(&BTreeMap::new());
        self.test = TestStatus::Untested;
        self.tested_at = None;
    }

    pub(super) fn tested(&mut self, outcome: &VendorTest, at: Micros) {
        self.untest();
        self.tested_at = Some(at);
        match outcome {
            VendorTest::Works {
                zone,
                account_name,
                doubts,
            } => {
                self.zone_name = zone.as_ref().map(|it| it.name.clone());
                self.zone_address = zone.as_ref().map(|it| it.address.clone());
                self.account_name.clone_from(account_name);
                self.doubt(doubts);
            }
            VendorTest::Fails { fault } => {
                self.test = TestStatus::Fails;
                self.blame(Some(fault));
            }
        }
    }

    fn doubt(&mut self, doubts: &BTreeMap<RecordKind, KindDoubt>) {
        self.test = if doubts.is_empty() {
            TestStatus::Works
        } else {
            TestStatus::Doubts
        };
        self.doubts = json_of(doubts);
        self.blame(doubts.values().find_map(|doubt| match doubt {
            KindDoubt::Refused { fault } => Some(fault),
            KindDoubt::SuspiciouslyEmpty => None,
        }));
    }

    fn blame(&mut self, fault: Option<&Fault>) {
        self.test_code = fault.map(|it| it.code.clone());
        self.test_detail = fault.map(|it| it.detail.clone());
        self.test_correlation_id = fault.and_then(|it| it.request_id.clone());
    }

    pub(super) fn note(&mut self, kind: RecordKind, change: impl FnOnce(&mut KindReading)) {
        let mut kinds: Readings = self.kinds();
        change(kinds.entry(kind).or_default());
        self.stale = kinds.values().any(|reading| reading.unread.is_some());
        self.kinds = json_of(&kinds);
    }
}

/// Plain data always can be written as JSON.
fn json_of<T: serde::Serialize>(by_name: &BTreeMap<impl Ord + serde::Serialize, T>) -> String {
    serde_json::to_string(by_name).unwrap_or_default()
}
