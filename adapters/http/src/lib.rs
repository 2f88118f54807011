//! The one HTTP stack under all adapters.
//!
//! A [`Call`] says what is asked, whether it may be repeated, where it may be redirected and how
//! long all of it may take. [`Http::send`] carries it: within the budget of its tenant, past the
//! circuit breaker of its interface, again where that is allowed and makes sense, never beyond the
//! deadline. What an answer means is the vendor's [`Dialect`]. Whatever goes wrong ends in one
//! `CloudFault`, with everything secret left out.
#![forbid(unsafe_code)]

mod answer;
mod azure;
mod breaker;
mod budget;
mod call;
mod client;
mod exchange;
mod metadata;
mod public;
mod push;
mod redact;
mod repeat;
mod settings;
mod stranger;
mod streamed;

pub use answer::{Answer, Dialect, Judgement};
pub use azure::AzureTransport;
pub use call::{Call, Redirects, Repeat};
pub use client::Http;
pub use metadata::MetadataTransport;
pub use push::{NotTaken, Push};
pub use redact::safe_text;
pub use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
pub use reqwest::{Method, StatusCode};
pub use settings::{Breaking, Budget, InterfaceBudget, Limits, Repeating, Settings, SetupError};
pub use stranger::{NotHanded, Strangers};
pub use streamed::Streamed;
