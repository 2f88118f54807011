//! What each event does to a product's row. Each says all there is to know.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use tenantry_domain::product_mapping::{Product, ProductMappingEvent as E};
use tenantry_domain::record::Micros;

use super::id_of;
use super::row::{ProductMappingRow, ProductState};
use crate::declaration::Fact;

pub(super) fn fold(fact: &Fact<E>) -> Option<ProductMappingRow> {
    match &fact.event {
        E::ProductMapped {
            product,
            service,
            by,
            at,
        } => {
            let mut row = decided(fact, product, ProductState::Mapped, by, *at);
            row.connection_id = Some(service.connection_id);
            row.service_id = Some(service.id.clone());
            Some(row)
        }
        E::ProductIgnored {
            product,
            reason,
            by,
            at,
        } => {
            let mut row = decided(fact, product, ProductState::Ignored, by, *at);
            row.reason = Some(reason.as_str().to_owned());
            Some(row)
        }
        E::ProductUnmapped { .. } | E::ProductHeeded { .. } => None,
    }
}

pub(super) fn product_of(event: &E) -> &Product {
    match event {
        E::ProductMapped { product, .. }
        | E::ProductUnmapped { product, .. }
        | E::ProductIgnored { product, .. }
        | E::ProductHeeded { product, .. } => product,
    }
}

fn decided(
    fact: &Fact<E>,
    product: &Product,
    state: ProductState,
    by: &str,
    at: Micros,
) -> ProductMappingRow {
    let mut row = ProductMappingRow {
        id: id_of(fact.stream, product),
        sku: None,
        name: None,
        product_key: String::new(),
        term: None,
        billing: None,
        state,
        connection_id: None,
        service_id: None,
        reason: None,
        decided_by: by.to_owned(),
        decided_at: at,
        position: fact.position,
    };
    row.name(product);
    row
}
