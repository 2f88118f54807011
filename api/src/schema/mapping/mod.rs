//! Whose the vendors' records are: looked at, said, accepted by the dozen; and customers that come of it.

mod bulk;
mod customers;
mod history;
mod merging;
mod preview;
mod query;
mod records;
mod refusal;
mod suggestion;

use tenantry_domain::matching::Score;

pub(crate) use bulk::BulkMappingMutation;
pub(crate) use customers::{CustomersOfRecordsMutation, ManyReceipt};
pub(crate) use history::{RecordMappingEntry, history};
pub(crate) use merging::CustomerMergingMutation;
pub(crate) use query::MappingQuery;
pub(crate) use records::RecordMappingMutation;
pub(crate) use refusal::unmet_by;
pub(crate) use suggestion::{RecordSuggestions, judged};

use crate::schema::told::Refused;

/// What a record's mapping is read from.
const TABLES: &[&str] = &["vendor_records", "customers"];

/// A score as it is given.
fn hundredths(score: i32, field: &'static str) -> Result<Score, Refused> {
    let score = u32::try_from(score).ok().filter(|it| *it <= 100);
    score.map(Score::of_hundred).ok_or_else(|| {
        let message = "a score has 0 to 100 hundredths";
        Refused::new("SCORE_OUT_OF_RANGE", message).at(field)
    })
}
