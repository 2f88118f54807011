//! An MSP's own side at Microsoft: its tenant, the app that acts there, and who signed in for it.
//!
//! Life: (nothing) → connected ⟲ app changed, access changed, signed in → disconnected → connected …
//!
//! - There is one for each MSP, in that MSP's ledger; its id is the MSP's.
//! - Another tenant is connected only after the one before it was disconnected.
//! - A sign-in belongs to the app it was made for: a new app begins without one.
//! - Secrets are in the vault and nowhere here. Of the service account only its object id is kept.

mod command;
mod decide;
mod event;
mod refusal;
#[cfg(test)]
mod spec;
mod state;

pub use command::{ConnectPartner, DisconnectPartner, NoteSignIn, PartnerConnectionCommand};
pub use event::{PartnerAccess, PartnerConnectionEvent};
pub use refusal::PartnerConnectionRefusal;
pub use state::{Connected, PartnerConnection, SignedIn};
