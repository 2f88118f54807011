//! The records known so far, for discovery to hold against what it hears.

use async_trait::async_trait;
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::ids::{MspId, RecordId, VendorConnectionId};
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::vendors::{Fingerprint, KnownRecord, KnownRecords};

use super::VendorRecords;
use crate::declaration::Cell;
use crate::projections::Projections;
use crate::select::Condition;

#[async_trait]
impl KnownRecords for Projections {
    async fn after(
        &self,
        msp: MspId,
        connection: VendorConnectionId,
        kind: RecordKind,
        record: Option<RecordId>,
    ) -> Result<Vec<KnownRecord>, KnownUnreadable> {
        let conditions = vec![
            Condition::Is("connection_id", Cell::Uuid(connection.as_uuid())),
            Condition::Is("kind", Cell::Text(kind.as_str().into())),
        ];
        let after = record.map(|it| it.as_uuid());
        let rows = self.by_id::<VendorRecords>(msp, conditions, after).await?;
        let known = rows.iter().map(|row| KnownRecord {
            id: RecordId::new(row.id),
            fingerprint: Fingerprint(row.fingerprint),
            vanished: row.vanished,
        });
        Ok(known.collect())
    }
}
