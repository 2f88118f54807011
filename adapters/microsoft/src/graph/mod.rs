//! Microsoft Graph.

mod apps;
mod batch;
mod client;
mod directory;
mod gdap;
mod paging;
mod posture;

pub use apps::Apps;
pub use batch::{BatchAnswer, BatchItem};
pub use client::{At, GraphClient, GraphRequest};
pub use directory::Directory;
pub use gdap::Gdap;
pub use paging::{DeltaLink, NextLink, Page, Pages};
pub use posture::TenantPosture;
