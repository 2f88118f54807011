//! Which of Microsoft's products are billed as which of the MSP's services, or as none?
//!
//! Reads the events of the mapping of products, of which an MSP has one. One row per product, term and
//! billing cycle about which somebody decided; what is open has none.

mod fold;
mod query;
mod row;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::product_mapping::{Product, ProductMapping, ProductMappingEvent};
use tenantry_domain::record::RecordedEvent;
use uuid::Uuid;

use crate::declaration::{Fact, Index, Projection};

pub use query::{ProductMappingFilter, cursor_of, get, list, of_products};
pub use row::{ProductMappingRow, ProductState};

#[derive(Debug, Clone, Copy)]
pub struct ProductMappings;

impl Projection for ProductMappings {
    const NAME: &'static str = "product_mappings";
    const VERSION: u32 = 1;
    const QUESTION: &'static str =
        "Which of Microsoft's products are billed as which of the MSP's services, or as none?";
    const READS: &'static [&'static str] = &[ProductMapping::TYPE];
    const INDEXES: &'static [Index] = &[
        Index {
            name: "by_product",
            columns: &["product_key"],
        },
        Index {
            name: "by_state",
            columns: &["state", "product_key"],
        },
        Index {
            name: "by_service",
            columns: &["connection_id", "service_id", "product_key"],
        },
    ];
    // All of an MSP's products are one stream.
    const ROW_PER_STREAM: bool = false;

    type Row = ProductMappingRow;
    type Event = ProductMappingEvent;

    fn decode(recorded: &RecordedEvent) -> Result<ProductMappingEvent, DecodeError> {
        recorded.decode()
    }

    fn key(fact: &Fact<ProductMappingEvent>) -> Uuid {
        id_of(fact.stream, fold::product_of(&fact.event))
    }

    fn fold(
        _: Option<ProductMappingRow>,
        fact: &Fact<ProductMappingEvent>,
    ) -> Option<ProductMappingRow> {
        fold::fold(fact)
    }
}

/// The row of a product in the mapping that has this id.
fn id_of(mapping: Uuid, product: &Product) -> Uuid {
    // Plain data always can be written as JSON.
    let words = serde_json::to_vec(product).unwrap_or_default();
    Uuid::new_v5(&mapping, &words)
}
