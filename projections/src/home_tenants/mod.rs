//! From which tenants do the people of an MSP sign in?
//!
//! Reads the home tenants' own events, which are in the installation's ledger: its rows are the installation's,
//! and each names the MSP that it is about. One row per tenant, removed ones included.

mod fold;
mod query;
mod row;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::home_tenant::{HomeTenant, HomeTenantEvent};
use tenantry_domain::record::RecordedEvent;

use crate::declaration::{Fact, Index, Projection};

pub use query::{cursor_of, of_msp};
pub use row::{HomeTenantRow, HomeTenantStatus};

#[derive(Debug, Clone, Copy)]
pub struct HomeTenants;

impl Projection for HomeTenants {
    const NAME: &'static str = "home_tenants";
    const VERSION: u32 = 1;
    const QUESTION: &'static str = "From which tenants do the people of an MSP sign in?";
    const READS: &'static [&'static str] = &[HomeTenant::TYPE];
    const INDEXES: &'static [Index] = &[Index {
        name: "by_msp",
        columns: &["of_msp", "admitted_at"],
    }];

    type Row = HomeTenantRow;
    type Event = HomeTenantEvent;

    fn decode(recorded: &RecordedEvent) -> Result<HomeTenantEvent, DecodeError> {
        recorded.decode()
    }

    fn fold(row: Option<HomeTenantRow>, fact: &Fact<HomeTenantEvent>) -> Option<HomeTenantRow> {
        fold::fold(row, fact)
    }
}
