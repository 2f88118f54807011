//! New identifiers, as a port.

use std::fmt::Debug;

use uuid::Uuid;

/// Draws identifiers. Version 7: roughly in the order of creation, so indexes stay dense.
pub trait Ids: Debug + Send + Sync {
    fn next(&self) -> Uuid;
}

/// Identifiers from the machine's clock and randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}
