//! What is asked, by whom, and the answer.

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::ids::{CorrelationId, MspId};
use tenantry_domain::record::{Actor, Metadata, Source, StreamId};

use crate::chance::Ids;
use crate::ledger::{KEY_LIMIT, Outcome, Receipt};

/// A command on its way.
#[derive(Debug, Clone)]
pub struct Request<A: Aggregate> {
    pub msp: MspId,
    /// The id of the aggregate it is for.
    pub id: String,
    pub command: A::Command,
    pub context: Context,
}

/// Who asks, why, and what the request belongs to.
#[derive(Debug, Clone)]
pub struct Context {
    pub actor: Actor,
    pub source: Source,
    pub reason: Option<String>,
    /// Drawn when not given.
    pub correlation_id: Option<CorrelationId>,
    pub causation_id: Option<String>,
    /// Drawn when not given: then only this very call can find its own outcome again.
    pub idempotency_key: Option<String>,
}

impl Context {
    pub fn new(actor: Actor, source: Source) -> Self {
        Self {
            actor,
            source,
            reason: None,
            correlation_id: None,
            causation_id: None,
            idempotency_key: None,
        }
    }

    #[must_use]
    pub fn with_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    pub(super) fn into_metadata(self, ids: &dyn Ids) -> Metadata {
        Metadata {
            actor_kind: self.actor.kind,
            actor_id: self.actor.id,
            source: self.source,
            reason: self.reason,
            correlation_id: self
                .correlation_id
                .unwrap_or_else(|| CorrelationId::new(ids.next())),
            causation_id: self.causation_id,
            idempotency_key: self
                .idempotency_key
                .unwrap_or_else(|| ids.next().to_string()),
        }
    }
}

/// A key is short and printable, so that it can stand in a log, a header and an index.
pub(crate) fn is_valid_key(key: &str) -> bool {
    (1..=KEY_LIMIT).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic())
}

/// An id goes into an index and a URL.
pub(super) fn is_valid_id(id: &str) -> bool {
    (1..=KEY_LIMIT).contains(&id.len()) && !id.contains(|c: char| c.is_control())
}

impl<A: Aggregate> Request<A> {
    pub(super) fn stream(&self) -> StreamId {
        StreamId::new(A::TYPE, &self.id)
    }
}

/// A command that was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    pub receipt: Receipt,
    /// The request had been carried out before; this is what it came to then.
    pub replayed: bool,
}

impl Done {
    pub fn outcome(&self) -> Outcome {
        self.receipt.outcome()
    }
}
