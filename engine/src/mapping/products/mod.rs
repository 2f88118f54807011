//! The services that Microsoft's products are billed as.

mod likeness;
mod maker;
mod readiness;
mod service;
mod suggest;
mod view;

pub use readiness::{Missing, Readiness};
pub use service::{Products, ProductsParts};
pub use suggest::{ProductSuggestion, SuggestedService};
pub use view::{ProductView, SeenProduct, SoldService};
