//! A noun with a fixed life to live, again and again.

use serde::de::DeserializeOwned;
use tenantry_domain::aggregate::Aggregate;

/// Commands in one life.
pub(crate) const LIFE: usize = 5;

pub(crate) trait Script: Aggregate<Event: cqrs_es::DomainEvent> + DeserializeOwned {
    /// The command at a place of the life. Each records one event.
    fn at(step: usize) -> Self::Command;
}
