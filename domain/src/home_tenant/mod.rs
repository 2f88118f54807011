//! Whose people those of a Microsoft Entra tenant are: the MSP that they sign in for. Lives in the
//! installation's own ledger, under the tenant's id.
//!
//! Life: (nothing) → admitted → removed → admitted …
//!
//! - The people of a tenant belong to one MSP at most; an MSP may have several such tenants.
//! - Operators of the installation decide it: no MSP can name a tenant as its own.
//! - Of another MSP nobody learns more than that there is one.

mod command;
mod decide;
mod event;
mod refusal;
#[cfg(test)]
mod spec;
mod state;

pub use command::{AdmitHomeTenant, HomeTenantCommand, RemoveHomeTenant};
pub use event::HomeTenantEvent;
pub use refusal::HomeTenantRefusal;
pub use state::HomeTenant;
