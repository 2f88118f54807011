//! Which connections have not ended, for those who have them read.

use async_trait::async_trait;
use tenantry_domain::ids::{MspId, VendorConnectionId};
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::vendors::ConnectedVendors;

use super::VendorConnections;
use super::row::{ConnectionPhase, VendorConnectionRow};
use crate::projections::Projections;
use crate::walks::by_id;

#[async_trait]
impl ConnectedVendors for Projections {
    async fn after(
        &self,
        msp: MspId,
        connection: Option<VendorConnectionId>,
    ) -> Result<Vec<VendorConnectionId>, KnownUnreadable> {
        let mut last = connection.map(VendorConnectionId::as_uuid);
        loop {
            let walk = by_id(Vec::new(), last);
            let rows = self.part::<VendorConnections>(msp, &walk).await?;
            let Some(end) = rows.last() else {
                return Ok(Vec::new());
            };
            last = Some(end.id);
            let stands = |row: &&VendorConnectionRow| row.phase != ConnectionPhase::Disconnected;
            let standing = rows.iter().filter(stands);
            let standing: Vec<VendorConnectionId> = standing
                .map(|row| VendorConnectionId::new(row.id))
                .collect();
            if !standing.is_empty() {
                return Ok(standing);
            }
        }
    }
}
