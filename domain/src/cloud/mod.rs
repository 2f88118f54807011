//! What we ask of other people's clouds, in the words of the business.
//!
//! The traits here are ports: the adapters stand behind them, sagas and probes call them. Nothing
//! of HTTP shows through. Every call ends in what was asked for or in a [`CloudFault`], which says
//! what is the matter in our words, keeps the cloud's own, and knows who has to act.

pub mod administration;
pub mod apps;
mod consent;
pub mod directory;
mod fault;
pub mod gdap;
mod identity;
mod listing;
mod name;
pub mod notices;
pub mod partner;
pub mod people;
pub mod posture;
mod sign_in;
pub mod vault;
pub mod vendor;

pub use crate::ids::TenantId;
pub use consent::{
    AdminConsents, ConfirmedConsent, ConsentAnswer, ConsentFault, ConsentReturn, ConsentStates,
    ConsentedTenants, Invitation, Listed, NeededPermission, ReturnedConsent, Taken,
};
pub use fault::{Actor, Cause, Class, CloudFault, Effect};
pub use identity::{MalformedTenantName, ResolvedTenant, TenantName, TenantResolver};
pub use listing::{Bookmark, Portion};
pub use name::MalformedCloudName;
pub use sign_in::{SignInFault, Untrusted};
