//! Which consents a worker finds open when it takes an MSP over.

use async_trait::async_trait;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::Micros;
use tenantry_domain::tenant_consent::TenantConsent;
use tenantry_engine::sagas::LiveSaga;

use super::TenantConsents;
use super::query::{ConsentFilter, list};
use super::row::{ConsentRow, ConsentStatus, MoreStatus};
use crate::error::ProjectionError;
use crate::living::{Live, LivePage, LiveTable};
use crate::paging::Cursor;
use crate::projections::Projections;

pub type LiveConsents = Live<OpenConsents>;

#[derive(Debug)]
pub struct OpenConsents;

impl LiveConsents {
    pub fn new(projections: Projections) -> Self {
        Self::upon(projections, OpenConsents)
    }
}

#[async_trait]
impl LiveTable for OpenConsents {
    type Saga = TenantConsent;
    type Table = TenantConsents;

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
        let filter = ConsentFilter {
            live: Some(true),
            ..ConsentFilter::default()
        };
        let page = list(tables, msp, &filter, cursor.as_ref(), rows).await?;
        Ok(Some(LivePage {
            next: page.next.map(|cursor| cursor.to_string()),
            sagas: page.rows.iter().map(live).collect(),
        }))
    }
}

fn live(row: &ConsentRow) -> LiveSaga {
    LiveSaga {
        aggregate_type: TenantConsent::TYPE.to_owned(),
        id: row.id.to_string(),
        due: due(row),
    }
}

/// What is open is looked at when its time is over, what came back at once.
fn due(row: &ConsentRow) -> Micros {
    match row.status {
        ConsentStatus::AwaitingConsent => row.valid_until,
        ConsentStatus::Connected if row.more_status == Some(MoreStatus::Asked) => {
            row.more_valid_until.unwrap_or_default()
        }
        _ => 0,
    }
}
