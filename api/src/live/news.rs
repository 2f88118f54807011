//! One event, for all who listen.

use std::sync::Arc;

use tenantry_domain::onboarding::Story;
use tenantry_domain::record::RecordedEvent;
use tenantry_projections::approvals::ApprovalRow;
use tenantry_projections::onboardings::OnboardingRow;
use tenantry_projections::tenants::TenantRow;
use tenantry_projections::vendor_connections::VendorConnectionRow;
use tokio::sync::OnceCell;

/// An event, and what it brought about. What was looked up for one listener is there for the others.
#[derive(Debug)]
pub(crate) struct News {
    pub(crate) event: RecordedEvent,
    pub(crate) onboarding: OnceCell<Option<OnboardingRow>>,
    pub(crate) tenant: OnceCell<Option<TenantRow>>,
    pub(crate) vendor: OnceCell<Option<VendorConnectionRow>>,
    pub(crate) approval: OnceCell<Option<ApprovalRow>>,
    pub(crate) story: OnceCell<Option<Arc<Story>>>,
}

impl News {
    pub(super) fn of(event: RecordedEvent) -> Arc<Self> {
        Arc::new(Self {
            event,
            onboarding: OnceCell::new(),
            tenant: OnceCell::new(),
            vendor: OnceCell::new(),
            approval: OnceCell::new(),
            story: OnceCell::new(),
        })
    }

    /// What it takes to keep it, more or less.
    pub(super) fn bytes(&self) -> usize {
        self.event.payload.len() + self.event.metadata.len()
    }
}
