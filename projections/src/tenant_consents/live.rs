//! Which consents a worker finds open when it takes an MSP over, without reading the MSP's whole
//! ledger.

use async_trait::async_trait;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::Micros;
use tenantry_domain::tenant_consent::TenantConsent;
use tenantry_engine::ledger::LedgerError;
use tenantry_engine::sagas::{FromLedger, LiveSaga, LiveSagas, Living};

use super::TenantConsents;
use super::query::{ConsentFilter, list};
use super::row::{ConsentRow, ConsentStatus};
use crate::declaration::Projection as _;
use crate::error::ProjectionError;
use crate::living::or_from_ledger;
use crate::paging::{Cursor, PAGE_ROWS};
use crate::projections::Projections;

/// Reads the query table; where that cannot be relied on, the ledger.
#[derive(Debug)]
pub struct LiveConsents {
    projections: Projections,
    ledger: FromLedger,
    rows: u32,
}

impl LiveConsents {
    pub fn new(projections: Projections) -> Self {
        let ledger = projections.house().ledger.clone();
        Self {
            projections,
            ledger: FromLedger::new(ledger, vec![TenantConsent::TYPE]),
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
        let cursor: Option<Cursor> = match after.map(str::parse) {
            None => None,
            Some(Ok(cursor)) => Some(cursor),
            Some(Err(_)) => return Ok(None),
        };
        let filter = ConsentFilter {
            live: Some(true),
            ..ConsentFilter::default()
        };
        let tables = &self.projections;
        let page = list(tables, msp, &filter, cursor.as_ref(), self.rows);
        let page = tables
            .while_standing(TenantConsents::NAME, msp, page)
            .await?;
        Ok(page.map(|(position, page)| Living {
            next: page.next.map(|cursor| cursor.to_string()),
            sagas: page.rows.iter().map(live).collect(),
            position,
        }))
    }
}

#[async_trait]
impl LiveSagas for LiveConsents {
    async fn of(&self, msp: MspId, after: Option<&str>) -> Result<Living, LedgerError> {
        or_from_ledger(self.page(msp, after).await, &self.ledger, msp).await
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
        _ => 0,
    }
}
