//! Clouds in which everything is done at once, so that what is measured is ours alone.
//!
//! They know what an onboarding needs of them; whatever else is asked for is not there.

mod gdap;
mod others;
mod people;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use tenantry_domain::cloud::apps::SecurityGroup;
use tenantry_domain::cloud::gdap::{Partner, Relationship, RelationshipId, RoleAssignment};
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};
use tenantry_domain::ids::MspId;
use tenantry_engine::clouds::{Clouds, ConsentedAccess, PartnerClouds};
use uuid::Uuid;

const APP: AppId = AppId::new(Uuid::from_u128(0xa99));

/// The clouds of all MSPs.
#[derive(Debug, Default)]
pub(crate) struct AtOnce(Arc<Sky>);

/// What was made.
#[derive(Debug, Default)]
struct Sky {
    /// Every relationship that is asked for is there and waits for the customer.
    nobody_answers: bool,
    made: Mutex<Made>,
}

#[derive(Debug, Default)]
struct Made {
    relationships: HashMap<RelationshipId, Relationship>,
    by_name: HashMap<(Partner, String), RelationshipId>,
    by_customer: HashMap<(Partner, TenantId), Vec<RelationshipId>>,
    assignments: HashMap<RelationshipId, Vec<RoleAssignment>>,
    groups: HashMap<(TenantId, String), SecurityGroup>,
    consents: HashSet<TenantId>,
    ids: u128,
}

impl AtOnce {
    /// Customers who never approve anything.
    pub(crate) fn without_answers() -> Self {
        Self(Arc::new(Sky {
            nobody_answers: true,
            made: Mutex::default(),
        }))
    }
}

#[async_trait]
impl Clouds for AtOnce {
    async fn of(&self, msp: MspId) -> Result<Arc<PartnerClouds>, CloudFault> {
        let sky = &self.0;
        Ok(Arc::new(PartnerClouds {
            partner: Partner(TenantId::new(msp.as_uuid())),
            app: APP,
            relationships: sky.clone(),
            assignments: sky.clone(),
            gdap_customers: sky.clone(),
            contracts: sky.clone(),
            customers: sky.clone(),
            consents: sky.clone(),
            groups: sky.clone(),
            directory: sky.clone(),
            administration: sky.clone(),
            consented: ConsentedAccess {
                directory: sky.clone(),
                administration: sky.clone(),
            },
        }))
    }
}

impl Sky {
    fn made(&self) -> MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Made {
    fn id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }
}

fn not_there<T>() -> Result<T, CloudFault> {
    Err(CloudFault::new(
        Cause::NotThere,
        "bench",
        "not in these clouds",
    ))
}
