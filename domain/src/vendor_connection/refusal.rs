//! Why a command to a vendor connection is turned down. No sentence repeats a value that was entered.

use super::SETTING_LIMIT;
use crate::aggregate::{Refusal, Severity};
use crate::cloud::vendor::{RecordKind, Vendor};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VendorConnectionRefusal {
    #[error("no vendor is connected under this id")]
    VendorNotConnected,
    #[error(
        "{vendor} is connected under this id already, under another name or with other settings"
    )]
    VendorConnectedAlready { vendor: Vendor },
    #[error("the connection is paused; resume it first")]
    VendorPaused,
    #[error("the connection was ended; connect the vendor anew")]
    VendorDisconnected,
    #[error("{vendor} has no setting called {name:?}; it has: {}", settings_of(*vendor))]
    VendorSettingUnknown { vendor: Vendor, name: String },
    #[error("{vendor} needs the setting {name:?}: {about}")]
    VendorSettingMissing {
        vendor: Vendor,
        name: &'static str,
        about: &'static str,
    },
    #[error(
        "{name:?} is a secret of {vendor}; it is given as one and kept in the vault, never as a setting"
    )]
    VendorSettingSecret { vendor: Vendor, name: &'static str },
    #[error(
        "the setting {name:?} must be 1 to {SETTING_LIMIT} characters without control characters"
    )]
    VendorSettingInvalid { name: &'static str },
    #[error("discovery {run} of this connection is running")]
    VendorDiscoveryRunning { run: u32 },
    #[error("discovery {run} of this connection is not running")]
    VendorDiscoveryNotRunning { run: u32 },
    #[error("{vendor} has no records of the kind {}", kind.as_str())]
    VendorKindUnknown { vendor: Vendor, kind: RecordKind },
}

fn settings_of(vendor: Vendor) -> String {
    let settings = super::settings::declared(vendor).map(|input| input.name);
    settings.collect::<Vec<_>>().join(", ")
}

impl Refusal for VendorConnectionRefusal {
    const CODES: &'static [&'static str] = &[
        "VENDOR_NOT_CONNECTED",
        "VENDOR_CONNECTED_ALREADY",
        "VENDOR_PAUSED",
        "VENDOR_DISCONNECTED",
        "VENDOR_SETTING_UNKNOWN",
        "VENDOR_SETTING_MISSING",
        "VENDOR_SETTING_SECRET",
        "VENDOR_SETTING_INVALID",
        "VENDOR_DISCOVERY_RUNNING",
        "VENDOR_DISCOVERY_NOT_RUNNING",
        "VENDOR_KIND_UNKNOWN",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::VendorNotConnected => "VENDOR_NOT_CONNECTED",
            Self::VendorConnectedAlready { .. } => "VENDOR_CONNECTED_ALREADY",
            Self::VendorPaused => "VENDOR_PAUSED",
            Self::VendorDisconnected => "VENDOR_DISCONNECTED",
            Self::VendorSettingUnknown { .. } => "VENDOR_SETTING_UNKNOWN",
            Self::VendorSettingMissing { .. } => "VENDOR_SETTING_MISSING",
            Self::VendorSettingSecret { .. } => "VENDOR_SETTING_SECRET",
            Self::VendorSettingInvalid { .. } => "VENDOR_SETTING_INVALID",
            Self::VendorDiscoveryRunning { .. } => "VENDOR_DISCOVERY_RUNNING",
            Self::VendorDiscoveryNotRunning { .. } => "VENDOR_DISCOVERY_NOT_RUNNING",
            Self::VendorKindUnknown { .. } => "VENDOR_KIND_UNKNOWN",
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::VendorKindUnknown { .. } => Severity::Suspicious,
            Self::VendorNotConnected
            | Self::VendorConnectedAlready { .. }
            | Self::VendorPaused
            | Self::VendorDisconnected
            | Self::VendorSettingUnknown { .. }
            | Self::VendorSettingMissing { .. }
            | Self::VendorSettingSecret { .. }
            | Self::VendorSettingInvalid { .. }
            | Self::VendorDiscoveryRunning { .. }
            | Self::VendorDiscoveryNotRunning { .. } => Severity::Expected,
        }
    }
}
