//! How many approvals stand how.

use tenantry_domain::ids::MspId;
use tenantry_domain::record::Micros;

use super::Approvals;
use super::query::Inbox;
use super::row::{ApprovalStatus, ApprovalWait};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::projections::Projections;
use crate::select::Condition;
use crate::tally::{Tally, many, take};

/// How many of an MSP's approvals that something is to be done about stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ApprovalCounts {
    /// All of them.
    pub live: u64,
    /// They wait for decisions.
    pub undecided: u64,
    /// Of these, those that the one who asks may decide about and did not yet, and whose time is not over.
    pub for_me: u64,
    /// Somebody has to do something elsewhere, such as consent.
    pub elsewhere: u64,
    /// They go on when some time has passed.
    pub later: u64,
    /// They must be done and cannot be so far: somebody should look at them.
    pub attention: u64,
}

/// Two statements, over those that something is to be done about.
pub async fn counts(
    store: &Projections,
    scope: MspId,
    inbox: &Inbox,
) -> Result<ApprovalCounts, ProjectionError> {
    let mut counts = ApprovalCounts::default();
    for (cells, counted) in store.tally::<Approvals>(scope, &standing()).await? {
        let mut cells = cells.into_iter();
        let status: ApprovalStatus = take(&mut cells, "status")?;
        let waits: Option<ApprovalWait> = take(&mut cells, "waits_for")?;
        let counted = many(counted);
        counts.live += counted;
        match (status, waits) {
            (ApprovalStatus::Attention, _) => counts.attention += counted,
            (ApprovalStatus::Waiting, _) => counts.undecided += counted,
            (_, Some(ApprovalWait::Somebody | ApprovalWait::FirstPassword)) => {
                counts.elsewhere += counted;
            }
            (_, Some(ApprovalWait::Grace | ApprovalWait::Retry)) => counts.later += counted,
            (_, Some(ApprovalWait::Decisions) | None) => {}
        }
    }
    let mine = store.tally::<Approvals>(scope, &inbox.tally()).await?;
    counts.for_me = mine.into_iter().map(|(_, counted)| many(counted)).sum();
    Ok(counts)
}

/// When the one is looked at that is due first. One statement.
pub async fn first_due(
    store: &Projections,
    scope: MspId,
) -> Result<Option<Micros>, ProjectionError> {
    let live = vec![Condition::Is("live", Cell::Bool(true))];
    let row = store.first_by::<Approvals>(scope, live, "due_at").await?;
    Ok(row.and_then(|row| row.due_at))
}

fn standing() -> Tally {
    Tally {
        by: &["status", "waits_for"],
        conditions: vec![Condition::Is("live", Cell::Bool(true))],
    }
}
