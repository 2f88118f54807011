//! GraphQL on the wire.
//!
//! One address answers in three ways: HTTP, as GraphQL over HTTP says; server-sent events, as
//! `graphql-sse` says (one connection per operation); and WebSocket, as `graphql-transport-ws` says.
//! Nothing here knows what can be asked. Who asks is told by a [`Door`].
//!
//! What is asked goes the same way on all three: it is read (`ask`, `reading`), measured before
//! anything is run, prepared (`prepare`), and carried out within a time (`run`). Whatever goes wrong is a [`Fault`]
//! with a code, and no error leaves without one (`report`).

mod ask;
mod cost;
mod documents;
mod door;
mod drain;
mod events;
mod fault;
mod fresh;
mod http;
mod measure;
mod mend;
mod negotiate;
mod order;
mod origin;
mod prepare;
mod reading;
mod report;
mod run;
mod service;
mod settings;
mod socket;
mod tokens;
mod witness;

pub use documents::TrustedDocuments;
pub use door::{Admission, Credential, Door, Knock, Refusal};
pub use drain::{Drain, Drainer};
pub use fault::Fault;
pub use fresh::Fresh;
pub use service::{Ports, Transport};
pub use settings::{Documents, Limits, Settings, Streams, Trust};
pub use socket::Closing;
pub use witness::{TurnedDown, Witness};

pub(crate) use http::arrived;
pub(crate) use negotiate::is_json;
pub(crate) use origin::check as check_origin;
