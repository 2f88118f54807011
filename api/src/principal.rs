//! Who asks.

use tenantry_domain::ids::{CorrelationId, MspId};
use tenantry_domain::record::Actor;
use tenantry_domain::role::{Right, Role};

/// Somebody who is known: a person of an MSP, or a machine of it. Whatever is asked is asked within
/// that MSP, and no argument can name another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    pub msp: MspId,
    /// Under which it is on record.
    pub actor: Actor,
    pub role: Role,
    /// For people to recognise.
    pub name: String,
}

impl Principal {
    pub fn has(&self, right: Right) -> bool {
        self.role.has(right)
    }
}

/// One request of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    pub principal: Principal,
    /// What all that is recorded and logged on account of it has in common.
    pub correlation: CorrelationId,
}
