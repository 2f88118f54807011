//! What can happen to the mapping of products.

use serde::{Deserialize, Serialize};

use super::{Product, Service};
use crate::aggregate::event_shapes;
use crate::record::Micros;
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ProductMappingEvent {
    /// The product is billed as this service.
    ProductMapped {
        product: Product,
        service: Service,
        by: String,
        at: Micros,
    },
    /// It is not any more.
    ProductUnmapped {
        product: Product,
        service: Service,
        by: String,
        at: Micros,
    },
    /// The product is billed as nothing, and nobody wants to be asked about it.
    ProductIgnored {
        product: Product,
        reason: Reason,
        by: String,
        at: Micros,
    },
    /// It is no longer ignored.
    ProductHeeded {
        product: Product,
        by: String,
        at: Micros,
    },
}

event_shapes! {
    ProductMappingEvent {
        ProductMapped = "1",
        ProductUnmapped = "1",
        ProductIgnored = "1",
        ProductHeeded = "1",
    }
    upcasts {}
}
