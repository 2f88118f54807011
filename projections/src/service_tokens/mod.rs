//! Which service tokens did this MSP issue, what may each of them do, and until when?
//!
//! Reads the tokens' own events. One row per token, revoked ones included; that a token's time is over
//! is seen by its end.

mod fold;
mod query;
mod row;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::record::RecordedEvent;
use tenantry_domain::service_token::{ServiceToken, ServiceTokenEvent};

use crate::declaration::{Fact, Index, Projection};

pub use query::{ServiceTokenFilter, cursor_of, get, list};
pub use row::{ServiceTokenRow, ServiceTokenStatus};

#[derive(Debug, Clone, Copy)]
pub struct ServiceTokens;

impl Projection for ServiceTokens {
    const NAME: &'static str = "service_tokens";
    const VERSION: u32 = 1;
    const QUESTION: &'static str =
        "Which service tokens did this MSP issue, what may each of them do, and until when?";
    const READS: &'static [&'static str] = &[ServiceToken::TYPE];
    const INDEXES: &'static [Index] = &[Index {
        name: "by_name",
        columns: &["name_key"],
    }];

    type Row = ServiceTokenRow;
    type Event = ServiceTokenEvent;

    fn decode(recorded: &RecordedEvent) -> Result<ServiceTokenEvent, DecodeError> {
        recorded.decode()
    }

    fn fold(
        row: Option<ServiceTokenRow>,
        fact: &Fact<ServiceTokenEvent>,
    ) -> Option<ServiceTokenRow> {
        fold::fold(row, fact)
    }
}
