//! Looking up how the MSP is connected.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use tenantry_domain::partner_connection::{Connected, PartnerAccess as Access, PartnerConnection};
use tenantry_domain::role::Right;

use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::scalars::DateTime;

/// As whom delegated administration is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Access")]
pub(crate) enum PartnerAccess {
    /// As a service account, which signed in with a second factor.
    Delegated,
    /// As the app itself, in a tenant that is prepared for it.
    App,
}

/// The MSP's own tenant, and how it is connected. Its secrets are in the vault and not here.
#[derive(Debug, SimpleObject)]
pub(crate) struct PartnerTenant {
    /// The MSP's tenant, as Microsoft names it.
    tenant_id: String,
    /// The app that acts there.
    app_id: String,
    /// As whom delegated administration is asked for.
    access: PartnerAccess,
    /// Since when the tenant is connected.
    connected_at: DateTime,
    /// Since when the service account is signed in for this app. Nothing where it is not.
    signed_in_at: Option<DateTime>,
}

impl From<&Connected> for PartnerTenant {
    fn from(connected: &Connected) -> Self {
        Self {
            tenant_id: connected.tenant.to_string(),
            app_id: connected.app.to_string(),
            access: connected.access.into(),
            connected_at: DateTime(connected.since),
            signed_in_at: connected.signed_in.map(|it| DateTime(it.at)),
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct PartnerQuery;

#[Object]
impl PartnerQuery {
    /// How the MSP's own tenant is connected, as the ledger says it now; nothing where it is not. It
    /// is connected and disconnected on the command line, by `tenantry partner`. Roles: Tech, Admin,
    /// Auditor.
    #[graphql(complexity = "20 + child_complexity")]
    async fn partner_connection(&self, ctx: &Context<'_>) -> Result<Option<PartnerTenant>> {
        let desk = Desk::with(ctx, Right::Audit)?;
        let id = desk.msp().to_string();
        let connection = desk
            .parts
            .engine
            .load::<PartnerConnection>(desk.msp(), &id)
            .await
            .map_err(Fault::from)?;
        Ok(connection.connected().map(PartnerTenant::from))
    }
}
