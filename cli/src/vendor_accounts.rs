//! The MSPs' accounts at other vendors put together: each vendor's adapter, and Partner Center by the
//! MSP's own connection to Microsoft.

use std::sync::Arc;

use tenantry_domain::cloud::vault::Vault;
use tenantry_domain::cloud::vendor::{Vendor, VendorAccounts};
use tenantry_microsoft::partner::PartnerAccounts;
use tenantry_vendors::{SystemClock, Vendors};

use crate::clouds::ClientClouds;
use crate::config::Config;
use crate::failure::Failure;

pub(crate) fn of(
    config: &Config,
    clouds: &Arc<ClientClouds>,
    vault: &Arc<dyn Vault>,
) -> Result<Arc<dyn VendorAccounts>, Failure> {
    let endpoints = Arc::new(config.vendor_places.endpoints());
    let clock = Arc::new(SystemClock);
    let vendors = Vendors::new(config.http()?, endpoints, Arc::clone(vault), clock);
    let partner = PartnerAccounts::new(Arc::<ClientClouds>::clone(clouds));
    Ok(Arc::new(
        vendors.with(Vendor::PartnerCenter, Arc::new(partner)),
    ))
}
