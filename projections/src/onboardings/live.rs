//! Which onboardings a worker finds under way when it takes an MSP over, without reading the MSP's
//! whole ledger.

use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::ids::MspId;
use tenantry_domain::onboarding::{Onboarding, approval_patience};
use tenantry_domain::record::Micros;
use tenantry_engine::ledger::LedgerError;
use tenantry_engine::sagas::{FromLedger, LiveSaga, LiveSagas, Living};
use tenantry_engine::time::Clock;

use super::Onboardings;
use super::query::{OnboardingFilter, list};
use super::row::{OnboardingRow, OnboardingStatus};
use crate::declaration::Projection as _;
use crate::error::ProjectionError;
use crate::living::or_from_ledger;
use crate::paging::{Cursor, PAGE_ROWS, Page};
use crate::projections::Projections;

/// The statuses of what is under way, in the order in which an onboarding goes through them: one
/// that changes while it is listed is met once at least.
const LIVE: [OnboardingStatus; 3] = [
    OnboardingStatus::Onboarding,
    OnboardingStatus::Undoing,
    OnboardingStatus::Attention,
];

/// Reads the query table; where that cannot be relied on, the ledger.
#[derive(Debug)]
pub struct LiveOnboardings {
    projections: Projections,
    clock: Arc<dyn Clock>,
    ledger: FromLedger,
    rows: u32,
}

impl LiveOnboardings {
    pub fn new(projections: Projections, clock: Arc<dyn Clock>) -> Self {
        let ledger = projections.house().ledger.clone();
        Self {
            projections,
            clock,
            ledger: FromLedger::new(ledger, vec![Onboarding::TYPE]),
            rows: PAGE_ROWS,
        }
    }

    #[cfg(test)]
    pub(crate) fn by_pages_of(self, rows: u32) -> Self {
        Self { rows, ..self }
    }

    /// One page of the table; nothing when the table cannot be relied on.
    async fn page(
        &self,
        msp: MspId,
        after: Option<&str>,
    ) -> Result<Option<Living>, ProjectionError> {
        let Some((place, cursor)) = begin(after) else {
            return Ok(None);
        };
        let filter = OnboardingFilter {
            status: Some(LIVE[place]),
            customer: None,
        };
        let tables = &self.projections;
        let page = list(tables, msp, &filter, cursor.as_ref(), self.rows);
        let page = tables.while_standing(Onboardings::NAME, msp, page).await?;
        let now = self.clock.now();
        Ok(page.map(|(position, page)| Living {
            next: next(place, &page),
            sagas: page.rows.iter().map(|row| live(row, now)).collect(),
            position,
        }))
    }
}

#[async_trait]
impl LiveSagas for LiveOnboardings {
    async fn of(&self, msp: MspId, after: Option<&str>) -> Result<Living, LedgerError> {
        or_from_ledger(self.page(msp, after).await, &self.ledger, msp).await
    }
}

/// Where a page begins: in which of the statuses, after which row.
fn begin(after: Option<&str>) -> Option<(usize, Option<Cursor>)> {
    let Some(after) = after else {
        return Some((0, None));
    };
    let (place, cursor) = after.split_once('/')?;
    let place = place.parse().ok().filter(|place| *place < LIVE.len())?;
    match cursor {
        "" => Some((place, None)),
        cursor => Some((place, Some(cursor.parse().ok()?))),
    }
}

fn next(place: usize, page: &Page<OnboardingRow>) -> Option<String> {
    match &page.next {
        Some(cursor) => Some(format!("{place}/{cursor}")),
        None if place + 1 < LIVE.len() => Some(format!("{}/", place + 1)),
        None => None,
    }
}

fn live(row: &OnboardingRow, now: Micros) -> LiveSaga {
    LiveSaga {
        aggregate_type: Onboarding::TYPE.to_owned(),
        id: row.id.to_string(),
        due: due(row, now),
    }
}

/// An approval is looked for in ever longer pauses, and nothing is recorded of a look in vain. What
/// was recorded since the wait began, a look that failed or somebody's wish for one, goes before.
fn due(row: &OnboardingRow, now: Micros) -> Micros {
    let due = row.due_at.unwrap_or(now);
    match row.waiting_since {
        Some(since) if due == since => {
            // How long one waits at most plays no part in when one looks.
            approval_patience(0).next_look(since, now)
        }
        _ => due,
    }
}
