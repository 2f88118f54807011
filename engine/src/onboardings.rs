//! Onboardings as people begin and end them.

use std::sync::Arc;

use tenantry_domain::customer::{Customer, CustomerRefusal};
use tenantry_domain::gdap_template::{GdapTemplate, GdapTemplateRefusal, TemplateVersion, Terms};
use tenantry_domain::ids::{CorrelationId, CustomerId, MspId, TemplateId, TenantId};
use tenantry_domain::onboarding::{
    AbandonOnboarding, CancelOnboarding, Onboarding, OnboardingCommand, OnboardingRefusal,
    RetryOnboarding, StartOnboarding,
};
use tenantry_domain::text::{CustomerName, Reason};
use uuid::Uuid;

use crate::commands::{CommandError, Context, Done, Engine, Request};
use crate::holdings::{HoldingError, Holdings};
use crate::time::Clock;

/// What a technician wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    pub customer: CustomerId,
    pub tenant: TenantId,
    pub template: TemplateId,
    /// The newest, unless another is named.
    pub version: Option<u32>,
    /// Also when access is in place: look at it again and put it right.
    pub repair: bool,
}

/// Why a wish about an onboarding came to nothing.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum OnboardingError {
    #[error(transparent)]
    Onboarding(CommandError<OnboardingRefusal>),
    #[error(transparent)]
    Customer(CommandError<CustomerRefusal>),
    #[error(transparent)]
    Template(CommandError<GdapTemplateRefusal>),
    #[error("the template has no version {version}")]
    VersionUnknown { version: u32 },
    /// Another customer, or another MSP, holds the tenant.
    #[error(transparent)]
    Holding(HoldingError),
}

impl OnboardingError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Onboarding(error) => error.code(),
            Self::Customer(error) => error.code(),
            Self::Template(error) => error.code(),
            Self::VersionUnknown { .. } => "TEMPLATE_VERSION_UNKNOWN",
            Self::Holding(error) => error.code(),
        }
    }
}

/// The onboardings of all MSPs.
#[derive(Debug, Clone)]
pub struct Onboardings {
    engine: Arc<Engine>,
    holdings: Holdings,
    clock: Arc<dyn Clock>,
}

impl Onboardings {
    pub fn new(engine: Arc<Engine>, clock: Arc<dyn Clock>) -> Self {
        Self {
            holdings: Holdings::new(engine.clone(), clock.clone()),
            engine,
            clock,
        }
    }

    /// Holds the tenant for the customer, and begins. A second start of the same is the first.
    pub async fn start(
        &self,
        msp: MspId,
        wish: Wish,
        mut context: Context,
    ) -> Result<Done, OnboardingError> {
        let mut asked = self.asked(msp, wish).await?;
        let mut claiming = context.clone();
        // Its own key: one key stands for one request.
        claiming.idempotency_key = None;
        self.holdings
            .claim(msp, wish.tenant, wish.customer, claiming)
            .await
            .map_err(OnboardingError::Holding)?;
        let correlation = context
            .correlation_id
            .unwrap_or_else(|| CorrelationId::new(Uuid::now_v7()));
        context.correlation_id = Some(correlation);
        asked.correlation_id = Some(correlation);
        let command = OnboardingCommand::Start(Box::new(asked));
        self.tell(msp, wish.tenant, command, context).await
    }

    /// What a wish comes down to.
    pub async fn asked(&self, msp: MspId, wish: Wish) -> Result<StartOnboarding, OnboardingError> {
        let customer_name = self.name_of(msp, wish.customer).await?;
        let (template, terms) = self.terms_of(msp, wish).await?;
        Ok(StartOnboarding {
            customer_id: wish.customer,
            customer_name,
            tenant_id: wish.tenant,
            template,
            terms,
            repair: wish.repair,
            correlation_id: None,
            at: self.clock.now(),
        })
    }

    /// Calls it off: what was done is undone.
    pub async fn cancel(
        &self,
        msp: MspId,
        tenant: TenantId,
        reason: Reason,
        context: Context,
    ) -> Result<Done, OnboardingError> {
        let at = self.clock.now();
        let command = OnboardingCommand::Cancel(CancelOnboarding { reason, at });
        self.tell(msp, tenant, command, context).await
    }

