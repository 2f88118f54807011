//! Opens accounts: one line for each vendor.

use crate::autotask::Autotask;
use crate::clock::Clock;
use crate::connectwise::ConnectWise;
use crate::datto_rmm::DattoRmm;
use crate::halopsa::HaloPsa;
use crate::it_glue::ItGlue;
use crate::memory::Memory;
use crate::pax8::Pax8;
use crate::settings::Endpoints;
use crate::streamone::StreamOne;
use crate::tools::Tools;
use async_trait::async_trait;
use std::collections::BTreeMap;
use std::sync::Arc;
use tenantry_domain::cloud::vault::Vault;
use tenantry_domain::cloud::vendor::{Vendor, VendorAccount, VendorAccounts, VendorReach};
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::Http;

/// All vendors whose accounts this program opens.
#[derive(Debug)]
pub struct Vendors {
    tools: Tools,
    /// Those that somebody else opens.
    elsewhere: BTreeMap<Vendor, Arc<dyn VendorAccounts>>,
}

impl Vendors {
    pub fn new(
        http: Http,
        endpoints: Arc<Endpoints>,
        vault: Arc<dyn Vault>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let memory = Arc::new(Memory::default());
        Self {
            tools: Tools {
                http,
                endpoints,
                vault,
                clock,
                memory,
            },
            elsewhere: BTreeMap::new(),
        }
    }

    /// A vendor that is opened elsewhere: Partner Center is, with the MSP's Microsoft sign-in.
    #[must_use]
    pub fn with(mut self, vendor: Vendor, accounts: Arc<dyn VendorAccounts>) -> Self {
        self.elsewhere.insert(vendor, accounts);
        self
    }
}

#[async_trait]
impl VendorAccounts for Vendors {
    async fn open(&self, reach: &VendorReach) -> Result<Box<dyn VendorAccount>, CloudFault> {
        if let Some(elsewhere) = self.elsewhere.get(&reach.vendor) {
            return elsewhere.open(reach).await;
        }
        let opened = self.tools.open(reach).await?;
        match reach.vendor {
            Vendor::Autotask => Ok(Box::new(Autotask::open(opened)?)),
            Vendor::ConnectWise => Ok(Box::new(ConnectWise::open(opened)?)),
            Vendor::HaloPsa => Ok(Box::new(HaloPsa::open(opened)?)),
            Vendor::DattoRmm => Ok(Box::new(DattoRmm::open(opened)?)),
            Vendor::ItGlue => Ok(Box::new(ItGlue::open(opened)?)),
            Vendor::Pax8 => Ok(Box::new(Pax8::new(opened))),
            Vendor::StreamOne => Ok(Box::new(StreamOne::open(opened)?)),
            Vendor::PartnerCenter => {
                let detail = "it is opened with the MSP's sign-in at Microsoft, and not here";
                Err(CloudFault::new(Cause::Refused, "vendors", detail))
            }
        }
    }
}
