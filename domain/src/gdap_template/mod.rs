//! Terms of delegated administration that an MSP asks its customers for, under a name.

mod terms;

pub use terms::{AppAccess, MissingGroups, Share, TemplateVersion, Terms};
