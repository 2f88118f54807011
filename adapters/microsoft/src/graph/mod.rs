//! Microsoft Graph.

mod batch;
mod client;
mod paging;

pub use batch::{BatchAnswer, BatchItem};
pub use client::{At, GraphClient, GraphRequest};
pub use paging::{DeltaLink, NextLink, Page, Pages};
