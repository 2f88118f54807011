//! Accounts at other vendors where none can be opened.

use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::cloud::vendor::{VendorAccount, VendorAccounts, VendorReach};
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_engine::commands::Engine;
use tenantry_engine::time::Clock;
use tenantry_engine::vendors::{VendorConnectionParts, VendorConnections};

use crate::vault::Safe;

#[derive(Debug)]
struct Nowhere;

#[async_trait]
impl VendorAccounts for Nowhere {
    async fn open(&self, _: &VendorReach) -> Result<Box<dyn VendorAccount>, CloudFault> {
        Err(CloudFault::new(
            Cause::Unreachable,
            "nowhere",
            "there is none",
        ))
    }
}

/// None answers.
pub fn nowhere(engine: Arc<Engine>, clock: Arc<dyn Clock>) -> VendorConnections {
    VendorConnections::new(VendorConnectionParts {
        engine,
        accounts: Arc::new(Nowhere),
        vault: Arc::new(Safe::default()),
        clock,
    })
}
