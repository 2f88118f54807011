//! How many runs are under way.

use tenantry_domain::ids::MspId;

use super::ProcedureRuns;
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::projections::Projections;
use crate::select::Condition;
use crate::tally::{Tally, many};

/// How many of an MSP's runs have something to be looked at, now or later. One statement.
pub async fn under_way(store: &Projections, scope: MspId) -> Result<u64, ProjectionError> {
    let tally = Tally {
        by: &["live"],
        conditions: vec![Condition::Is("live", Cell::Bool(true))],
    };
    let sorts = store.tally::<ProcedureRuns>(scope, &tally).await?;
    Ok(sorts.into_iter().map(|(_, counted)| many(counted)).sum())
}
