//! What can be asked of a tenant.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Sighting, TenantSource};
use crate::ids::CustomerId;
use crate::record::Micros;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenantCommand {
    NoteSighting(Box<NoteSighting>),
    NoteMissing(NoteMissing),
    LinkCustomer(LinkCustomer),
    UnlinkCustomer(UnlinkCustomer),
    MoveCustomer(MoveCustomer),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteSighting {
    pub sighting: Sighting,
    /// The sources that could not be read: what they said before still holds.
    pub silent: BTreeSet<TenantSource>,
    /// When the look began.
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteMissing {
    /// The sources that were read to their end.
    pub sources_asked: BTreeSet<TenantSource>,
    /// When the look began.
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinkCustomer {
    pub customer_id: CustomerId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnlinkCustomer {
    pub customer_id: CustomerId,
}

/// Parts it from one customer and gives it to another in one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MoveCustomer {
    pub from: CustomerId,
    pub to: CustomerId,
}
