//! Who is let in: people by a session's cookie or a token of their tenant, machines by a service
//! token.
//!
//! [`Entry`] recognises whoever asks, for every door of the site: GraphQL, REST, sign-out. `sign_in`
//! leads people through the sign-in at their own tenant. Nothing is kept here but how much each has
//! asked lately.

mod cookies;
mod guest;
mod rate;
mod recognise;
mod sign_in;

pub use guest::{Guest, guest_room};
pub use rate::{Rate, Rates};
pub use recognise::Entry;
pub use sign_in::room;
