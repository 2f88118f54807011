//! The server: one address for all that is asked over HTTP.
//!
//! [`Site`] says what is served, [`Gate`] how connections come in: a bounded number of them, with TLS
//! where it is configured, none of which can hold the server up by being slow.

mod gate;
mod headers;
mod health;
mod help;
mod meter;
mod site;
mod tls;
mod trace;

pub use gate::{Gate, GateSettings};
pub use health::Readiness;
pub use meter::Meter;
pub use site::Site;
pub use tls::{Certificate, UnusableCertificate};
