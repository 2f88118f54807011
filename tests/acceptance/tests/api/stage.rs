//! An MSP's clouds, simulated.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::ids::MspId;
use tenantry_engine::clouds::{Clouds, ConsentedAccess, PartnerClouds};
use tenantry_http::{Limits, Repeating};
use tenantry_microsoft::entra::Access;
use tenantry_microsoft::graph::{Administration, Apps, Directory};

use crate::clouds;

/// Repeats, but without waiting long.
pub(crate) fn quick() -> Limits {
    let repeating = Repeating {
        first_pause: Duration::from_millis(2),
        attempt_timeout: Duration::from_secs(5),
        ..Repeating::default()
    };
    Limits {
        repeating,
        ..Limits::default()
    }
}

/// Every MSP is the one partner of the simulated world.
#[derive(Debug)]
pub(crate) struct Northwind(Arc<PartnerClouds>);

impl Northwind {
    pub(crate) fn of(there: &clouds::World) -> Self {
        let gdap = Arc::new(there.gdap.clone());
        let center = Arc::new(there.center.clone());
        Self(Arc::new(PartnerClouds {
            partner: there.partner(),
            app: AppId::new(there.scenario.app_id("Northwind Onboarding")),
            relationships: gdap.clone(),
            assignments: gdap.clone(),
            gdap_customers: gdap.clone(),
            contracts: gdap,
            customers: center.clone(),
            consents: center,
            groups: Arc::new(Apps::new(there.graph.clone(), Access::Delegated)),
            directory: Arc::new(Directory::new(there.graph.clone(), Access::Delegated)),
            administration: Arc::new(Administration::new(there.graph.clone(), Access::Delegated)),
            consented: ConsentedAccess {
                directory: Arc::new(Directory::new(there.graph.clone(), Access::App)),
                administration: Arc::new(Administration::new(there.graph.clone(), Access::App)),
            },
        }))
    }
}

#[async_trait]
impl Clouds for Northwind {
    async fn of(&self, _msp: MspId) -> Result<Arc<PartnerClouds>, CloudFault> {
        Ok(self.0.clone())
    }
}
