//! What a worker finds under way when it takes an MSP over, without reading the MSP's whole ledger: from a
//! query table, and where that cannot be relied on, from the ledger.

use std::fmt::Debug;

use async_trait::async_trait;
use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::ids::MspId;
use tenantry_engine::ledger::LedgerError;
use tenantry_engine::sagas::{FromLedger, LiveSaga, LiveSagas, Living};

use crate::declaration::Projection;
use crate::error::ProjectionError;
use crate::paging::PAGE_ROWS;
use crate::projections::Projections;

/// A query table that knows which sagas of one kind are live, and when they are due.
#[async_trait]
pub trait LiveTable: Debug + Send + Sync {
    type Saga: Aggregate;
    type Table: Projection;

    /// Some of them, and where the list goes on; nothing where `after` is no place in it.
    async fn page(
        &self,
        tables: &Projections,
        msp: MspId,
        after: Option<&str>,
        rows: u32,
    ) -> Result<Option<LivePage>, ProjectionError>;
}

#[derive(Debug)]
pub struct LivePage {
    pub(crate) sagas: Vec<LiveSaga>,
    pub(crate) next: Option<String>,
}

/// Reads such a table; where it cannot be relied on, the ledger.
#[derive(Debug)]
pub struct Live<T> {
    table: T,
    projections: Projections,
    ledger: FromLedger,
    rows: u32,
}

impl<T: LiveTable> Live<T> {
    pub(crate) fn upon(projections: Projections, table: T) -> Self {
        let ledger = projections.house().ledger.clone();
        Self {
            table,
            projections,
            ledger: FromLedger::new(ledger, vec![<T::Saga as Aggregate>::TYPE]),
            rows: PAGE_ROWS,
        }
    }

    #[cfg(test)]
    pub(crate) fn by_pages_of(self, rows: u32) -> Self {
        Self { rows, ..self }
    }

    async fn page(
        &self,
        msp: MspId,
        after: Option<&str>,
    ) -> Result<Option<Living>, ProjectionError> {
        let tables = &self.projections;
        let page = self.table.page(tables, msp, after, self.rows);
        let found = tables.while_standing(T::Table::NAME, msp, page).await?;
        Ok(found.and_then(|(position, page)| {
            let LivePage { sagas, next } = page?;
            Some(Living {
                sagas,
                position,
                next,
            })
        }))
    }
}

#[async_trait]
impl<T: LiveTable> LiveSagas for Live<T> {
    async fn of(&self, msp: MspId, after: Option<&str>) -> Result<Living, LedgerError> {
        match self.page(msp, after).await {
            Ok(Some(living)) => return Ok(living),
            Ok(None) => {}
            Err(ProjectionError::Database(error)) => return Err(error),
            Err(error) => {
                tracing::info!(%msp, code = error.code(), %error, "what is under way is looked up in the ledger");
            }
        }
        self.ledger.of(msp, None).await
    }
}
