//! What people want of a connection, and what they are told.

use std::collections::BTreeMap;
use std::sync::Arc;

use tenantry_domain::cloud::vault::Vault;
use tenantry_domain::cloud::vendor::{Vendor, VendorAccounts};
use tenantry_domain::text::VendorConnectionName;
use tenantry_domain::vendor_connection::VendorTest;

use super::secrets::EnteredSecrets;
use crate::commands::{Done, Engine};
use crate::time::Clock;

/// What it takes to connect a vendor.
#[derive(Debug)]
pub struct VendorWish {
    pub vendor: Vendor,
    pub name: VendorConnectionName,
    pub settings: BTreeMap<String, String>,
    pub secrets: EnteredSecrets,
    /// An account that does not work is not connected, and nothing of it is kept.
    pub only_if_works: bool,
}

/// Other secrets for a connection: all of them, not only those that changed.
#[derive(Debug)]
pub struct Rotation {
    pub secrets: EnteredSecrets,
    /// They replace the old ones although they do not work.
    pub even_if_failing: bool,
}

/// What was done, and whether the account works. It was not tried again where the same was asked before.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    pub done: Done,
    pub test: Option<VendorTest>,
}

/// What connections stand on.
#[derive(Debug, Clone)]
pub struct VendorConnectionParts {
    pub engine: Arc<Engine>,
    pub accounts: Arc<dyn VendorAccounts>,
    pub vault: Arc<dyn Vault>,
    pub clock: Arc<dyn Clock>,
}
