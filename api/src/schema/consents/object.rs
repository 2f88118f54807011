//! A consent, as clients see it.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use jiff::Timestamp;
use tenantry_domain::cloud::Invitation;
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::ids::{InvitationId, MspId};
use tenantry_domain::record::Micros;
use tenantry_projections::tenant_consents::{ConsentRow, ConsentStatus as Status};

use super::more::ConsentMore;
use crate::schema::customers::Customer;
use crate::schema::desk::Desk;
use crate::schema::ids::{Kind, global};
use crate::schema::loaders::{CustomerKey, Shelf, TenantKey, shared};
use crate::schema::problem::Problem;
use crate::schema::scalars::{DateTime, Position};
use crate::schema::tenants::Tenant;

/// How a consent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub(crate) enum ConsentStatus {
    /// An invitation is open.
    AwaitingConsent,
    /// The administrator came back; whether it is so is being looked at.
    Verifying,
    /// The tenant was read through the consent.
    Connected,
    /// The administrator came back without consent.
    Refused,
    /// The tenant could not be read through the consent.
    Failed,
    /// Nobody came back in time.
    Lapsed,
    /// The MSP no longer wants it.
    Withdrawn,
}

/// A permission that an administrator is asked for.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub(crate) struct ConsentPermission {
    /// As Microsoft names it.
    name: String,
    /// What it is for.
    why: Option<String>,
}

impl ConsentPermission {
    pub(super) fn new(name: &str, why: Option<&str>) -> Self {
        Self {
            name: name.to_owned(),
            why: why.map(str::to_owned),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Consent(pub(crate) ConsentRow);

impl From<ConsentRow> for Consent {
    fn from(row: ConsentRow) -> Self {
        Self(row)
    }
}

/// The consent of a customer's administrator to our app in one tenant.
#[Object]
impl Consent {
    /// Its id within this API.
    pub(crate) async fn id(&self) -> ID {
        global(Kind::Consent, self.0.id)
    }

    /// The tenant's id at Microsoft.
    async fn tenant_id(&self) -> String {
        self.0.tenant_id.to_string()
    }

    /// How it stands.
    async fn status(&self) -> ConsentStatus {
        self.0.status.into()
    }

    /// Where the customer's administrator is to be sent, while the invitation is open. It is good once.
    async fn consent_url(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let desk = Desk::reading(ctx)?;
        let open = self.0.status == Status::AwaitingConsent;
        if !open || self.0.valid_until <= desk.parts.clock.now() {
            return Ok(None);
        }
        let address = desk
            .parts
            .consents
            .address(&invitation(desk.msp(), &self.0));
        // Where nobody knows under which address administrators come back, none can be sent out.
        Ok(address.ok())
    }

    /// Until when the invitation is good.
    async fn valid_until(&self) -> DateTime {
        DateTime(self.0.valid_until)
    }

    /// What the administrator is asked for. Nothing of it lets anything be changed.
    async fn permissions(&self, ctx: &Context<'_>) -> Result<Vec<ConsentPermission>> {
        let known = Desk::reading(ctx)?.parts.consents.permissions();
        let why = |name: &str| known.iter().find(|it| it.name == name).map(|it| it.why);
        let names = self.0.permissions.iter();
        let told = names.map(|name| ConsentPermission::new(name, why(name)));
        Ok(told.collect())
    }

    /// When the administrator was asked.
    async fn asked_at(&self) -> DateTime {
        DateTime(self.0.asked_at)
    }

    /// When somebody came back from the invitation.
    async fn returned_at(&self) -> Option<DateTime> {
        self.0.returned_at.map(DateTime)
    }

    /// What the organization is called, read through the consent.
    async fn organization(&self) -> Option<&str> {
        self.0.organization.as_deref()
    }

    /// The organization's own domains, the first hundred.
    async fn domains(&self) -> &[String] {
        &self.0.domains
    }

    /// How many domains it has.
    async fn domain_count(&self) -> i64 {
        self.0.domain_count
    }

    /// When the tenant was read through the consent.
    async fn verified_at(&self) -> Option<DateTime> {
        self.0.verified_at.map(DateTime)
    }

    /// What the matter is, or was last.
    async fn problem(&self) -> Option<Problem> {
        let code = self.0.error_code.as_deref()?;
        Some(Problem::new(code, self.0.error_detail.as_deref()))
    }

    /// What the administrator was asked for since the tenant is connected, because a change needs it. Nothing where
    /// nothing was.
    async fn more(&self) -> Option<ConsentMore> {
        ConsentMore::of(&self.0)
    }

    /// When it ended without a connection, or was withdrawn.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// The last event that is in what is read here.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }

    /// The customer it is for.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Customer>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let key = CustomerKey(self.0.customer_id.as_uuid());
        let row = shelves.load_one(key).await;
        Ok(row.map_err(shared)?.map(Customer))
    }

    /// The tenant, if it was ever seen.
    async fn tenant(&self, ctx: &Context<'_>) -> Result<Option<Tenant>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let row = shelves.load_one(TenantKey(self.0.id)).await;
        Ok(row.map_err(shared)?.map(Tenant))
    }
}

pub(super) fn instant(at: Micros) -> Timestamp {
    Timestamp::from_microsecond(at).unwrap_or_default()
}

/// The invitation that this row tells of.
fn invitation(msp: MspId, row: &ConsentRow) -> Invitation {
    Invitation {
        id: InvitationId::new(row.invitation),
        msp,
        customer: row.customer_id,
        tenant: row.tenant_id,
        app: AppId::new(row.app),
        valid_until: instant(row.valid_until),
    }
}
