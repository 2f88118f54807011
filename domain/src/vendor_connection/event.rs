//! What can happen to a vendor connection.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::aggregate::event_shapes;
use crate::cloud::vendor::{Doubt, RecordKind, Tested, Vendor, kept};
use crate::record::Micros;
use crate::saga::Fault;
use crate::text::{Reason, VendorConnectionName};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum VendorConnectionEvent {
    /// The MSP connected its account. Secrets are in the vault and nowhere here.
    VendorConnected {
        vendor: Vendor,
        name: VendorConnectionName,
        settings: BTreeMap<String, String>,
        at: Micros,
    },
    /// Whether the account works was tried, with this outcome.
    VendorTested { outcome: VendorTest, at: Micros },
    /// Other secrets are in the vault. What was tested before says nothing any more.
    VendorCredentialsRotated { at: Micros },
    /// The account is opened with these settings from now on. What was tested before is void.
    VendorSettingsChanged {
        settings: BTreeMap<String, String>,
        at: Micros,
    },
    /// It is not read for a while.
    VendorPaused { reason: Reason, at: Micros },
    /// It is read again.
    VendorResumed { at: Micros },
    /// The account is no longer connected. A run that was open is over with that.
    VendorDisconnected { reason: Reason, at: Micros },
    /// Somebody wants it to be read now.
    VendorDiscoveryRequested { at: Micros },
    /// All kinds are being read.
    VendorDiscoveryBegun {
        /// Counts the runs of this connection, from 1.
        run: u32,
        at: Micros,
    },
    /// All records of a kind were read.
    VendorKindRead {
        run: u32,
        kind: RecordKind,
        findings: Findings,
        at: Micros,
    },
    /// The records of a kind could not be read to their end. What was known stays, and is stale.
    VendorKindUnread {
        run: u32,
        kind: RecordKind,
        fault: Fault,
        at: Micros,
    },
    /// The run is over. It is complete when every kind of the vendor was read.
    VendorDiscoveryEnded {
        run: u32,
        complete: bool,
        at: Micros,
    },
}

/// What a test of an account came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum VendorTest {
    Works {
        zone: Option<AccountZone>,
        /// As the vendor calls the account that the credentials belong to.
        account_name: Option<String>,
        /// The kinds that may not be readable although the credentials are good.
        doubts: BTreeMap<RecordKind, KindDoubt>,
    },
    Fails {
        fault: Fault,
    },
}

/// The part of the vendor's world that the account lives in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountZone {
    pub name: String,
    /// Where its interface is.
    pub address: String,
}

/// Why a kind may not be readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum KindDoubt {
    Refused {
        fault: Fault,
    },
    /// The vendor hides what may not be read, and shows nothing of this kind.
    SuspiciouslyEmpty,
}

/// What reading a kind brought: how many records there are, and what came of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Findings {
    pub rows: u64,
    pub new: u64,
    pub changed: u64,
    pub vanished: u64,
}

event_shapes! {
    VendorConnectionEvent {
        VendorConnected = "1",
        VendorTested = "1",
        VendorCredentialsRotated = "1",
        VendorSettingsChanged = "1",
        VendorPaused = "1",
        VendorResumed = "1",
        VendorDisconnected = "1",
        VendorDiscoveryRequested = "1",
        VendorDiscoveryBegun = "1",
        VendorKindRead = "1",
        VendorKindUnread = "1",
        VendorDiscoveryEnded = "1",
    }
    upcasts {}
}

impl VendorTest {
    /// Whether both say the same to people: a fault comes with another request id each time.
    pub fn is_like(&self, other: &Self) -> bool {
        self.told() == other.told()
    }

    fn told(&self) -> Told<'_> {
        match self {
            Self::Fails { fault } => Told::Fails(matter(fault)),
            Self::Works {
                zone,
                account_name,
                doubts,
            } => {
                let doubts = doubts.iter().map(|(kind, doubt)| (*kind, doubt.matter()));
                Told::Works(zone.as_ref(), account_name.as_deref(), doubts.collect())
            }
        }
    }
}

#[derive(PartialEq, Eq)]
enum Told<'a> {
    Works(
        Option<&'a AccountZone>,
        Option<&'a str>,
        BTreeMap<RecordKind, Option<Matter<'a>>>,
    ),
    Fails(Matter<'a>),
}

/// Our code and the vendor's own.
type Matter<'a> = (&'a str, Option<&'a str>);

/// What two faults have in common that are about the same matter.
pub(super) fn matter(fault: &Fault) -> Matter<'_> {
    (&fault.code, fault.vendor_code.as_deref())
}

impl KindDoubt {
    fn matter(&self) -> Option<Matter<'_>> {
        match self {
            Self::Refused { fault } => Some(matter(fault)),
            Self::SuspiciouslyEmpty => None,
        }
    }
}

impl From<&Doubt> for KindDoubt {
    fn from(doubt: &Doubt) -> Self {
        match doubt {
            Doubt::Refused(fault) => Self::Refused {
                fault: fault.into(),
            },
            Doubt::SuspiciouslyEmpty => Self::SuspiciouslyEmpty,
        }
    }
}

impl From<&Tested> for VendorTest {
    /// Vendors' names are cut to what can be kept.
    fn from(tested: &Tested) -> Self {
        let zone = tested.zone.as_ref().map(|zone| AccountZone {
            name: kept(&zone.name),
            address: kept(&zone.address),
        });
        let doubts = tested.kinds.iter().filter_map(|readable| {
            let doubt = readable.doubt.as_ref()?;
            Some((readable.kind, doubt.into()))
        });
        Self::Works {
            zone,
            account_name: tested.account_name.as_deref().map(kept),
            doubts: doubts.collect(),
        }
    }
}
