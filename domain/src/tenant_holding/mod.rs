//! Who holds a Microsoft tenant, in the whole installation: the one customer of the one MSP that may
//! connect it. Lives in the installation's own ledger, under the tenant's id.
//!
//! Life: free → held → (asked for → handed over | refused | withdrawn) → … → free
//!
//! - A tenant has one holder at most.
//! - It changes hands only when both sides said so: the one that wants it asked, the one that holds
//!   it approved that very request. One request is open at a time.
//! - Nobody learns more than the own side of it: of another MSP only that there is one.
//! - Whoever holds a tenant can let go of it at any time; an open request ends with that.

mod command;
mod decide;
mod event;
mod party;
mod refusal;
#[cfg(test)]
mod spec;
mod state;

pub use command::{
    ApproveTransfer, ClaimTenant, RefuseTransfer, ReleaseTenant, RequestTransfer,
    TenantHoldingCommand, WithdrawTransfer,
};
pub use event::TenantHoldingEvent;
pub use party::{Party, SeenEnding, SeenHolding, SeenTransfer};
pub use refusal::TenantHoldingRefusal;
pub use state::{EndedTransfer, Holder, TenantHolding, Transfer, TransferEnding};
