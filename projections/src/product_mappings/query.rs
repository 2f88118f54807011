//! How people look mapped products up: one or some by the product, many by its sku or name.

use tenantry_domain::ids::{MspId, VendorConnectionId};
use tenantry_domain::product_mapping::{Product, Service};
use uuid::Uuid;

use super::row::{ProductMappingRow, ProductState};
use super::{ProductMappings, id_of};
use crate::declaration::Cell;
use crate::error::ProjectionError;
use crate::names::short_key;
use crate::paging::{Cursor, Page};
use crate::projections::Projections;
use crate::select::{Condition, Direction, Select};

/// Which products a list holds; by default all about which somebody decided.
#[derive(Debug, Clone, Default)]
pub struct ProductMappingFilter {
    pub state: Option<ProductState>,
    /// Only those that are billed as services of this connection.
    pub connection: Option<VendorConnectionId>,
    /// Only those that are billed as this service.
    pub service: Option<Service>,
    /// The beginning of the sku or name, upper or lower case alike.
    pub prefix: Option<String>,
}

/// What was decided about a product; nothing while it is open.
pub async fn get(
    store: &Projections,
    scope: MspId,
    product: &Product,
) -> Result<Option<ProductMappingRow>, ProjectionError> {
    let id = id_of(scope.as_uuid(), product);
    store.one::<ProductMappings>(scope, id).await
}

/// What was decided about these products, those left out that are open.
pub async fn of_products(
    store: &Projections,
    scope: MspId,
    products: &[Product],
) -> Result<Vec<ProductMappingRow>, ProjectionError> {
    let ids = products.iter().map(|it| id_of(scope.as_uuid(), it));
    let mut ids: Vec<Uuid> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    store.many::<ProductMappings>(scope, &ids).await
}

/// The MSP's products by sku or name, `first` at most, after a cursor.
pub async fn list(
    store: &Projections,
    scope: MspId,
    filter: &ProductMappingFilter,
    after: Option<&Cursor>,
    first: u32,
) -> Result<Page<ProductMappingRow>, ProjectionError> {
    let mut conditions = Vec::new();
    if let Some(state) = filter.state {
        conditions.push(Condition::Is("state", Cell::Text(state.as_str().into())));
    }
    let service = filter.service.as_ref();
    let connections = [filter.connection, service.map(|it| it.connection_id)];
    for connection in connections.into_iter().flatten() {
        let connection = Cell::Uuid(connection.as_uuid());
        conditions.push(Condition::Is("connection_id", connection));
    }
    if let Some(service) = service {
        let id = Cell::Text(service.id.clone().into());
        conditions.push(Condition::Is("service_id", id));
    }
    if let Some(prefix) = &filter.prefix {
        conditions.push(Condition::BeginsWith("product_key", short_key(prefix)));
    }
    let select = Select {
        conditions,
        order: "product_key",
        direction: Direction::Rising,
        after: after.map(|cursor| (Cell::Text(cursor.key.clone().into()), cursor.id)),
        first,
    };
    store
        .page::<ProductMappings>(scope, select, cursor_of)
        .await
}

/// Where a list goes on after this row.
pub fn cursor_of(row: &ProductMappingRow) -> Cursor {
    Cursor {
        key: row.product_key.clone(),
        id: row.id,
    }
}
