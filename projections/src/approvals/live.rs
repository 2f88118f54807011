//! Which approvals a worker finds open when it takes an MSP over.

use async_trait::async_trait;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::Approval;
use tenantry_domain::ids::MspId;
use tenantry_engine::sagas::LiveSaga;

use super::Approvals;
use super::query::{ApprovalFilter, ApprovalOrder, list};
use super::row::ApprovalRow;
use crate::error::ProjectionError;
use crate::living::{Live, LivePage, LiveTable};
use crate::paging::Cursor;
use crate::projections::Projections;

pub type LiveApprovals = Live<OpenApprovals>;

#[derive(Debug)]
pub struct OpenApprovals;

impl LiveApprovals {
    pub fn new(projections: Projections) -> Self {
        Self::upon(projections, OpenApprovals)
    }
}

#[async_trait]
impl LiveTable for OpenApprovals {
    type Saga = Approval;
    type Table = Approvals;

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
        let filter = ApprovalFilter {
            live: Some(true),
            ..ApprovalFilter::default()
        };
        let order = ApprovalOrder::Newest;
        let page = list(tables, msp, &filter, order, cursor.as_ref(), rows).await?;
        Ok(Some(LivePage {
            next: page.next.map(|cursor| cursor.to_string()),
            sagas: page.rows.iter().map(live).collect(),
        }))
    }
}

fn live(row: &ApprovalRow) -> LiveSaga {
    LiveSaga {
        aggregate_type: Approval::TYPE.to_owned(),
        id: row.id.to_string(),
        due: row.due_at.unwrap_or_default(),
    }
}
