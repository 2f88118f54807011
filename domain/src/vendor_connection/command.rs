//! What can be asked of a vendor connection.
//!
//! When it is asked is no part of what is asked: hence no instant is in what requests are compared by.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Findings, VendorTest};
use crate::cloud::vendor::{RecordKind, Vendor};
use crate::record::Micros;
use crate::saga::Fault;
use crate::text::{Reason, VendorConnectionName};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VendorConnectionCommand {
    Connect(ConnectVendor),
    NoteTest(NoteVendorTest),
    RotateCredentials(RotateVendorCredentials),
    ChangeSettings(ChangeVendorSettings),
    Pause(PauseVendor),
    Resume(ResumeVendor),
    Disconnect(DisconnectVendor),
    RequestDiscovery(RequestDiscovery),
    BeginDiscovery(BeginDiscovery),
    NoteKindRead(NoteKindRead),
    NoteKindUnread(NoteKindUnread),
    EndDiscovery(EndDiscovery),
}

/// Its secrets went into the vault before: they are no part of what is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConnectVendor {
    pub vendor: Vendor,
    pub name: VendorConnectionName,
    pub settings: BTreeMap<String, String>,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteVendorTest {
    pub outcome: VendorTest,
    /// Somebody asked for the test: it is recorded even when it came to the same as before.
    pub asked: bool,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RotateVendorCredentials {
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

/// All settings as they are to be, not only those that change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeVendorSettings {
    pub settings: BTreeMap<String, String>,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PauseVendor {
    pub reason: Reason,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResumeVendor {
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DisconnectVendor {
    pub reason: Reason,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestDiscovery {
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

/// The number of the run follows from those before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BeginDiscovery {
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteKindRead {
    pub run: u32,
    pub kind: RecordKind,
    pub findings: Findings,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteKindUnread {
    pub run: u32,
    pub kind: RecordKind,
    pub fault: Fault,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

/// Whether the run is complete follows from what was read in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EndDiscovery {
    pub run: u32,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}
