//! A mapped product as people look it up.

use tenantry_domain::cloud::vendor::Term;
use tenantry_domain::ids::VendorConnectionId;
use tenantry_domain::product_mapping::{Product, ProductKey, Service};
use tenantry_domain::record::{Micros, Position};

use crate::names::short_key;

crate::row! {
    pub struct ProductMappingRow {
        /// `product:sku` as Microsoft writes it.
        sku: Option<String>,
        /// Of a product without a sku.
        name: Option<String>,
        /// The one of both that there is, as lists are sorted by.
        product_key: String,
        /// How long it is bound, in JSON.
        term: Option<String>,
        /// How often it is paid, in JSON.
        billing: Option<String>,
        state: ProductState,
        /// Where the service is that it is billed as.
        connection_id: Option<VendorConnectionId>,
        /// The vendor's id of the service.
        service_id: Option<String>,
        /// Why it is billed as nothing.
        reason: Option<String>,
        decided_by: String,
        decided_at: Micros,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    /// What somebody decided about a product.
    pub enum ProductState {
        Mapped = "mapped",
        Ignored = "ignored",
    }
}

impl ProductMappingRow {
    /// Nothing where somebody else wrote into the table.
    pub fn product(&self) -> Option<Product> {
        let key = match (&self.sku, &self.name) {
            (Some(sku), _) => ProductKey::Sku(sku.clone()),
            (None, name) => ProductKey::Name(name.clone()?),
        };
        let term = self.term.as_deref().map(serde_json::from_str);
        let billing = self.billing.as_deref().map(serde_json::from_str);
        Some(Product {
            key,
            term: term.transpose().ok()?,
            billing: billing.transpose().ok()?,
        })
    }

    /// What it is billed as.
    pub fn service(&self) -> Option<Service> {
        Some(Service {
            connection_id: self.connection_id?,
            id: self.service_id.clone()?,
        })
    }

    pub(super) fn name(&mut self, product: &Product) {
        self.product_key = short_key(&product.key.to_string());
        match &product.key {
            ProductKey::Sku(sku) => self.sku = Some(sku.clone()),
            ProductKey::Name(name) => self.name = Some(name.clone()),
        }
        self.term = product.term.as_ref().map(json_of);
        self.billing = product.billing.as_ref().map(json_of);
    }
}

/// Plain data always can be written as JSON.
fn json_of(term: &Term) -> String {
    serde_json::to_string(term).unwrap_or_default()
}
