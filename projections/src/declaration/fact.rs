//! An event as a fold sees it.

use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Micros, Position, Sequence};
use uuid::Uuid;

/// What happened, to whom, when, and where it stands in the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact<E> {
    pub msp: MspId,
    /// The id of the aggregate.
    pub stream: Uuid,
    pub sequence: Sequence,
    pub position: Position,
    pub recorded_at: Micros,
    pub event: E,
}
