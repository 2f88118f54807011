//! Any kind of saga, as the runner sees it.

use std::fmt::Debug;

use async_trait::async_trait;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Micros, RecordedEvent};
use tenantry_domain::saga::Fault;

use super::Trouble;
use crate::leases::Fence;

/// Carries the sagas of one kind on.
#[async_trait]
pub trait Carrier: Debug + Send + Sync {
    /// The stream type of its sagas.
    fn aggregate_type(&self) -> &'static str;

    /// Which of its sagas something may concern that was recorded about another noun.
    fn concerned(&self, event: &RecordedEvent) -> Option<String>;

    /// Carries a saga on until it has to wait.
    async fn visit(&self, msp: MspId, id: &str, fence: Fence) -> Visit;

    /// Whether the MSP's own account works again.
    async fn account_works(&self, msp: MspId) -> Result<(), Trouble>;
}

/// How a visit ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visit {
    /// Nothing more is to be done, unless something is recorded.
    Rest,
    /// Again at this instant, or when something is recorded.
    Again(Micros),
    /// It met a fault that concerns all of the MSP's work.
    StandStill(Fault),
}
