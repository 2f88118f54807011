//! Tenants that are connected by the consent of their own administrator.
//!
//! [`Consents`] asks, and receives who comes back. [`ConsentCarrier`] verifies what came back, and lets
//! lapse what nobody used: the runner of sagas visits it as it visits them, with the same leases and
//! the same looking up after a start, so that a restart forgets nothing. It is no saga: nothing is made
//! in a cloud, so there is nothing to undo.
//!
//! A tenant that is connected is asked for more when a change first needs it ([`Consents::ask_more`]), and
//! the changes that wait for it are tried as soon as that is verified.

mod carrier;
mod error;
mod more;
mod returning;
mod verifying;

use std::fmt::Debug;
use std::sync::Arc;

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::cloud::{
    AdminConsents, ConsentedTenants, Invitation, NeededPermission, TenantName, TenantResolver,
};
use tenantry_domain::ids::{CorrelationId, CustomerId, InvitationId, MspId, TenantId};
use tenantry_domain::onboarding::Onboarding;
use tenantry_domain::partner_connection::{PartnerConnection, PartnerConnectionRefusal};
use tenantry_domain::tenant_consent::{
    AskConsent, Asked, TakeBackInvitation, TenantConsent, TenantConsentCommand, WithdrawConsent,
};
use tenantry_domain::tenant_holding::TenantHoldingRefusal;
use tenantry_domain::text::{PermissionName, Reason};

use crate::commands::{CommandError, Context, Done, Engine, Request};
use crate::holdings::{HoldingError, Holdings};
use crate::time::Clock;

pub use carrier::ConsentCarrier;
pub use error::ConsentError;
pub use more::{MoreWish, WaitingApprovals};

/// What a technician wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentWish {
    pub customer: CustomerId,
    pub tenant: TenantName,
    /// For how long the invitation is good.
    pub valid_days: u16,
}

impl ConsentWish {
    /// For how long an invitation is good when nobody says so.
    pub const USUAL_DAYS: u16 = 7;
}

/// What consents stand on.
#[derive(Debug, Clone)]
pub struct ConsentParts {
    pub engine: Arc<Engine>,
    pub clock: Arc<dyn Clock>,
    pub resolver: Arc<dyn TenantResolver>,
    pub tenants: Arc<dyn ConsentedTenants>,
    /// None where it is not known under which address administrators come back.
    pub invitations: Option<Arc<dyn AdminConsents>>,
}

/// The consents of all MSPs.
#[derive(Debug, Clone)]
pub struct Consents {
    parts: ConsentParts,
    holdings: Holdings,
}

impl Consents {
    pub fn new(parts: ConsentParts) -> Self {
        Self {
            holdings: Holdings::new(parts.engine.clone(), parts.clock.clone()),
            parts,
        }
    }

    /// The same where administrators can be asked and come back.
    #[must_use]
    pub fn inviting(mut self, invitations: Arc<dyn AdminConsents>) -> Self {
        self.parts.invitations = Some(invitations);
        self
    }

    /// Whether it is known here under which address administrators come back.
    pub fn can_ask(&self) -> bool {
        self.parts.invitations.is_some()
    }

    /// What administrators are asked for; nothing where nobody can be asked.
    pub fn permissions(&self) -> Vec<NeededPermission> {
        let invitations = self.parts.invitations.as_ref();
        invitations.map_or_else(Vec::new, |it| it.permissions())
    }

    /// Holds the tenant for the customer, and asks. To ask for the same again is the same invitation
    /// while it is open.
    pub async fn ask(
        &self,
        msp: MspId,
        wish: ConsentWish,
        mut context: Context,
    ) -> Result<(TenantId, Done), ConsentError> {
        let invitations = self.invitations()?;
        let (customer, valid_days) = (wish.customer, wish.valid_days);
        self.holdings.must_have(msp, customer).await?;
        let app = self.app_of(msp).await?;
        let tenant = self.parts.resolver.resolve(&wish.tenant).await?.id;
        let engine = &self.parts.engine;
        let correlation = context
            .correlation_id
            .unwrap_or_else(|| CorrelationId::new(engine.new_id()));
        context.correlation_id = Some(correlation);
        let names = invitations.permissions().into_iter();
        let command = TenantConsentCommand::Ask(Box::new(AskConsent {
            customer_id: customer,
            tenant_id: tenant,
            app,
            valid_days,
            permissions: names
                .map(|it| PermissionName::clipped(it.name, "?"))
                .collect(),
            invitation: InvitationId::new(engine.new_id()),
            correlation_id: Some(correlation),
            at: self.parts.clock.now(),
        }));
        // What will be refused, or was asked before, needs no hold.
        if self.of(msp, tenant).await?.decide(&command).is_ok() {
            let mut claiming = context.clone();
            // Its own key: one key stands for one request.
            claiming.idempotency_key = None;
            self.holdings.claim(msp, tenant, customer, claiming).await?;
        }
        let done = self.tell(msp, tenant, command, context).await?;
        Ok((tenant, done))
    }

