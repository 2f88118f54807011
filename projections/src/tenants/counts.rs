//! How many tenants stand how.

use tenantry_domain::ids::MspId;

use super::Tenants;
use super::row::TenantStatus;
use crate::error::ProjectionError;
use crate::projections::Projections;
use crate::tally::{Tally, many, take};

/// How many of an MSP's tenants stand how. Each is in one of the first four.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TenantCounts {
    pub discovered: u64,
    pub onboarding: u64,
    pub active: u64,
    pub error: u64,
    /// Something is no longer as their onboarding brought it about.
    pub drifted: u64,
}

/// One statement, along an index that has all that is asked.
pub async fn counts(store: &Projections, scope: MspId) -> Result<TenantCounts, ProjectionError> {
    let mut counts = TenantCounts::default();
    for (cells, counted) in store.tally::<Tenants>(scope, &standing()).await? {
        let mut cells = cells.into_iter();
        let status: TenantStatus = take(&mut cells, "status")?;
        let drifted: bool = take(&mut cells, "drifted")?;
        let counted = many(counted);
        *match status {
            TenantStatus::Discovered => &mut counts.discovered,
            TenantStatus::Onboarding => &mut counts.onboarding,
            TenantStatus::Active => &mut counts.active,
            TenantStatus::Error => &mut counts.error,
        } += counted;
        if drifted {
            counts.drifted += counted;
        }
    }
    Ok(counts)
}

pub(crate) fn standing() -> Tally {
    Tally {
        by: &["status", "drifted"],
        conditions: Vec::new(),
    }
}
