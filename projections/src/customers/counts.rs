//! How many customers there are.

use tenantry_domain::ids::MspId;

use super::Customers;
use super::row::CustomerStatus;
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::projections::Projections;
use crate::select::Condition;
use crate::tally::{Tally, many};

/// How many customers an MSP has, those left out that were archived or are part of another. One statement,
/// along an index that has all that is asked.
pub async fn active(store: &Projections, scope: MspId) -> Result<u64, ProjectionError> {
    let sorts = store.tally::<Customers>(scope, &registered()).await?;
    Ok(sorts.into_iter().map(|(_, counted)| many(counted)).sum())
}

pub(crate) fn registered() -> Tally {
    let registered = Cell::Text(CustomerStatus::Registered.as_str().into());
    Tally {
        by: &["status"],
        conditions: vec![Condition::Is("status", registered)],
    }
}
