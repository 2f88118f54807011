//! Carries consents on: lets lapse what nobody used, and verifies what came back.

use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::{Cause, Class, CloudFault, ConfirmedConsent};
use tenantry_domain::ids::{CorrelationId, MspId, TenantId};
use tenantry_domain::record::{Actor, ActorKind, Micros, RecordedEvent, Source};
use tenantry_domain::saga::{Fault, FaultClass, seconds};
use tenantry_domain::tenant_consent::{
    Asked, LapseConsent, NoteDelay, NoteUnverified, NoteVerified, PATIENCE, PROPAGATED,
    TenantConsent, TenantConsentCommand, Verifying, is_patient,
};
use tenantry_domain::text::{DomainName, OrganizationName};

use super::{ConsentError, Consents, WaitingApprovals, is_held};
use crate::commands::{CommandError, Context};
use crate::leases::Fence;
use crate::sagas::{Carrier, Trouble, Visit};

/// How long a consent is left alone that could not be read or written.
pub(super) const AFTER_TROUBLE: Micros = seconds(5);

/// Domains that are kept by name.
const DOMAINS: usize = 100;

/// Carries the consents of all MSPs on.
#[derive(Debug)]
pub struct ConsentCarrier {
    pub(super) consents: Consents,
    /// Who waits for what is verified here.
    pub(super) waiting: Option<Arc<dyn WaitingApprovals>>,
    /// What this worker is called on record.
    worker: String,
}

impl ConsentCarrier {
    pub fn new(consents: Consents, worker: impl Into<String>) -> Self {
        Self {
            consents,
            waiting: None,
            worker: worker.into(),
        }
    }

    /// The same where changes are carried out that wait for permissions.
    #[must_use]
    pub fn telling(mut self, waiting: Arc<dyn WaitingApprovals>) -> Self {
        self.waiting = Some(waiting);
        self
    }

    async fn advance(&self, msp: MspId, tenant: TenantId) -> Result<Visit, ConsentError> {
        let now = self.consents.parts.clock.now();
        match self.consents.of(msp, tenant).await? {
            TenantConsent::Asked(open) if open.is_good(now) => Ok(Visit::Again(open.valid_until)),
            TenantConsent::Asked(open) => {
                let command = TenantConsentCommand::Lapse(LapseConsent { at: now });
                self.record_of(msp, &open, command).await?;
                Ok(Visit::Rest)
            }
            TenantConsent::Verifying(open) => self.look(msp, &open).await,
            TenantConsent::Verified(connected) => self.advance_more(msp, &connected, now).await,
            TenantConsent::Unknown | TenantConsent::Ended(_) => Ok(Visit::Rest),
        }
    }

    async fn look(&self, msp: MspId, open: &Verifying) -> Result<Visit, ConsentError> {
        let tenant = open.asked.tenant_id;
        let parts = &self.consents.parts;
        let seen = parts.tenants.confirm(msp, tenant).await;
        let now = parts.clock.now();
        match seen {
            Ok(confirmed) => {
                self.verified(msp, open, &confirmed, now).await?;
                Ok(Visit::Rest)
            }
            Err(fault) => self.meet(msp, open, &fault, now).await,
        }
    }

    /// The tenant is held for the customer when it counts as connected, whatever happened meanwhile.
    async fn verified(
        &self,
        msp: MspId,
        open: &Verifying,
        confirmed: &ConfirmedConsent,
        at: Micros,
    ) -> Result<(), ConsentError> {
        let asked = &open.asked;
        let (tenant, customer) = (asked.tenant_id, asked.customer_id);
        let context = self.context_of(asked.correlation_id);
        let claimed = self
            .consents
            .holdings
            .claim(msp, tenant, customer, context)
            .await;
        let invitation = asked.invitation;
        let command = match claimed {
            Ok(_) => {
                let id = tenant.to_string();
                let domains = confirmed.domains.iter().take(DOMAINS);
                TenantConsentCommand::NoteVerified(NoteVerified {
                    invitation,
                    organization: OrganizationName::clipped(&confirmed.organization, &id),
                    domains: domains.filter_map(|it| DomainName::of_cloud(it)).collect(),
                    domain_count: u32::try_from(confirmed.domains.len()).unwrap_or(u32::MAX),
                    at,
                })
            }
            Err(error) if is_held(&error) => TenantConsentCommand::NoteUnverified(NoteUnverified {
                invitation,
                fault: Fault::own(error.code(), FaultClass::Permanent, error.to_string()),
                at,
            }),
            Err(error) => return Err(error.into()),
        };
        self.record_of(msp, asked, command).await
    }

