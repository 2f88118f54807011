//! What an opened account works with.

use crate::clock::Clock;
use crate::credentials::{Credentials, setting};
use crate::memory::{Memory, Remembered};
use crate::settings::Endpoints;
use crate::wire::Wire;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::sync::Arc;
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::cloud::vault::Vault;
use tenantry_domain::cloud::vendor::VendorReach;
use tenantry_http::Http;

/// Of all accounts together.
#[derive(Debug, Clone)]
pub(crate) struct Tools {
    pub http: Http,
    pub endpoints: Arc<Endpoints>,
    pub vault: Arc<dyn Vault>,
    pub clock: Arc<dyn Clock>,
    pub memory: Arc<Memory>,
}

/// One account's own.
#[derive(Debug)]
pub(crate) struct Opened {
    pub tools: Tools,
    pub reach: VendorReach,
    pub credentials: Credentials,
    pub remembered: Arc<Remembered>,
    pub wire: Wire,
}

impl Tools {
    pub(crate) async fn open(&self, reach: &VendorReach) -> Result<Opened, CloudFault> {
        let credentials = Credentials::read(&*self.vault, reach).await?;
        Ok(Opened {
            tools: self.clone(),
            reach: reach.clone(),
            credentials,
            remembered: self.memory.of(reach.connection),
            wire: Wire::new(self.http.clone(), reach.connection),
        })
    }
}

impl Opened {
    pub(crate) fn setting(&self, api: &'static str, name: &str) -> Result<&str, CloudFault> {
        setting(&self.reach, api, name)
    }

    /// The day it is, in UTC, as vendors count billing periods.
    pub(crate) fn today(&self) -> Date {
        self.tools.clock.now().to_zoned(TimeZone::UTC).date()
    }
}
