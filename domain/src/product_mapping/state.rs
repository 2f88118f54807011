//! Where the mapping of products stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Product, ProductMappingCommand, ProductMappingEvent, ProductMappingRefusal, Service, decide,
};
use crate::aggregate::{Aggregate, Decision};
use crate::record::Micros;
use crate::text::Reason;

/// The products that are not open.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<Line>", into = "Vec<Line>")]
pub struct ProductMapping(BTreeMap<Product, Settled>);

/// What was decided about a product, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    pub standing: Standing,
    pub by: String,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Mapped(Service),
    Ignored(Reason),
}

/// A product as the state is shown: a product is no text, and so no key of JSON.
#[derive(Serialize, Deserialize)]
struct Line {
    product: Product,
    settled: Settled,
}

impl From<Vec<Line>> for ProductMapping {
    fn from(lines: Vec<Line>) -> Self {
        let products = lines.into_iter().map(|line| (line.product, line.settled));
        Self(products.collect())
    }
}

impl From<ProductMapping> for Vec<Line> {
    fn from(mapping: ProductMapping) -> Self {
        let products = mapping.0.into_iter();
        products
            .map(|(product, settled)| Line { product, settled })
            .collect()
    }
}

impl Aggregate for ProductMapping {
    const TYPE: &'static str = "product_mapping";

    type Command = ProductMappingCommand;
    type Event = ProductMappingEvent;
    type Refusal = ProductMappingRefusal;

    fn decide(
        &self,
        command: &ProductMappingCommand,
    ) -> Result<Decision<ProductMappingEvent>, ProductMappingRefusal> {
        match command {
            ProductMappingCommand::Map(c) => decide::map(self, c),
            ProductMappingCommand::Unmap(c) => decide::unmap(self, c),
            ProductMappingCommand::Ignore(c) => decide::ignore(self, c),
            ProductMappingCommand::Heed(c) => Ok(decide::heed(self, c)),
        }
    }

    fn evolve(&mut self, event: &ProductMappingEvent) {
        match event {
            ProductMappingEvent::ProductMapped {
                product,
                service,
                by,
                at,
            } => self.settle(product, Standing::Mapped(service.clone()), by, *at),
            ProductMappingEvent::ProductIgnored {
                product,
                reason,
                by,
                at,
            } => self.settle(product, Standing::Ignored(reason.clone()), by, *at),
            ProductMappingEvent::ProductUnmapped { product, .. }
            | ProductMappingEvent::ProductHeeded { product, .. } => {
                self.0.remove(product);
            }
        }
    }
}

impl ProductMapping {
    /// What was decided about a product; nothing while it is open.
    pub fn of(&self, product: &Product) -> Option<&Settled> {
        self.0.get(product)
    }

    /// The service that a product is billed as.
    pub fn service_of(&self, product: &Product) -> Option<&Service> {
        match &self.of(product)?.standing {
            Standing::Mapped(service) => Some(service),
            Standing::Ignored(_) => None,
        }
    }

    /// All that was decided.
    pub fn iter(&self) -> impl Iterator<Item = (&Product, &Settled)> {
        self.0.iter()
    }

    fn settle(&mut self, product: &Product, standing: Standing, by: &str, at: Micros) {
        let by = by.to_owned();
        self.0.insert(product.clone(), Settled { standing, by, at });
    }
}
