//! How programs ask.
//!
//! - [`transport`]: GraphQL over HTTP, WebSocket and server-sent events, to the letter of their
//!   specifications. It knows nothing of our schema.
//! - [`schema`]: what can be asked, one folder per noun.
//! - [`live`]: what is recorded, as it is recorded, for those who stay and listen.
//! - [`entry`]: who is let in, and how people sign in.
//! - [`console`]: the pages for people.
//! - [`explorer`]: `GraphiQL`, for
//! - [`server`]: connections, TLS, health, counts.
//! - [`webhooks`]: what Partner Center delivers.
//! - [`portal`]: connecting tenants, over plain HTTP and JSON.
//! - [`Principal`]: who asks; there is no way to data without one. [`Parts`]: what the API stands on;
//!   [`Mapping`]: of it, what maps; [`Proving`]: of it, what proves.
//! - `written`: answers as JSON.
//! - [`pages`]: the pages of `docs/errors`, compiled in.
#![forbid(unsafe_code)]

pub mod console;
pub mod entry;
pub mod explorer;
pub mod live;
pub mod pages;
pub mod portal;
pub mod schema;
pub mod server;
pub mod transport;
pub mod webhooks;

mod evidence;
mod files;
mod mapped;
mod parts;
mod principal;
mod written;

pub use evidence::Proving;
pub use mapped::Mapping;
pub use parts::Parts;
pub use principal::{Errand, Leave, Principal};
