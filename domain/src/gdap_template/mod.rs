//! Terms of delegated administration that an MSP asks its customers for, under a name.
//!
//! Life: (nothing) → defined → revised … → retired
//!
//! - A version never changes: other terms are a new version, and a customer keeps the one it got.
//! - Versions are 1, 2, 3 …; a revision says which one it was made from.
//! - Terms that nobody can be asked for are never recorded.
//! - What makes customers approve anew is not revised by the way: somebody said that it may.

mod command;
mod compare;
mod decide;
mod event;
mod grouping;
mod impossible;
mod presets;
mod refusal;
pub mod roles;
#[cfg(test)]
mod spec;
mod state;
mod terms;

pub use command::{
    DefineTemplate, GdapTemplateCommand, RenameTemplate, RetireTemplate, ReviseTemplate,
};
pub use compare::{Consequence, TermsChange};
pub use event::GdapTemplateEvent;
pub use grouping::{GroupPattern, Grouping, InvalidGroupPattern};
pub use impossible::ImpossibleTerms;
pub use presets::Preset;
pub use refusal::GdapTemplateRefusal;
pub use state::{Defined, GdapTemplate};
pub use terms::{AppAccess, MissingGroups, Share, TemplateVersion, Terms};
