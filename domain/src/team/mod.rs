//! Who works for an MSP, and who of them may do what. There is one for each MSP, in that MSP's ledger;
//! its id is the MSP's, so that all of it is decided in one place.
//!
//! Life of a member: (nothing) → admitted at the first sign-in, as a viewer ⟲ renamed, in other
//! groups, in another role → suspended → reinstated …
//!
//! - A member has the strongest of the roles that were granted by name or that rules give to the
//!   person's groups: viewer, auditor, tech, admin.
//! - Groups are those of the last sign-in at which they could be read, and of them only those that a
//!   rule names: a new rule reaches a member at the next sign-in, a changed one at once.
//! - Every change of a role is a fact of its own, whatever led to it.
//! - An MSP that has an Admin keeps one. People are refused what would take the last one away; at a
//!   sign-in the role is kept and that is recorded. Admins who never signed in do not stand in for
//!   one who did.

mod admission;
mod command;
mod decide;
mod event;
mod refusal;
mod roles;
#[cfg(test)]
mod spec;
mod state;

pub use command::{
    AdmitMember, GrantRole, Groups, ReinstateMember, RemoveGroupRule, SetGroupRule, SuspendMember,
    TeamCommand,
};
pub use event::TeamEvent;
pub use refusal::TeamRefusal;
pub use state::{GroupRule, KnownPerson, Member, Team};

/// The most rules a team has: a sign-in's event names each of their groups at most once, and must
/// fit into the ledger.
pub const MOST_RULES: usize = 200;
