//! Whose the vendors' records are.

mod view;

pub use view::{MappableRecord, MappedCustomer, MappedTenant, MappingState, MappingView};
