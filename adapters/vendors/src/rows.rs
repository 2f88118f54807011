//! From the wire's rows to records, one by one: a row that cannot be read keeps no other one back.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use tenantry_domain::cloud::vendor::{FoundRecord, RecordKind};

/// A row of a list, before anybody looked into it.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Raw(Box<RawValue>);

impl Raw {
    /// Nothing, when it has another shape than rows of its list have.
    pub(crate) fn read<R: DeserializeOwned>(&self) -> Option<R> {
        serde_json::from_str(self.0.get()).ok()
    }
}

/// The records of a page. Rows without an id, or of another shape, are counted and left out; what is in
/// them is nobody's business here.
pub(crate) fn records<R: DeserializeOwned>(
    api: &'static str,
    kind: RecordKind,
    rows: &[Raw],
    record: impl Fn(R) -> Option<FoundRecord>,
) -> Vec<FoundRecord> {
    let read = |row: &Raw| row.read().and_then(&record);
    let records: Vec<FoundRecord> = rows.iter().filter_map(read).collect();
    let unread = rows.len() - records.len();
    if unread > 0 {
        tracing::warn!(api, kind = kind.as_str(), unread, "rows cannot be read");
    }
    records
}
