//! Which onboardings are under way or ended at this MSP, and how did they end?
//!
//! Reads the onboardings' own events. One row per tenant, with its latest attempt.

mod fold;
mod live;
mod noticed;
mod query;
mod row;
mod watched;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::onboarding::{Onboarding, OnboardingEvent};
use tenantry_domain::record::RecordedEvent;

use crate::declaration::{Fact, Index, Projection};

pub(crate) use fold::codes;
pub use live::LiveOnboardings;
pub use query::{OnboardingFilter, cursor_of, get, list, of_relationship};
pub use row::{OnboardingRow, OnboardingStatus};

#[derive(Debug, Clone, Copy)]
pub struct Onboardings;

impl Projection for Onboardings {
    const NAME: &'static str = "onboardings";
    const VERSION: u32 = 5;
    const QUESTION: &'static str =
        "Which onboardings are under way or ended at this MSP, and how did they end?";
    const READS: &'static [&'static str] = &[Onboarding::TYPE];
    const INDEXES: &'static [Index] = &[
        Index {
            name: "by_start",
            columns: &["started_at"],
        },
        Index {
            name: "by_life",
            columns: &["live", "started_at"],
        },
        Index {
            name: "by_status",
            columns: &["status", "started_at"],
        },
        Index {
            name: "by_customer",
            columns: &["customer_id", "started_at"],
        },
        Index {
            name: "by_relationship",
            columns: &["relationship", "started_at"],
        },
    ];

    type Row = OnboardingRow;
    type Event = OnboardingEvent;

    fn decode(recorded: &RecordedEvent) -> Result<OnboardingEvent, DecodeError> {
        recorded.decode()
    }

    fn fold(row: Option<OnboardingRow>, fact: &Fact<OnboardingEvent>) -> Option<OnboardingRow> {
        fold::fold(row, fact)
    }
}
