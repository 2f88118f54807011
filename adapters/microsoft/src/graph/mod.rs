//! Microsoft Graph.

mod batch;
mod client;
mod gdap;
mod paging;

pub use batch::{BatchAnswer, BatchItem};
pub use client::{At, GraphClient, GraphRequest};
pub use gdap::Gdap;
pub use paging::{DeltaLink, NextLink, Page, Pages};
