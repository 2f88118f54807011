//! What the API stands on; whoever starts the program puts it together.

use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::personal::PersonalData;
use tenantry_engine::access::Access;
use tenantry_engine::approvals::Approvals;
use tenantry_engine::clouds::Clouds;
use tenantry_engine::commands::Engine;
use tenantry_engine::consents::Consents;
use tenantry_engine::leases::Leases;
use tenantry_engine::procedure_runs::ProcedureRuns;
use tenantry_engine::telling::NoticeChannels;
use tenantry_engine::time::Clock;
use tenantry_engine::vendors::VendorConnections;
use tenantry_projections::Projections;

use crate::live::Tails;
use crate::{Mapping, Proving};

#[derive(Debug, Clone)]
pub struct Parts {
    pub engine: Arc<Engine>,
    pub projections: Projections,
    /// What is recorded, as it is recorded. One for the whole node.
    pub tails: Tails,
    /// Each MSP's clouds, for what has to be looked up there now.
    pub clouds: Arc<dyn Clouds>,
    /// Tenants connected by their administrators' consent.
    pub consents: Consents,
    /// Whose the vendors' records are, and what an MSP has set.
    pub mapping: Mapping,
    /// Accounts at other vendors.
    pub vendors: VendorConnections,
    /// Changes that are asked for and decided about.
    pub approvals: Approvals,
    /// Whole procedures, each step an approval of its own.
    pub runs: ProcedureRuns,
    /// Where people are told of them.
    pub notices: NoticeChannels,
    /// That events are in the ledger, and that it is what was recorded. One for the whole node.
    pub proving: Proving,
    /// Who works for which MSP.
    pub leases: Arc<dyn Leases>,
    /// Opens what is known of customers' people, for those who may read it.
    pub personal: Arc<dyn PersonalData>,
    pub clock: Arc<dyn Clock>,
    /// Teams, sessions and tokens.
    pub access: Access,
    /// How long a reader waits for what was just written, and a mutation for its own outcome.
    pub patience: Duration,
}

impl Parts {
    /// Tables follow within milliseconds. Whoever waited this long is better told than kept.
    pub const PATIENCE: Duration = Duration::from_secs(2);
}
