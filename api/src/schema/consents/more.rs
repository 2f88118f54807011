//! Further permissions in a tenant that is connected, as clients see them.

use async_graphql::{Context, Enum, Object, Result};
use tenantry_domain::cloud::administration::AccountWrite;
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::cloud::{Invitation, NeededPermission};
use tenantry_domain::ids::{InvitationId, MspId};
use tenantry_projections::tenant_consents::{ConsentRow, MoreStatus as Status};

use super::object::{ConsentPermission, instant};
use crate::schema::desk::Desk;
use crate::schema::problem::Problem;
use crate::schema::scalars::DateTime;

/// How the wish for further permissions stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub(crate) enum ConsentMoreStatus {
    /// An invitation is open.
    Asked,
    /// The administrator came back; whether it is so is being looked at.
    Verifying,
    /// The cloud says that the app may do all of it.
    Given,
    /// The administrator came back without consent.
    Refused,
    /// The administrator consented, they say, and the cloud does not say so.
    NotGiven,
    /// Nobody came back in time.
    Lapsed,
}

/// With the status of the wish, which is there.
#[derive(Debug, Clone)]
pub(crate) struct ConsentMore(ConsentRow, Status);

impl ConsentMore {
    /// Nothing where nothing more was asked for.
    pub(crate) fn of(row: &ConsentRow) -> Option<Self> {
        Some(Self(row.clone(), row.more_status?))
    }

    /// Whether it is about one of these.
    pub(crate) fn is_about(&self, permissions: &[&str]) -> bool {
        let asked = &self.0.more_permissions;
        asked.iter().any(|it| permissions.contains(&it.as_str()))
    }
}

/// What the administrator of a connected tenant is asked for beside reading, because a change needs it. The tenant
/// stays connected whatever comes of it.
#[Object]
impl ConsentMore {
    /// How it stands.
    async fn status(&self) -> ConsentMoreStatus {
        self.1.into()
    }

    /// What is asked for.
    async fn permissions(&self) -> Vec<ConsentPermission> {
        let names = self.0.more_permissions.iter();
        let told = names.map(|name| ConsentPermission::new(name, needed(name).map(|it| it.why)));
        told.collect()
    }

    /// Where the customer's administrator is to be sent, while the invitation is open. It is good once.
    /// Role: Tech, Admin; nothing for others.
    async fn url(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Ok(desk) = Desk::operating(ctx) else {
            return Ok(None);
        };
        let Some(invitation) = self.invitation(desk.msp()) else {
            return Ok(None);
        };
        if invitation.valid_until <= instant(desk.parts.clock.now()) {
            return Ok(None);
        }
        // Where nobody knows under which address administrators come back, none can be sent out.
        Ok(desk.parts.consents.address(&invitation).ok())
    }

    /// Until when the invitation is good.
    async fn valid_until(&self) -> Option<DateTime> {
        self.0.more_valid_until.map(DateTime)
    }

    /// Whether the app's registration was seen to list what is asked for. Consent covers what it lists: where it
    /// was not, whoever registered the app has to add it before the administrator is sent there.
    async fn listed(&self) -> bool {
        self.0.more_listed
    }

    /// When the administrator was asked.
    async fn asked_at(&self) -> Option<DateTime> {
        self.0.more_asked_at.map(DateTime)
    }

    /// When somebody came back from the invitation.
    async fn returned_at(&self) -> Option<DateTime> {
        self.0.more_returned_at.map(DateTime)
    }

    /// When it was verified, or ended otherwise.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.more_ended_at.map(DateTime)
    }

    /// What the matter is, or was last.
    async fn problem(&self) -> Option<Problem> {
        let code = self.0.more_error_code.as_deref()?;
        Some(Problem::new(code, self.0.more_error_detail.as_deref()))
    }
}

impl ConsentMore {
    /// The open invitation.
    fn invitation(&self, msp: MspId) -> Option<Invitation> {
        let row = &self.0;
        if self.1 != Status::Asked {
            return None;
        }
        Some(Invitation {
            id: InvitationId::new(row.more_invitation?),
            msp,
            customer: row.customer_id,
            tenant: row.tenant_id,
            app: AppId::new(row.more_app?),
            valid_until: instant(row.more_valid_until?),
        })
    }
}

fn needed(name: &str) -> Option<NeededPermission> {
    let mut all = AccountWrite::ALL.iter().map(|it| it.needs());
    all.find(|it| it.name == name)
}
