//! Which onboardings a worker finds under way when it takes an MSP over.

use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::ids::MspId;
use tenantry_domain::onboarding::{Onboarding, approval_patience};
use tenantry_domain::record::Micros;
use tenantry_engine::sagas::LiveSaga;
use tenantry_engine::time::Clock;

use super::Onboardings;
use super::query::{OnboardingFilter, list};
use super::row::{OnboardingRow, OnboardingStatus};
use crate::error::ProjectionError;
use crate::living::{Live, LivePage, LiveTable};
use crate::paging::{Cursor, Page};
use crate::projections::Projections;

/// The statuses of what is under way, in the order in which an onboarding goes through them: one
/// that changes while it is listed is met once at least.
const LIVE: [OnboardingStatus; 3] = [
    OnboardingStatus::Onboarding,
    OnboardingStatus::Undoing,
    OnboardingStatus::Attention,
];

pub type LiveOnboardings = Live<OpenOnboardings>;

#[derive(Debug)]
pub struct OpenOnboardings {
    clock: Arc<dyn Clock>,
}

impl LiveOnboardings {
    pub fn new(projections: Projections, clock: Arc<dyn Clock>) -> Self {
        Self::upon(projections, OpenOnboardings { clock })
    }
}

#[async_trait]
impl LiveTable for OpenOnboardings {
    type Saga = Onboarding;
    type Table = Onboardings;

    async fn page(
        &self,
        tables: &Projections,
        msp: MspId,
        after: Option<&str>,
        rows: u32,
    ) -> Result<Option<LivePage>, ProjectionError> {
        let Some((place, cursor)) = begin(after) else {
            return Ok(None);
        };
        let filter = OnboardingFilter {
            status: Some(LIVE[place]),
            ..OnboardingFilter::default()
        };
        let page = list(tables, msp, &filter, cursor.as_ref(), rows).await?;
        let now = self.clock.now();
        Ok(Some(LivePage {
            next: next(place, &page),
            sagas: page.rows.iter().map(|row| live(row, now)).collect(),
        }))
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
