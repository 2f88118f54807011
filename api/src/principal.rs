//! Who asks.

use tenantry_domain::ids::{CorrelationId, MspId};
use tenantry_domain::record::{Actor, StreamId};
use tenantry_domain::role::{Right, Role};
use tenantry_engine::access::{Access, AccessError, Pass};

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
    /// By what it was let in.
    pub pass: Pass,
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

/// For whoever stays a while: whether it still may, asked again.
#[derive(Debug, Clone)]
pub struct Leave {
    access: Access,
    msp: MspId,
    pass: Pass,
}

impl Leave {
    pub fn of(principal: &Principal, access: Access) -> Self {
        Self {
            access,
            msp: principal.msp,
            pass: principal.pass,
        }
    }

    /// Whether what happens in this stream may end it, or change its role.
    pub(crate) fn hangs_on(&self, stream: &StreamId) -> bool {
        self.pass.hangs_on(stream)
    }

    pub(crate) async fn role(&self) -> Result<Role, AccessError> {
        self.access.role_by(self.msp, self.pass).await
    }
}
