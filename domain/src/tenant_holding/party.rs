//! What one MSP may know of who holds a tenant.

use std::fmt;

use serde::Serialize;

use super::{Holder, TenantHolding, TransferEnding};
use crate::ids::{CustomerId, MspId};
use crate::record::Micros;
use crate::text::Reason;

/// One side, as an MSP sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// A customer of the MSP itself.
    Customer(CustomerId),
    /// No more is told.
    AnotherMsp,
}

impl Party {
    pub(super) fn seen_by(msp: MspId, side: &Holder) -> Self {
        if side.msp == msp {
            Self::Customer(side.customer)
        } else {
            Self::AnotherMsp
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Customer(id) => write!(f, "customer {id}"),
            Self::AnotherMsp => f.write_str("another MSP"),
        }
    }
}

/// A tenant's holding, as one MSP may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenHolding {
    /// None when the tenant is free.
    pub holder: Option<Party>,
    /// The open request, told to those two only whom it concerns.
    pub transfer: Option<SeenTransfer>,
    /// What became of the request before, told to the same.
    pub last: Option<SeenEnding>,
}

/// An open request, as one of its two sides sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenTransfer {
    pub transfer: u32,
    pub wanted_by: Party,
    pub reason: Reason,
    pub requested_at: Micros,
    /// Whether this MSP may approve and refuse.
    pub may_approve: bool,
    /// Whether this MSP may withdraw.
    pub may_withdraw: bool,
}

/// A request that is no longer open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenEnding {
    pub transfer: u32,
    pub ending: TransferEnding,
    /// Why it was refused.
    pub reason: Option<Reason>,
}

impl TenantHolding {
    /// What this MSP may know.
    pub fn seen_by(&self, msp: MspId) -> SeenHolding {
        SeenHolding {
            holder: self.holder.as_ref().map(|side| Party::seen_by(msp, side)),
            transfer: self.transfer_seen_by(msp),
            last: self.last_seen_by(msp),
        }
    }

    fn transfer_seen_by(&self, msp: MspId) -> Option<SeenTransfer> {
        let open = self.open.as_ref()?;
        let may_approve = self.holder.is_some_and(|holder| holder.msp == msp);
        let may_withdraw = open.to.msp == msp;
        (may_approve || may_withdraw).then(|| SeenTransfer {
            transfer: open.transfer,
            wanted_by: Party::seen_by(msp, &open.to),
            reason: open.reason.clone(),
            requested_at: open.at,
            may_approve,
            may_withdraw,
        })
    }

    fn last_seen_by(&self, msp: MspId) -> Option<SeenEnding> {
        let last = self.last.as_ref()?;
        [last.from, last.to].contains(&msp).then(|| SeenEnding {
            transfer: last.transfer,
            ending: last.ending,
            reason: last.reason.clone(),
        })
    }
}
