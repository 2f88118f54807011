//! What a worker finds under way when it takes an MSP over: from a query table, and where that cannot be
//! relied on, from the ledger.

use tenantry_domain::ids::MspId;
use tenantry_engine::ledger::LedgerError;
use tenantry_engine::sagas::{FromLedger, LiveSagas as _, Living};

use crate::error::ProjectionError;

pub(crate) async fn or_from_ledger(
    page: Result<Option<Living>, ProjectionError>,
    ledger: &FromLedger,
    msp: MspId,
) -> Result<Living, LedgerError> {
    match page {
        Ok(Some(living)) => return Ok(living),
        Ok(None) => {}
        Err(ProjectionError::Database(error)) => return Err(error),
        Err(error) => {
            tracing::info!(%msp, code = error.code(), %error, "what is under way is looked up in the ledger");
        }
    }
    ledger.of(msp, None).await
}
