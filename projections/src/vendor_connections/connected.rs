//! Which connections have not ended, for those who have them read.

use async_trait::async_trait;
use tenantry_domain::ids::{MspId, VendorConnectionId};
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::vendors::ConnectedVendors;

use super::VendorConnections;
use super::row::ConnectionPhase;
use crate::projections::Projections;

#[async_trait]
impl ConnectedVendors for Projections {
    async fn after(
        &self,
        msp: MspId,
        connection: Option<VendorConnectionId>,
    ) -> Result<Vec<VendorConnectionId>, KnownUnreadable> {
        let after = connection.map(VendorConnectionId::as_uuid);
        let standing = self.first_of::<VendorConnections, _>(msp, after, |row| {
            let stands = row.phase != ConnectionPhase::Disconnected;
            stands.then(|| VendorConnectionId::new(row.id))
        });
        Ok(standing.await?)
    }
}
