//! How far the records of a kind are known, as a connection's row keeps it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::record::Micros;
use tenantry_domain::saga::Fault;
use tenantry_domain::vendor_connection::LastRead;

/// By kind; a kind that no run came to yet is not among them.
pub(super) type Readings = BTreeMap<RecordKind, KindReading>;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct KindReading {
    /// When all its records were read last, and what came of it.
    pub read: Option<LastRead>,
    /// Why they could not be read since then: what is known of them is stale.
    pub unread: Option<KindUnread>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindUnread {
    /// The run that could not read it last, and when that was.
    pub run: u32,
    pub at: Micros,
    pub code: String,
    pub detail: String,
    /// By what the vendor's support finds the request.
    pub correlation_id: Option<String>,
    /// When it could not be read for the first time since it was read.
    pub since: Micros,
}

impl KindReading {
    pub(super) fn read(&mut self, last: LastRead) {
        *self = Self {
            read: Some(last),
            unread: None,
        };
    }

    pub(super) fn fail(&mut self, run: u32, fault: &Fault, at: Micros) {
        let before = self.unread.take();
        self.unread = Some(KindUnread {
            run,
            at,
            code: fault.code.clone(),
            detail: fault.detail.clone(),
            correlation_id: fault.request_id.clone(),
            since: before.map_or(at, |it| it.since),
        });
    }
}
