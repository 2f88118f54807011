//! Whose events a timeline follows, while that may change.

use std::collections::HashSet;

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::{Approval, ApprovalEvent};
use tenantry_domain::approval_refusal::{RefusedWishEvent, RefusedWishes};
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::CustomerId;
use tenantry_domain::onboarding::{Onboarding, OnboardingEvent};
use tenantry_domain::record::{RecordedEvent, StreamId};
use tenantry_domain::tenant::{Tenant, TenantEvent};
use tenantry_domain::tenant_consent::{TenantConsent, TenantConsentEvent};

use super::query::{approvals_of, tenants_of};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;

/// A customer, its tenants and what is asked for it: those that it has as the listening begins, and those
/// that become its own.
#[derive(Debug)]
pub(super) struct Circle {
    customer: String,
    tenants: HashSet<String>,
    approvals: HashSet<String>,
}

impl Circle {
    pub(super) async fn of(desk: Desk<'_>, customer: CustomerId) -> Result<Self, Fault> {
        // What is recorded from here on is listened to; what was before has to be in what is read.
        let head = desk.ledger().head(desk.msp()).await?.position;
        let tables = &["tenants", "approvals"];
        desk.freshness.wait(head, tables).await?;
        Ok(Self {
            customer: customer.to_string(),
            tenants: tenants_of(desk, customer).await?.into_iter().collect(),
            approvals: approvals_of(desk, customer).await?.into_iter().collect(),
        })
    }

    /// Whether an event belongs to it. One by which a tenant comes or goes does.
    pub(super) fn holds(&mut self, event: &RecordedEvent) -> bool {
        let StreamId {
            aggregate_type: kind,
            aggregate_id: id,
        } = &event.stream;
        if kind == Customer::TYPE {
            return *id == self.customer;
        }
        if kind == Approval::TYPE {
            if self.is_asked_for_it(event) {
                self.approvals.insert(id.clone());
            }
            return self.approvals.contains(id);
        }
        if kind == RefusedWishes::TYPE {
            return self.is_refused_for_it(event);
        }
        if ![Tenant::TYPE, Onboarding::TYPE, TenantConsent::TYPE].contains(&kind.as_str()) {
            return false;
        }
        match moved(event) {
            Some(Move::To(customer)) if customer.to_string() == self.customer => {
                self.tenants.insert(id.clone());
                true
            }
            // To another, or away from whoever had it.
            Some(_) => self.tenants.remove(id),
            None => self.tenants.contains(id),
        }
    }

    /// Somebody wished something for this customer, and was refused.
    fn is_refused_for_it(&self, event: &RecordedEvent) -> bool {
        // An event that this program does not read is about nobody.
        let Ok(RefusedWishEvent::ApprovalWishRefused { customer_id, .. }) = event.decode() else {
            return false;
        };
        customer_id.is_some_and(|it| it.to_string() == self.customer)
    }

    /// Somebody asks for a change for this customer.
    fn is_asked_for_it(&self, event: &RecordedEvent) -> bool {
        // An event that this program does not read asks for nothing.
        let Ok(ApprovalEvent::ApprovalRequested { operation, .. }) = event.decode() else {
            return false;
        };
        let customer = operation.customer();
        customer.is_some_and(|it| it.to_string() == self.customer)
    }
}

/// A tenant changes hands.
enum Move {
    To(CustomerId),
    Away,
}

/// An event that this program does not read moves nothing.
fn moved(event: &RecordedEvent) -> Option<Move> {
    match event.stream.aggregate_type.as_str() {
        Tenant::TYPE => match event.decode().ok()? {
            TenantEvent::TenantLinked { customer_id } => Some(Move::To(customer_id)),
            TenantEvent::TenantUnlinked { .. } => Some(Move::Away),
            _ => None,
        },
        TenantConsent::TYPE => match event.decode().ok()? {
            TenantConsentEvent::ConsentAsked { customer_id, .. } => Some(Move::To(customer_id)),
            _ => None,
        },
        _ => match event.decode().ok()? {
            OnboardingEvent::OnboardingStarted { customer_id, .. } => Some(Move::To(customer_id)),
            _ => None,
        },
    }
}
