//! How many onboardings stand how.

use tenantry_domain::ids::MspId;

use super::Onboardings;
use super::row::OnboardingStatus;
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::projections::Projections;
use crate::select::Condition;
use crate::tally::{Tally, many, take};

/// How many of an MSP's onboardings that something is to be done about stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OnboardingCounts {
    /// All of them.
    pub live: u64,
    /// Their invitations are out, and the customers have not approved yet.
    pub waiting: u64,
    /// What they did cannot be undone so far: somebody should look at them.
    pub attention: u64,
}

/// One statement, along an index that has all that is asked.
pub async fn counts(
    store: &Projections,
    scope: MspId,
) -> Result<OnboardingCounts, ProjectionError> {
    let mut counts = OnboardingCounts::default();
    for (cells, counted) in store.tally::<Onboardings>(scope, &standing()).await? {
        let mut cells = cells.into_iter();
        let status: OnboardingStatus = take(&mut cells, "status")?;
        let waits: bool = take(&mut cells, "waits_for_customer")?;
        let counted = many(counted);
        counts.live += counted;
        if status == OnboardingStatus::Attention {
            counts.attention += counted;
        } else if waits {
            counts.waiting += counted;
        }
    }
    Ok(counts)
}

pub(crate) fn standing() -> Tally {
    Tally {
        by: &["status", "waits_for_customer"],
        conditions: vec![Condition::Is("live", Cell::Bool(true))],
    }
}