    async fn meet(
        &self,
        msp: MspId,
        open: &Verifying,
        met: &CloudFault,
        now: Micros,
    ) -> Result<Visit, ConsentError> {
        let asked = &open.asked;
        let (invitation, fault) = (asked.invitation, Fault::from(met));
        let news = !is_quiet(met, open.since, now);
        if !is_patient(&fault, open.since, now) {
            let given_up = NoteUnverified {
                invitation,
                fault,
                at: now,
            };
            let command = TenantConsentCommand::NoteUnverified(given_up);
            self.record_of(msp, asked, command).await?;
            return Ok(Visit::Rest);
        }
        if news {
            let delay = NoteDelay {
                invitation,
                fault,
                at: now,
            };
            let command = TenantConsentCommand::NoteDelay(delay);
            self.record_of(msp, asked, command).await?;
        }
        let pause = met.retry_after.unwrap_or_default().as_micros();
        let pause = i64::try_from(pause).unwrap_or(i64::MAX);
        let look = PATIENCE.next_look(open.since, now);
        Ok(Visit::Again(look.max(now.saturating_add(pause))))
    }

    async fn record_of(
        &self,
        msp: MspId,
        asked: &Asked,
        command: TenantConsentCommand,
    ) -> Result<(), ConsentError> {
        let context = self.context_of(asked.correlation_id);
        self.record(msp, asked.tenant_id, command, context).await
    }

    /// Somebody else may have been faster: then it is looked at anew when that is heard of.
    pub(super) async fn record(
        &self,
        msp: MspId,
        tenant: TenantId,
        command: TenantConsentCommand,
        context: Context,
    ) -> Result<(), ConsentError> {
        let done = self.consents.carry_out(msp, tenant, command, context);
        match done.await {
            Ok(_) | Err(ConsentError::Consent(CommandError::Refused(_))) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// As this worker, for what the consent was asked for.
    pub(super) fn context_of(&self, correlation: Option<CorrelationId>) -> Context {
        let actor = Actor {
            kind: ActorKind::Service,
            id: self.worker.clone(),
        };
        let mut context = Context::new(actor, Source::Engine);
        context.correlation_id = correlation;
        context
    }
}

/// What was just given is not known everywhere at once, and a cloud may be away for a moment: neither
/// is worth a record before it has lasted.
fn is_quiet(fault: &CloudFault, since: Micros, now: Micros) -> bool {
    let unknown_yet = matches!(
        fault.cause,
        Cause::AppNotInTenant
            | Cause::ConsentMissing
            | Cause::PermissionMissing
            | Cause::TokenRefused
    );
    now - since < PROPAGATED && (unknown_yet || fault.class() == Class::Transient)
}

#[async_trait]
impl Carrier for ConsentCarrier {
    fn aggregate_type(&self) -> &'static str {
        TenantConsent::TYPE
    }

    fn concerned(&self, _event: &RecordedEvent) -> Option<String> {
        None
    }

    async fn visit(&self, msp: MspId, id: &str, _fence: Fence) -> Visit {
        let Ok(tenant) = id.parse() else {
            return Visit::Rest;
        };
        match self.advance(msp, tenant).await {
            Ok(visit) => visit,
            Err(error) => {
                tracing::warn!(%msp, %tenant, code = error.code(), %error, "a consent cannot be carried on");
                Visit::Again(self.consents.parts.clock.now() + AFTER_TROUBLE)
            }
        }
    }

    /// Consents do not ask in the name of the service account, so they have nothing to say.
    async fn account_works(&self, _msp: MspId) -> Result<(), Trouble> {
        Ok(())
    }
}
