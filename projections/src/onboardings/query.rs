//! How people look onboardings up: one by its id, many by their start, the latest first.

use tenantry_domain::cloud::gdap::RelationshipId;
use tenantry_domain::ids::{CustomerId, MspId, OnboardingId};

use super::Onboardings;
use super::row::{OnboardingRow, OnboardingStatus};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};

/// Which onboardings a list holds; by default all.
#[derive(Debug, Clone, Default)]
pub struct OnboardingFilter {
    pub status: Option<OnboardingStatus>,
    pub customer: Option<CustomerId>,
    /// Only those whose invitations are out, or only the others.
    pub waits_for_customer: Option<bool>,
}

/// One onboarding of this MSP.
pub async fn get(
    store: &Projections,
    scope: MspId,
    id: OnboardingId,
) -> Result<Option<OnboardingRow>, ProjectionError> {
    store.one::<Onboardings>(scope, id.as_uuid()).await
}

/// The MSP's onboardings, the latest start first, `first` at most, after a cursor.
pub async fn list(
    store: &Projections,
    scope: MspId,
    filter: &OnboardingFilter,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<OnboardingRow>, ProjectionError> {
    let mut conditions = Vec::new();
    if let Some(status) = &filter.status {
        conditions.push(Condition::Is("status", Cell::Text(status.as_str().into())));
    }
    if let Some(customer) = &filter.customer {
        conditions.push(Condition::Is("customer_id", Cell::Uuid(customer.as_uuid())));
    }
    let waits = filter.waits_for_customer.map(Cell::Bool);
    conditions.extend(waits.map(|it| Condition::Is("waits_for_customer", it)));
    // A cursor that is not one of ours goes on from the beginning of time: an empty page.
    let after = after.map(|c| (Cell::Integer(c.key.parse().unwrap_or(i64::MIN)), c.id));
    let select = Select {
        conditions,
        order: "started_at",
        direction: Direction::Falling,
        after,
        first,
    };
    store.page::<Onboardings>(scope, select, cursor_of).await
}

/// The onboarding of this MSP that works with the relationship; of several the one that began last.
pub async fn of_relationship(
    store: &Projections,
    scope: MspId,
    relationship: &RelationshipId,
) -> Result<Option<OnboardingRow>, ProjectionError> {
    let id = Cell::Text(relationship.as_str().to_owned().into());
    let select = Select {
        conditions: vec![Condition::Is("relationship", id)],
        order: "started_at",
        direction: Direction::Falling,
        after: None,
        first: 1,
    };
    let page = store.page::<Onboardings>(scope, select, cursor_of).await?;
    Ok(page.rows.into_iter().next())
}

/// Where a list goes on after this row.
pub fn cursor_of(row: &OnboardingRow) -> Cursor {
    Cursor {
        key: row.started_at.to_string(),
        id: row.id,
    }
}