    /// Gives up an invitation that nobody used. Nothing is connected by it, so nobody has to approve.
    pub async fn take_back(
        &self,
        msp: MspId,
        tenant: TenantId,
        reason: Reason,
        context: Context,
    ) -> Result<Done, ConsentError> {
        let at = self.parts.clock.now();
        let command = TenantConsentCommand::TakeBack(TakeBackInvitation { reason, at });
        self.carry_out(msp, tenant, command, context).await
    }

    /// Gives up an invitation, or a connection, once that was approved. What the administrator gave stays
    /// in the customer's tenant until somebody removes it there.
    pub(crate) async fn withdraw(
        &self,
        msp: MspId,
        tenant: TenantId,
        reason: Reason,
        context: Context,
    ) -> Result<Done, ConsentError> {
        let at = self.parts.clock.now();
        let command = TenantConsentCommand::Withdraw(WithdrawConsent { reason, at });
        self.carry_out(msp, tenant, command, context).await
    }

    /// How it stands.
    pub async fn of(&self, msp: MspId, tenant: TenantId) -> Result<TenantConsent, ConsentError> {
        let found = self.parts.engine.load(msp, &tenant.to_string()).await;
        found.map_err(ConsentError::Consent)
    }

    /// Where the administrator is sent: the same address whenever it is asked for.
    pub fn address(&self, invitation: &Invitation) -> Result<String, ConsentError> {
        Ok(self.invitations()?.address(invitation)?)
    }

    fn invitations(&self) -> Result<&dyn AdminConsents, ConsentError> {
        let invitations = self.parts.invitations.as_deref();
        invitations.ok_or(ConsentError::NotConfigured)
    }

    /// The app that administrators consent to: the one that the MSP is connected by.
    async fn app_of(&self, msp: MspId) -> Result<AppId, ConsentError> {
        let connection = self.parts.engine.load(msp, &msp.to_string()).await;
        let connection: PartnerConnection = connection.map_err(ConsentError::Partner)?;
        let app = connection.connected().map(|it| it.app);
        app.ok_or(ConsentError::Partner(CommandError::Refused(
            PartnerConnectionRefusal::PartnerNotConnected,
        )))
    }

    /// Carries a command out. Where it ends what the tenant was held for, the tenant is let go before
    /// that is on record: whatever dies in between, it is done again by whoever asks again.
    async fn carry_out(
        &self,
        msp: MspId,
        tenant: TenantId,
        command: TenantConsentCommand,
        context: Context,
    ) -> Result<Done, ConsentError> {
        let stands = self.of(msp, tenant).await?;
        if let (Some(asked), Ok(decision)) = (stands.standing(), stands.decide(&command)) {
            let mut after = stands.clone();
            for event in decision.into_events() {
                after.evolve(&event);
            }
            if after.standing().is_none() {
                self.let_go(msp, asked, &context).await?;
            }
        }
        self.tell(msp, tenant, command, context).await
    }

    /// Lets the tenant go, unless an onboarding holds it as well.
    async fn let_go(
        &self,
        msp: MspId,
        asked: &Asked,
        context: &Context,
    ) -> Result<(), ConsentError> {
        let id = asked.tenant_id.to_string();
        let onboarding = self.parts.engine.load(msp, &id).await;
        let onboarding: Onboarding = onboarding.map_err(ConsentError::Onboarding)?;
        if onboarding.needs_hold() {
            return Ok(());
        }
        let mut releasing = context.clone();
        releasing.idempotency_key = None;
        let (tenant, customer) = (asked.tenant_id, asked.customer_id);
        let released = self
            .holdings
            .release(msp, tenant, customer, releasing)
            .await;
        match released {
            Ok(_) => Ok(()),
            // It was handed over: somebody else's by now.
            Err(error) if is_held(&error) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn tell(
        &self,
        msp: MspId,
        tenant: TenantId,
        command: TenantConsentCommand,
        context: Context,
    ) -> Result<Done, ConsentError> {
        let request = Request::<TenantConsent> {
            msp,
            id: tenant.to_string(),
            command,
            context,
        };
        let done = self.parts.engine.execute(request).await;
        done.map_err(ConsentError::Consent)
    }
}

/// Somebody else holds the tenant.
fn is_held(error: &HoldingError) -> bool {
    let HoldingError::Holding(CommandError::Refused(refusal)) = error else {
        return false;
    };
    matches!(refusal, TenantHoldingRefusal::TenantHeld { .. })
}
