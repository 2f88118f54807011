//! What a client of an account enters.

use super::{Account, Vendor};
use crate::configuration::name_of;
use crate::world::Endpoints;
use url::Url;

/// An account at a vendor, and what is entered to open it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VendorLogin {
    pub vendor: Vendor,
    /// The MSP's name there.
    pub account: String,
    /// By what clients call it: where the account is, if a client has to say that, and the credentials.
    pub entered: Vec<(String, String)>,
}

impl VendorLogin {
    pub(crate) fn of(account: &Account, there: &Endpoints) -> Self {
        let port = there.of(account.place).and_then(Url::port);
        let host = port.map(|port| ("site", format!("localhost:{port}")));
        let place = match account.vendor {
            Vendor::ConnectWise | Vendor::HaloPsa => host,
            Vendor::DattoRmm => name_of(account.place).map(|name| ("platform", name.to_owned())),
            Vendor::Autotask | Vendor::ItGlue | Vendor::Pax8 | Vendor::StreamOne => None,
        };
        let place = place.map(|(name, value)| (name.to_owned(), value));
        // HaloPSA knows the tenant by the host.
        let known = |name: &str| account.vendor == Vendor::HaloPsa && name == "tenant";
        let credentials = account.credentials.iter();
        let credentials = credentials
            .filter(|(name, _)| !known(name))
            .map(|(name, value)| (name.clone(), value.clone()));
        Self {
            vendor: account.vendor,
            account: account.name.clone(),
            entered: place.into_iter().chain(credentials).collect(),
        }
    }
}
