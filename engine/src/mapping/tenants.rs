//! The tenants of customers that are merged or parted.
//!
//! A tenant that is being connected, or is connected, stays whose it is: its onboarding and its consent speak
//! of the customer, and would find the tenant held by somebody else.

use tenantry_domain::ids::{CustomerId, MspId, TenantId};
use tenantry_domain::onboarding::Onboarding;
use tenantry_domain::record::StreamId;
use tenantry_domain::tenant::{MoveCustomer, Tenant, TenantCommand, TenantEvent};
use tenantry_domain::tenant_consent::TenantConsent;
use tenantry_domain::tenant_holding::{Party, SeenHolding};
use tenantry_domain::text::Reason;

use super::service::beside;
use super::{MappingError, Mappings};
use crate::commands::{CommandError, Context};
use crate::ledger::PAGE_LIMIT;

impl Mappings {
    /// The tenants that are this customer's now, and no part of any work.
    pub(super) async fn tenants_to_move(
        &self,
        msp: MspId,
        (customer, to): (CustomerId, CustomerId),
    ) -> Result<Vec<TenantId>, MappingError> {
        let mut ours = Vec::new();
        for tenant in self.tenants_seen_with(msp, customer).await? {
            self.must_be_idle(msp, tenant, customer, to).await?;
            if self.owner_of(msp, tenant).await? == Some(customer) {
                ours.push(tenant);
            }
        }
        Ok(ours)
    }

    async fn tenants_of(
        &self,
        msp: MspId,
        customer: CustomerId,
    ) -> Result<Vec<TenantId>, MappingError> {
        let mut ours = Vec::new();
        for tenant in self.tenants_seen_with(msp, customer).await? {
            if self.owner_of(msp, tenant).await? == Some(customer) {
                ours.push(tenant);
            }
        }
        Ok(ours)
    }

    /// Those that are shown as this customer's, be it because they are being connected for it.
    async fn tenants_seen_with(
        &self,
        msp: MspId,
        customer: CustomerId,
    ) -> Result<Vec<TenantId>, MappingError> {
        let mut tenants = Vec::new();
        let mut last = None;
        loop {
            let page = self.parts.view.tenants(msp, last).await?;
            let Some(end) = page.last() else {
                return Ok(tenants);
            };
            last = Some(end.id);
            let ours = page.iter().filter(|it| it.customer == customer);
            tenants.extend(ours.map(|it| it.id));
        }
    }

    /// The tenant may change its customer.
    pub(super) async fn must_be_idle(
        &self,
        msp: MspId,
        tenant: TenantId,
        customer: CustomerId,
        to: CustomerId,
    ) -> Result<(), MappingError> {
        let (engine, id) = (&self.parts.engine, tenant.to_string());
        let onboarding = engine.load::<Onboarding>(msp, &id).await;
        let onboarding = onboarding.map_err(MappingError::Onboarding)?;
        let consent = engine.load::<TenantConsent>(msp, &id).await;
        let consent = consent.map_err(MappingError::Consent)?;
        let holding = self.holdings.seen_by(msp, tenant).await?;
        let wanted = holding.transfer.as_ref().map(|it| it.wanted_by);
        let is_busy = onboarding.needs_hold()
            || consent.standing().is_some()
            || wanted.is_some_and(|it| it != Party::Customer(to));
        if is_busy {
            return Err(MappingError::MergeTenantBusy { tenant, customer });
        }
        Ok(())
    }

    /// From one customer to the other, its holding first: what dies in between finds the tenant where it was.
    pub(super) async fn move_tenant(
        &self,
        msp: MspId,
        tenant: TenantId,
        (from, to): (CustomerId, CustomerId),
        context: &Context,
    ) -> Result<(), MappingError> {
        let holding = self.holdings.seen_by(msp, tenant).await?;
        if holding.holder == Some(Party::Customer(from)) {
            self.hand_over(msp, tenant, to, holding, context).await?;
        }
        let command = TenantCommand::MoveCustomer(MoveCustomer { from, to });
        let moved = self.send::<Tenant>(msp, tenant.to_string(), command, beside(context));
        moved.await.map(drop).map_err(MappingError::Tenant)
    }

    async fn hand_over(
        &self,
        msp: MspId,
        tenant: TenantId,
        to: CustomerId,
        holding: SeenHolding,
        context: &Context,
    ) -> Result<(), MappingError> {
        let mut open = holding.transfer;
        if open.is_none() {
            let reason = Reason::clipped("the two customers are one", "merged");
            let asked = self
                .holdings
                .request(msp, tenant, to, reason, beside(context));
            asked.await?;
            open = self.holdings.seen_by(msp, tenant).await?.transfer;
        }
        match open.filter(|it| it.wanted_by == Party::Customer(to)) {
            Some(open) => {
                let approved = self
                    .holdings
                    .hand_over(msp, tenant, open.transfer, beside(context));
                approved.await.map(drop).map_err(MappingError::Holding)
            }
            // Somebody else asked at the same moment.
            None => Err(MappingError::MergeTenantBusy {
                tenant,
                customer: to,
            }),
        }
    }

    /// The tenants of `into` that came to it from `from`, and from nobody else since.
    pub(super) async fn tenants_come_from(
        &self,
        msp: MspId,
        from: CustomerId,
        into: CustomerId,
    ) -> Result<Vec<TenantId>, MappingError> {
        let mut come = Vec::new();
        for tenant in self.tenants_of(msp, into).await? {
            if self.owner_before(msp, tenant).await? == Some(from) {
                come.push(tenant);
            }
        }
        Ok(come)
    }

    async fn owner_of(
        &self,
        msp: MspId,
        tenant: TenantId,
    ) -> Result<Option<CustomerId>, MappingError> {
        let (engine, id) = (&self.parts.engine, tenant.to_string());
        let state = engine.load::<Tenant>(msp, &id).await;
        let state = state.map_err(MappingError::Tenant)?;
        Ok(state.known().and_then(|it| it.customer_id))
    }

    /// From whom it came to whom it is now.
    async fn owner_before(
        &self,
        msp: MspId,
        tenant: TenantId,
    ) -> Result<Option<CustomerId>, MappingError> {
        let stream = StreamId::new("tenant", tenant);
        let ledger = self.parts.engine.ledger();
        let (mut after, mut parted) = (0, None);
        loop {
            let page = ledger.stream(msp, &stream, after, PAGE_LIMIT).await?;
            let Some(last) = page.last() else {
                return Ok(parted);
            };
            after = last.sequence;
            for event in &page {
                let decoded = event.decode::<TenantEvent>();
                let unreadable = |reason| {
                    let position = event.position;
                    MappingError::Tenant(CommandError::Unreadable { position, reason })
                };
                if let TenantEvent::TenantUnlinked { customer_id } = decoded.map_err(unreadable)? {
                    parted = Some(customer_id);
                }
            }
        }
    }
}
