//! Looking up who holds a tenant.

use async_graphql::{Context, ID, Object, Result};
use tenantry_domain::ids::TenantId;
use tenantry_engine::holdings::{HoldingError, Holdings};

use super::object::TenantHolding;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};

pub(super) fn service(desk: Desk<'_>) -> Holdings {
    Holdings::new(desk.parts.engine.clone(), desk.parts.clock.clone())
}

/// What this MSP may know of a tenant's holding.
pub(super) async fn seen(desk: Desk<'_>, tenant: TenantId) -> Result<TenantHolding, Fault> {
    let seen = service(desk).seen_by(desk.msp(), tenant).await;
    let seen = seen.map_err(|error| match error {
        HoldingError::Holding(error) => Fault::from(error),
        HoldingError::Customer(error) => Fault::from(error),
    })?;
    Ok(TenantHolding::of(tenant, seen))
}

#[derive(Debug, Default)]
pub(crate) struct TransferQuery;

#[Object]
impl TransferQuery {
    /// Who holds a tenant in this installation, and who asks for it, as far as this MSP may know: of
    /// another MSP only that there is one. Role: any.
    #[graphql(complexity = "20 + child_complexity")]
    async fn tenant_holding(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The tenant: its id, or its id at Microsoft.")] tenant: ID,
    ) -> Result<TenantHolding> {
        let desk = Desk::reading(ctx)?;
        let tenant = TenantId::new(ids::of(Kind::Tenant, &tenant)?);
        Ok(seen(desk, tenant).await?)
    }
}
