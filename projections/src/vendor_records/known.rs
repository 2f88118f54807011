//! The records known so far, for discovery to hold against what it hears.

use async_trait::async_trait;
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::ids::{MspId, RecordId, VendorConnectionId};
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::vendors::{Fingerprint, KnownRecord, KnownRecords};

use super::VendorRecords;
use crate::declaration::Cell;
use crate::projections::Projections;
use crate::select::{Condition, Select};
use crate::walks::within;

#[async_trait]
impl KnownRecords for Projections {
    async fn after(
        &self,
        msp: MspId,
        connection: VendorConnectionId,
        kind: RecordKind,
        record: Option<RecordId>,
    ) -> Result<Vec<KnownRecord>, KnownUnreadable> {
        let walk = of_place(connection, kind, record);
        let rows = self.part::<VendorRecords>(msp, &walk).await?;
        let known = rows.iter().map(|row| KnownRecord {
            id: RecordId::new(row.id),
            fingerprint: Fingerprint(row.fingerprint),
            vanished: row.vanished,
        });
        Ok(known.collect())
    }
}

/// What a connection has of a kind, in the order of ids, after one.
pub(crate) fn of_place(
    connection: VendorConnectionId,
    kind: RecordKind,
    after: Option<RecordId>,
) -> Select {
    let kind = Condition::Is("kind", Cell::Text(kind.as_str().into()));
    let connection = Cell::Uuid(connection.as_uuid());
    let after = after.map(RecordId::as_uuid);
    within("connection_id", connection, vec![kind], after)
}
