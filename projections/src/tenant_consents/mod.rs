//! In which tenants were administrators asked for consent, and what came of it?
//!
//! Reads the consents' own events. One row per tenant, ended ones included.

mod fold;
mod live;
mod more;
mod query;
mod row;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::record::RecordedEvent;
use tenantry_domain::tenant_consent::{TenantConsent, TenantConsentEvent};

use crate::declaration::{Fact, Index, Projection};

pub use live::LiveConsents;
pub use query::{ConsentFilter, cursor_of, get, list};
pub use row::{ConsentRow, ConsentStatus, MoreStatus};

#[derive(Debug, Clone, Copy)]
pub struct TenantConsents;

impl Projection for TenantConsents {
    const NAME: &'static str = "tenant_consents";
    const VERSION: u32 = 2;
    const QUESTION: &'static str =
        "In which tenants were administrators asked for consent, and what came of it?";
    const READS: &'static [&'static str] = &[TenantConsent::TYPE];
    const INDEXES: &'static [Index] = &[
        Index {
            name: "by_asked",
            columns: &["asked_at"],
        },
        Index {
            name: "by_status",
            columns: &["status", "asked_at"],
        },
        Index {
            name: "by_live",
            columns: &["live", "asked_at"],
        },
        Index {
            name: "by_customer",
            columns: &["customer_id", "asked_at"],
        },
    ];

    type Row = ConsentRow;
    type Event = TenantConsentEvent;

    fn decode(recorded: &RecordedEvent) -> Result<TenantConsentEvent, DecodeError> {
        recorded.decode()
    }

    fn fold(row: Option<ConsentRow>, fact: &Fact<TenantConsentEvent>) -> Option<ConsentRow> {
        fold::fold(row, fact)
    }
}
