//! Who holds which tenant, asked and changed by MSPs that know nothing of each other.
//!
//! The matter concerns all of them, so it is kept in the installation's ledger. Whoever asks here
//! says which MSP it speaks for, once, beside the wish: no wish can name another.

use std::sync::Arc;

use tenantry_domain::customer::{Customer, CustomerRefusal};
use tenantry_domain::ids::{CustomerId, MspId, TenantId};
use tenantry_domain::tenant_holding::{
    ApproveTransfer, ClaimTenant, Holder, RefuseTransfer, ReleaseTenant, RequestTransfer,
    SeenHolding, TenantHolding, TenantHoldingCommand, TenantHoldingRefusal, WithdrawTransfer,
};
use tenantry_domain::text::Reason;
use uuid::Uuid;

use crate::commands::{CommandError, Context, Done, Engine, Request, is_valid_key};
use crate::time::Clock;

/// Why a wish about a holding came to nothing.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum HoldingError {
    #[error(transparent)]
    Holding(CommandError<TenantHoldingRefusal>),
    /// The customer that the tenant is wanted for.
    #[error(transparent)]
    Customer(CommandError<CustomerRefusal>),
}

impl HoldingError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Holding(error) => error.code(),
            Self::Customer(error) => error.code(),
        }
    }
}

/// The holdings of all tenants of an installation.
#[derive(Debug, Clone)]
pub struct Holdings {
    engine: Arc<Engine>,
    clock: Arc<dyn Clock>,
}

impl Holdings {
    pub fn new(engine: Arc<Engine>, clock: Arc<dyn Clock>) -> Self {
        Self { engine, clock }
    }

    /// Becomes the holder of a free tenant. Nothing is done where the customer holds it already.
    pub async fn claim(
        &self,
        msp: MspId,
        tenant: TenantId,
        customer: CustomerId,
        context: Context,
    ) -> Result<Done, HoldingError> {
        let at = self.clock.now();
        let command = TenantHoldingCommand::Claim(ClaimTenant { msp, customer, at });
        self.ask(msp, tenant, command, context).await
    }

    pub async fn release(
        &self,
        msp: MspId,
        tenant: TenantId,
        customer: CustomerId,
        context: Context,
    ) -> Result<Done, HoldingError> {
        let at = self.clock.now();
        let command = TenantHoldingCommand::Release(ReleaseTenant { msp, customer, at });
        self.ask(msp, tenant, command, context).await
    }

    /// Asks the holder for a tenant, for a customer that the MSP has.
    pub async fn request(
        &self,
        msp: MspId,
        tenant: TenantId,
        customer: CustomerId,
        reason: Reason,
        context: Context,
    ) -> Result<Done, HoldingError> {
        self.must_have(msp, customer).await?;
        let command = TenantHoldingCommand::Request(RequestTransfer {
            msp,
            customer,
            reason,
            at: self.clock.now(),
        });
        self.ask(msp, tenant, command, context).await
    }

    /// Gives a tenant to the side that asked, once that was approved.
    pub async fn hand_over(
        &self,
        msp: MspId,
        tenant: TenantId,
        transfer: u32,
        context: Context,
    ) -> Result<Done, HoldingError> {
        let at = self.clock.now();
        let command = TenantHoldingCommand::Approve(ApproveTransfer { msp, transfer, at });
        self.ask(msp, tenant, command, context).await
    }

    pub async fn refuse(
        &self,
        msp: MspId,
        tenant: TenantId,
        transfer: u32,
        reason: Reason,
        context: Context,
    ) -> Result<Done, HoldingError> {
        let command = TenantHoldingCommand::Refuse(RefuseTransfer {
            msp,
            transfer,
            reason,
            at: self.clock.now(),
        });
        self.ask(msp, tenant, command, context).await
    }

    pub async fn withdraw(
        &self,
        msp: MspId,
        tenant: TenantId,
        transfer: u32,
        context: Context,
    ) -> Result<Done, HoldingError> {
        let at = self.clock.now();
        let command = TenantHoldingCommand::Withdraw(WithdrawTransfer { msp, transfer, at });
        self.ask(msp, tenant, command, context).await
    }

    /// Who holds a tenant: for the engine itself. People are told what [`Self::seen_by`] says.
    pub async fn holder(&self, tenant: TenantId) -> Result<Option<Holder>, HoldingError> {
        Ok(self.load(tenant).await?.holder)
    }

    /// What this MSP may know.
    pub async fn seen_by(&self, msp: MspId, tenant: TenantId) -> Result<SeenHolding, HoldingError> {
        Ok(self.load(tenant).await?.seen_by(msp))
    }

    async fn load(&self, tenant: TenantId) -> Result<TenantHolding, HoldingError> {
        self.engine
            .load(MspId::INSTALLATION, &tenant.to_string())
            .await
            .map_err(HoldingError::Holding)
    }

    /// Whether the MSP has this customer now.
    pub(crate) async fn must_have(
        &self,
        msp: MspId,
        customer: CustomerId,
    ) -> Result<(), HoldingError> {
        let found = self.engine.look_at(msp, &customer.to_string()).await;
        let found: Arc<Customer> = found.map_err(HoldingError::Customer)?;
        let refused = |refusal| HoldingError::Customer(CommandError::Refused(refusal));
        found.registered().map(drop).map_err(refused)
    }

    /// All MSPs ask within one ledger, where a key stands for one request. Each MSP's keys are made
    /// its own: nobody meets, or learns of, another's.
    async fn ask(
        &self,
        msp: MspId,
        tenant: TenantId,
        command: TenantHoldingCommand,
        mut context: Context,
    ) -> Result<Done, HoldingError> {
        let given = context.idempotency_key.take();
        if let Some(key) = &given {
            if !is_valid_key(key) {
                return Err(HoldingError::Holding(CommandError::KeyMalformed));
            }
            context = context.with_key(Uuid::new_v5(&msp.as_uuid(), key.as_bytes()).to_string());
        }
        let request = Request::<TenantHolding> {
            msp: MspId::INSTALLATION,
            id: tenant.to_string(),
            command,
            context,
        };
        let done = self.engine.execute(request).await;
        done.map_err(|error| HoldingError::Holding(under_its_name(error, given)))
    }
}

/// To be repeated with the key that was given, not with what became of it.
fn under_its_name(
    error: CommandError<TenantHoldingRefusal>,
    given: Option<String>,
) -> CommandError<TenantHoldingRefusal> {
    match (error, given) {
        (CommandError::Unsettled { cause, .. }, Some(key)) => {
            CommandError::Unsettled { key, cause }
        }
        (error, _) => error,
    }
}
