//! Products mapped onto services, and what is left to map.

use std::collections::BTreeSet;
use std::sync::Arc;

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::vendor::{RecordKind, System};
use tenantry_domain::ids::{MspId, RecordId};
use tenantry_domain::product_mapping::{
    HeedProduct, IgnoreProduct, MapProduct, Product, ProductMapping, ProductMappingCommand,
    Service, Standing, UnmapProduct,
};
use tenantry_domain::record::{Position, RecordedEvent};
use tenantry_domain::saga::minutes;
use tenantry_domain::text::Reason;
use tenantry_domain::vendor_record::VendorRecord;

use super::suggest::{Shelf, distinct};
use super::{ProductSuggestion, ProductView, Readiness};
use crate::commands::{Context, Done, Engine, Request};
use crate::mapping::kept::{Asked, Kept, KeptLimits};
use crate::mapping::service::by;
use crate::mapping::{MappingState, MappingView, ProductsError};
use crate::time::Clock;

#[derive(Debug, Clone)]
pub struct ProductsParts {
    pub engine: Arc<Engine>,
    pub view: Arc<dyn ProductView>,
    /// For how many customers are mapped.
    pub records: Arc<dyn MappingView>,
    pub clock: Arc<dyn Clock>,
}

/// The mapping of all MSPs' products.
#[derive(Debug, Clone)]
pub struct Products {
    parts: ProductsParts,
    kept: Arc<Kept<MspId, Vec<ProductSuggestion>>>,
}

/// A list is a few hundred lines even for a large MSP.
const KEPT: KeptLimits = KeptLimits {
    kept: 64,
    rests: minutes(1) / 30,
    lasts: minutes(10),
};

impl Products {
    pub fn new(parts: ProductsParts) -> Self {
        let (ledger, clock) = (parts.engine.ledger().clone(), parts.clock.clone());
        Self {
            kept: Arc::new(Kept::new(ledger, clock, KEPT)),
            parts,
        }
    }

    /// How the products stand that were decided about.
    pub async fn of(&self, msp: MspId) -> Result<ProductMapping, ProductsError> {
        let found = self.parts.engine.load(msp, &msp.to_string()).await;
        found.map_err(ProductsError::Mapping)
    }

    /// All of Microsoft's products that were seen, in order, each with the services that it may be billed as.
    pub async fn suggest(&self, msp: MspId) -> Result<Vec<ProductSuggestion>, ProductsError> {
        self.suggest_as_of(msp, 0).await
    }

    /// The same, with what was recorded up to this position; otherwise it may be a moment old. What was
    /// decided about products is always as it is now.
    pub async fn suggest_as_of(
        &self,
        msp: MspId,
        at_least: Position,
    ) -> Result<Vec<ProductSuggestion>, ProductsError> {
        let asked = Asked {
            msp,
            key: msp,
            at_least,
            matters,
        };
        let seen = self.kept.of(asked, self.look(msp)).await?.value;
        let mapping = self.of(msp).await?;
        let suggested = seen.iter().map(|suggestion| {
            let mut suggestion = suggestion.clone();
            suggestion.settled = mapping.of(&suggestion.product).cloned();
            if suggestion.settled.is_some() {
                suggestion.services.clear();
            }
            suggestion
        });
        Ok(suggested.collect())
    }

    /// As if nothing had been decided yet.
    async fn look(
        &self,
        msp: MspId,
    ) -> Result<(Vec<ProductSuggestion>, Option<Position>), ProductsError> {
        let reached = self.parts.view.reached(msp).await?;
        let seen = self.parts.view.products(msp).await?;
        let services = self.parts.view.services(msp).await?;
        let on_sale = Shelf::of(&services);
        let suggested = distinct(&seen).into_iter();
        let suggested = suggested.map(|(product, name)| ProductSuggestion {
            services: on_sale.suggest(&product, name),
            name: name.to_owned(),
            product,
            settled: None,
        });
        Ok((suggested.collect(), reached))
    }

