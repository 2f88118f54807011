//! Which GDAP templates does this MSP have, and what does the newest of each ask for?
//!
//! Reads the templates' own events. One row per template, retired ones included.

mod fold;
mod query;
mod row;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::gdap_template::{GdapTemplate, GdapTemplateEvent};
use tenantry_domain::record::RecordedEvent;

use crate::declaration::{Fact, Index, Projection};

pub use query::{GdapTemplateFilter, cursor_of, get, list};
pub use row::{GdapTemplateRow, GdapTemplateStatus};

#[derive(Debug, Clone, Copy)]
pub struct GdapTemplates;

impl Projection for GdapTemplates {
    const NAME: &'static str = "gdap_templates";
    const VERSION: u32 = 1;
    const QUESTION: &'static str =
        "Which GDAP templates does this MSP have, and what does the newest of each ask for?";
    const READS: &'static [&'static str] = &[GdapTemplate::TYPE];
    const INDEXES: &'static [Index] = &[Index {
        name: "by_name",
        columns: &["name_key"],
    }];

    type Row = GdapTemplateRow;
    type Event = GdapTemplateEvent;

    fn decode(recorded: &RecordedEvent) -> Result<GdapTemplateEvent, DecodeError> {
        recorded.decode()
    }

    fn fold(
        row: Option<GdapTemplateRow>,
        fact: &Fact<GdapTemplateEvent>,
    ) -> Option<GdapTemplateRow> {
        fold::fold(row, fact)
    }
}
