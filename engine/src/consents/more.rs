//! Asking the administrator of a connected tenant for more than reading: when a change first needs it.

use std::fmt::Debug;

use async_trait::async_trait;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::Listed;
use tenantry_domain::ids::{ApprovalId, CorrelationId, CustomerId, InvitationId, MspId, TenantId};
use tenantry_domain::tenant_consent::{AskMore, More, TenantConsent, TenantConsentCommand};
use tenantry_domain::text::PermissionName;

use super::{ConsentError, Consents};
use crate::commands::{Context, Done};
use crate::discovery::KnownUnreadable;

/// What a change needs beside reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoreWish {
    pub tenant: TenantId,
    pub permissions: Vec<PermissionName>,
    /// For how long the invitation is good.
    pub valid_days: u16,
}

/// Which approvals wait in a tenant for what its administrator may give. A view of the ledger, which may
/// be behind: what it misses is looked at again in its own time.
#[async_trait]
pub trait WaitingApprovals: Debug + Send + Sync {
    async fn for_permissions(
        &self,
        msp: MspId,
        customer: CustomerId,
        tenant: TenantId,
    ) -> Result<Vec<ApprovalId>, KnownUnreadable>;
}

impl Consents {
    /// Asks for more, and has the app's registration list it where that is ours to do. The tenant stays
    /// connected whatever comes of it. While an invitation that covers it is open, it is the same one.
    pub async fn ask_more(
        &self,
        msp: MspId,
        wish: MoreWish,
        mut context: Context,
    ) -> Result<Done, ConsentError> {
        let (tenant, engine) = (wish.tenant, &self.parts.engine);
        let correlation = context
            .correlation_id
            .unwrap_or_else(|| CorrelationId::new(engine.new_id()));
        context.correlation_id = Some(correlation);
        let mut asked = AskMore {
            app: self.app_of(msp).await?,
            permissions: wish.permissions,
            valid_days: wish.valid_days,
            listed: false,
            invitation: InvitationId::new(engine.new_id()),
            correlation_id: Some(correlation),
            at: self.parts.clock.now(),
        };
        let command = |asked: &AskMore| TenantConsentCommand::AskMore(Box::new(asked.clone()));
        let stands = self.of(msp, tenant).await?;
        // What will be refused, or was asked before, changes no registration.
        let decision = stands.decide(&command(&asked));
        if decision.is_ok_and(|it| !it.into_events().is_empty()) {
            let all = with_open(&stands, &asked);
            let listed = self.parts.tenants.list(msp, &all).await?;
            asked.listed = listed == Listed::All;
        }
        self.tell(msp, tenant, command(&asked), context).await
    }
}

/// The new invitation is for what the open one was for as well.
fn with_open(stands: &TenantConsent, asked: &AskMore) -> Vec<PermissionName> {
    let mut all = asked.permissions.clone();
    if let Some(More::Asked(open)) = stands.more() {
        all.extend(open.permissions.iter().cloned());
    }
    all.sort_unstable();
    all.dedup();
    all
}
