//! Which runs a worker finds open when it takes an MSP over.

use async_trait::async_trait;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::ids::MspId;
use tenantry_domain::procedure_run::ProcedureRun;
use tenantry_engine::sagas::LiveSaga;

use super::ProcedureRuns;
use super::query::{RunFilter, list};
use super::row::RunRow;
use crate::error::ProjectionError;
use crate::living::{Live, LivePage, LiveTable};
use crate::paging::Cursor;
use crate::projections::Projections;

pub type LiveRuns = Live<OpenRuns>;

#[derive(Debug)]
pub struct OpenRuns;

impl LiveRuns {
    pub fn new(projections: Projections) -> Self {
        Self::upon(projections, OpenRuns)
    }
}

#[async_trait]
impl LiveTable for OpenRuns {
    type Saga = ProcedureRun;
    type Table = ProcedureRuns;

    async fn page(
        &self,
        tables: &Projections,
        msp: MspId,
        after: Option<&str>,
        rows: u32,
    ) -> Result<Option<LivePage>, ProjectionError> {
        let Ok(cursor) = after.map(str::parse::<Cursor>).transpose() else {
            return Ok(None);
        };
        let filter = RunFilter {
            live: Some(true),
            ..RunFilter::default()
        };
        let page = list(tables, msp, &filter, cursor.as_ref(), rows).await?;
        Ok(Some(LivePage {
            next: page.next.map(|cursor| cursor.to_string()),
            sagas: page.rows.iter().map(live).collect(),
        }))
    }
}

/// Each is looked at once: whoever visits it learns what it waits for.
fn live(row: &RunRow) -> LiveSaga {
    LiveSaga {
        aggregate_type: ProcedureRun::TYPE.to_owned(),
        id: row.id.to_string(),
        due: 0,
    }
}