    /// The product is billed as the service that this record is of.
    pub async fn map(
        &self,
        msp: MspId,
        product: Product,
        service: RecordId,
        context: Context,
    ) -> Result<Done, ProductsError> {
        let command = ProductMappingCommand::Map(MapProduct {
            product,
            service: self.service_of(msp, service).await?,
            by: by(&context),
            at: self.parts.clock.now(),
        });
        self.tell(msp, command, context).await
    }

    /// It is not billed as that service any more.
    pub async fn unmap(
        &self,
        msp: MspId,
        product: Product,
        service: RecordId,
        context: Context,
    ) -> Result<Done, ProductsError> {
        let command = ProductMappingCommand::Unmap(UnmapProduct {
            product,
            service: self.service_of(msp, service).await?,
            by: by(&context),
            at: self.parts.clock.now(),
        });
        self.tell(msp, command, context).await
    }

    /// The product is billed as nothing, and is not asked about again.
    pub async fn ignore(
        &self,
        msp: MspId,
        product: Product,
        reason: Reason,
        context: Context,
    ) -> Result<Done, ProductsError> {
        let command = ProductMappingCommand::Ignore(IgnoreProduct {
            product,
            reason,
            by: by(&context),
            at: self.parts.clock.now(),
        });
        self.tell(msp, command, context).await
    }

    pub async fn heed(
        &self,
        msp: MspId,
        product: Product,
        context: Context,
    ) -> Result<Done, ProductsError> {
        let command = ProductMappingCommand::Heed(HeedProduct {
            product,
            by: by(&context),
            at: self.parts.clock.now(),
        });
        self.tell(msp, command, context).await
    }

    /// Whether there is enough to go on with.
    pub async fn readiness(&self, msp: MspId) -> Result<Readiness, ProductsError> {
        let mapping = self.of(msp).await?;
        let is_mapped = |standing: &Standing| matches!(standing, Standing::Mapped(_));
        let mapped = mapping.iter().filter(|(_, it)| is_mapped(&it.standing));
        Ok(Readiness::of(self.customers(msp).await?, mapped.count()))
    }

    async fn service_of(&self, msp: MspId, record: RecordId) -> Result<Service, ProductsError> {
        let found = self.parts.engine.load(msp, &record.to_string()).await;
        let found: VendorRecord = found.map_err(ProductsError::Record)?;
        let known = found.known();
        let known = known.filter(|it| it.record.kind() == RecordKind::Service);
        let known = known.ok_or(ProductsError::NoService)?;
        Ok(Service {
            connection_id: known.connection_id,
            id: known.record.id.clone(),
        })
    }

    /// How many customers have a record in a PSA.
    async fn customers(&self, msp: MspId) -> Result<usize, ProductsError> {
        let mut customers = BTreeSet::new();
        let mut last = None;
        loop {
            let page = self.parts.records.records(msp, last).await?;
            let Some(end) = page.last() else {
                return Ok(customers.len());
            };
            last = Some(end.id);
            for record in page.iter().filter(|it| it.vendor.system() == System::Psa) {
                if let MappingState::Linked(customer) = record.mapping {
                    customers.insert(customer);
                }
            }
        }
    }

    async fn tell(
        &self,
        msp: MspId,
        command: ProductMappingCommand,
        context: Context,
    ) -> Result<Done, ProductsError> {
        let request = Request::<ProductMapping> {
            msp,
            id: msp.to_string(),
            command,
            context,
        };
        let done = self.parts.engine.execute(request).await;
        done.map_err(ProductsError::Mapping)
    }
}

/// Whether an event may say something of what is bought and sold.
fn matters(event: &RecordedEvent) -> bool {
    let of_records = event.stream.aggregate_type == VendorRecord::TYPE;
    let of_customers = [
        "RecordLinked",
        "RecordUnlinked",
        "RecordIgnored",
        "RecordHeeded",
    ];
    of_records && !of_customers.contains(&event.event_type.as_str())
}
