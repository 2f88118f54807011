//! Which Microsoft 365 tenants does this MSP know, and how does each stand?
//!
//! Reads the tenants' own events and those of their onboardings and consents, whose streams bear the
//! tenant's id.
//! One row per tenant, missed ones included.

mod fold;
mod known;
mod query;
mod row;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::onboarding::{Onboarding, OnboardingEvent};
use tenantry_domain::record::RecordedEvent;
use tenantry_domain::tenant::{Tenant, TenantEvent};
use tenantry_domain::tenant_consent::{TenantConsent, TenantConsentEvent};

use crate::declaration::{Fact, Index, Projection};

pub use query::{TenantFilter, cursor_of, get, list, of_customers};
pub use row::{TenantRow, TenantStatus};

/// What happens to a tenant, in any of its streams.
#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    Tenant(TenantEvent),
    Onboarding(OnboardingEvent),
    Consent(TenantConsentEvent),
}

#[derive(Debug, Clone, Copy)]
pub struct Tenants;

impl Projection for Tenants {
    const NAME: &'static str = "tenants";
    const VERSION: u32 = 4;
    const QUESTION: &'static str =
        "Which Microsoft 365 tenants does this MSP know, and how does each stand?";
    const READS: &'static [&'static str] = &[Tenant::TYPE, Onboarding::TYPE, TenantConsent::TYPE];
    const INDEXES: &'static [Index] = &[
        Index {
            name: "by_status",
            columns: &["status", "name_key"],
        },
        Index {
            name: "by_name",
            columns: &["name_key"],
        },
        Index {
            name: "by_customer",
            columns: &["customer_id", "name_key"],
        },
    ];
    // A tenant's onboarding and its consent are streams of their own.
    const ROW_PER_STREAM: bool = false;

    type Row = TenantRow;
    type Event = Happening;

    fn decode(recorded: &RecordedEvent) -> Result<Happening, DecodeError> {
        match recorded.stream.aggregate_type.as_str() {
            Tenant::TYPE => recorded.decode().map(Happening::Tenant),
            TenantConsent::TYPE => recorded.decode().map(Happening::Consent),
            _ => recorded.decode().map(Happening::Onboarding),
        }
    }

    fn fold(row: Option<TenantRow>, fact: &Fact<Happening>) -> Option<TenantRow> {
        fold::fold(row, fact)
    }
}
