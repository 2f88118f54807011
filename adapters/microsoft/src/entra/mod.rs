//! Entra: who we are, and tokens to show it.
//!
//! [`TokenBroker`] gives tokens: of the app itself, or of the MSP's service account, which signed in
//! once through [`ServiceSignIn`]. [`EntraConsents`] gets a customer's administrator to let the app
//! in, and makes sure that it is so. [`EntraTenants`] knows which tenant a domain belongs to.
//! [`EntraPeople`] tells who the people are that work with us.

mod app;
mod app_access;
mod broker;
mod cache;
mod certificate;
mod code_flow;
mod consents;
mod delegated;
mod documents;
mod id_token;
mod people;
mod resolver;
mod sign_in;
mod state;
#[cfg(test)]
mod tests;
mod token_endpoint;
mod tokens;
mod transport;

pub use app::{App, Credential};
pub use app_access::Patience;
pub use broker::TokenBroker;
pub use consents::{ConsentProbe, EntraConsents, list_with};
pub use delegated::ServiceAccount;
pub use documents::KeyRules;
pub use people::{EntraPeople, PeopleApp};
pub use resolver::EntraTenants;
pub use sign_in::ServiceSignIn;
pub use state::{StateKey, WeakStateKey};
pub use tenantry_domain::cloud::{SignInFault, Untrusted};
pub use tokens::{Access, Resource, Tokens};
