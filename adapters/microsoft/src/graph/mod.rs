//! Microsoft Graph.

mod administration;
mod apps;
mod batch;
mod client;
mod directory;
mod gdap;
mod paging;
mod permitted;
mod posture;

pub use administration::Administration;
pub use apps::Apps;
pub use batch::{BatchAnswer, BatchItem};
pub use client::{At, GraphClient, GraphRequest};
pub use directory::Directory;
pub use gdap::Gdap;
pub use paging::{DeltaLink, NextLink, Page, Pages};
pub use posture::TenantPosture;

/// A value within a filter: a quote in it is written twice.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
