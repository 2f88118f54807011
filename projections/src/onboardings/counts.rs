//! How many onboardings stand how.

use tenantry_domain::ids::MspId;
use tenantry_domain::record::Micros;

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
    /// They go on when some time has passed: a step is tried again, or what is left over of them runs out.
    pub later: u64,
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
        let tries: i64 = take(&mut cells, "tries")?;
        let counted = many(counted);
        counts.live += counted;
        let under_way = matches!(
            status,
            OnboardingStatus::Onboarding | OnboardingStatus::Undoing
        );
        if status == OnboardingStatus::Attention {
            counts.attention += counted;
        } else if waits {
            counts.waiting += counted;
        } else if tries > 0 || !under_way {
            counts.later += counted;
        }
    }
    Ok(counts)
}

/// When the one is looked at that is due first, those left out that wait for their customers. One statement.
pub async fn first_due(
    store: &Projections,
    scope: MspId,
) -> Result<Option<Micros>, ProjectionError> {
    let conditions = vec![
        Condition::Is("live", Cell::Bool(true)),
        Condition::Is("waits_for_customer", Cell::Bool(false)),
    ];
    let row = store
        .first_by::<Onboardings>(scope, conditions, "due_at")
        .await?;
    Ok(row.and_then(|row| row.due_at))
}

pub(crate) fn standing() -> Tally {
    Tally {
        by: &["status", "waits_for_customer", "tries"],
        conditions: vec![Condition::Is("live", Cell::Bool(true))],
    }
}