    /// The step at hand is tried now.
    pub async fn retry(
        &self,
        msp: MspId,
        tenant: TenantId,
        context: Context,
    ) -> Result<Done, OnboardingError> {
        let at = self.clock.now();
        let command = OnboardingCommand::Retry(RetryOnboarding { at });
        self.tell(msp, tenant, command, context).await
    }

    /// Gives up what cannot be undone. Whoever does so answers for what is left.
    pub async fn abandon(
        &self,
        msp: MspId,
        tenant: TenantId,
        reason: Reason,
        context: Context,
    ) -> Result<Done, OnboardingError> {
        let at = self.clock.now();
        let command = OnboardingCommand::Abandon(AbandonOnboarding { reason, at });
        self.tell(msp, tenant, command, context).await
    }

    /// How it stands.
    pub async fn of(&self, msp: MspId, tenant: TenantId) -> Result<Onboarding, OnboardingError> {
        let found = self.engine.load(msp, &tenant.to_string()).await;
        found.map_err(OnboardingError::Onboarding)
    }

    /// The wish to put access right that is in place: by the template on record unless another, or
    /// another version, is named.
    pub async fn repair(
        &self,
        msp: MspId,
        tenant: TenantId,
        template: Option<TemplateId>,
        version: Option<u32>,
    ) -> Result<Wish, OnboardingError> {
        let stands = self.of(msp, tenant).await?;
        let Some(attempt) = stands.attempt().filter(|_| stands.has_access()) else {
            let refusal = match stands {
                Onboarding::Unknown => OnboardingRefusal::OnboardingNotFound,
                _ => OnboardingRefusal::OnboardingNotInPlace,
            };
            return Err(OnboardingError::Onboarding(CommandError::Refused(refusal)));
        };
        let on_record = attempt.template;
        let unknown = GdapTemplateRefusal::TemplateNotFound;
        let template = template
            .or(on_record.map(|it| it.id))
            .ok_or(OnboardingError::Template(CommandError::Refused(unknown)))?;
        let same = on_record.filter(|it| it.id == template);
        Ok(Wish {
            customer: attempt.customer_id,
            tenant,
            template,
            version: version.or(same.map(|it| it.version)),
            repair: true,
        })
    }

    /// The terms that a wish comes down to.
    pub async fn terms_of(
        &self,
        msp: MspId,
        wish: Wish,
    ) -> Result<(TemplateVersion, Terms), OnboardingError> {
        let refused = |refusal| OnboardingError::Template(CommandError::Refused(refusal));
        let id = wish.template.to_string();
        let found = self.engine.load::<GdapTemplate>(msp, &id).await;
        let template = found.map_err(OnboardingError::Template)?;
        if template.is_retired() {
            return Err(refused(GdapTemplateRefusal::TemplateRetired));
        }
        let Some((latest, _)) = template.latest() else {
            return Err(refused(GdapTemplateRefusal::TemplateNotFound));
        };
        let version = wish.version.unwrap_or(latest);
        let terms = template
            .terms_of(version)
            .ok_or(OnboardingError::VersionUnknown { version })?;
        let template = TemplateVersion {
            id: wish.template,
            version,
        };
        Ok((template, terms.clone()))
    }

    async fn name_of(
        &self,
        msp: MspId,
        customer: CustomerId,
    ) -> Result<CustomerName, OnboardingError> {
        let found = self.engine.load(msp, &customer.to_string()).await;
        let found: Customer = found.map_err(OnboardingError::Customer)?;
        let refused = |refusal| OnboardingError::Customer(CommandError::Refused(refusal));
        let known = found.registered().map_err(refused)?;
        Ok(known.name.clone())
    }

    async fn tell(
        &self,
        msp: MspId,
        tenant: TenantId,
        command: OnboardingCommand,
        context: Context,
    ) -> Result<Done, OnboardingError> {
        let request = Request::<Onboarding> {
            msp,
            id: tenant.to_string(),
            command,
            context,
        };
        let done = self.engine.execute(request).await;
        done.map_err(OnboardingError::Onboarding)
    }
}
