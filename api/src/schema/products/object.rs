//! Products and the services they are billed as, as clients see them.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use tenantry_domain::cloud::vendor::{RecordKind, Term};
use tenantry_domain::ids::RecordId;
use tenantry_domain::product_mapping::{Product, ProductKey, Service, Settled, Standing};
use tenantry_engine::mapping::{Missing, ProductSuggestion, Readiness, SuggestedService};

use super::input::ProductTermKind;
use crate::schema::ids::{Kind, global};
use crate::schema::loaders::{Shelf, VendorRecordKey, shared};
use crate::schema::scalars::DateTime;

/// A term or a billing cycle.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub(crate) struct ProductTerm {
    /// What it is.
    kind: ProductTermKind,
    /// How many months, where it is months.
    months: Option<u16>,
    /// The vendor's words, where it is something of the vendor's.
    words: Option<String>,
}

impl From<&Term> for ProductTerm {
    fn from(term: &Term) -> Self {
        let (kind, months, words) = match term {
            Term::Months(months) => (ProductTermKind::Months, Some(*months), None),
            Term::Once => (ProductTermKind::Once, None, None),
            Term::Usage => (ProductTermKind::Usage, None, None),
            Term::Trial => (ProductTermKind::Trial, None, None),
            Term::Other(words) => (ProductTermKind::Other, None, Some(words.clone())),
        };
        Self {
            kind,
            months,
            words,
        }
    }
}

/// How a product stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum ProductStanding {
    /// Nobody said yet.
    Open,
    /// It is billed as a service.
    Mapped,
    /// It is billed as nothing, and nobody wants to be asked about it.
    Ignored,
}

#[derive(Debug, Clone)]
pub(crate) struct PsaService(Service);

impl PsaService {
    fn record(&self) -> RecordId {
        RecordId::of(self.0.connection_id, RecordKind::Service, &self.0.id)
    }
}

/// A service of a PSA.
#[Object]
impl PsaService {
    /// Its record's id.
    async fn id(&self) -> ID {
        global(Kind::VendorRecord, self.record().as_uuid())
    }

    /// The connection that it was read through.
    async fn connection(&self) -> ID {
        global(Kind::VendorAccount, self.0.connection_id.as_uuid())
    }

    /// Its id in the PSA.
    async fn service_id(&self) -> &str {
        &self.0.id
    }

    /// What the PSA calls it.
    async fn name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let row = shelves
            .load_one(VendorRecordKey(self.record().as_uuid()))
            .await;
        Ok(row.map_err(shared)?.map(|row| row.name))
    }

    /// Whether it is gone: the PSA names it no more, or it is not in use.
    async fn gone(&self, ctx: &Context<'_>) -> Result<bool> {
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let row = shelves
            .load_one(VendorRecordKey(self.record().as_uuid()))
            .await;
        Ok(row
            .map_err(shared)?
            .is_none_or(|row| row.vanished || !row.active))
    }
}

#[derive(Debug)]
pub(crate) struct ProductSuggestedService(SuggestedService);

/// A service that a product may be billed as.
#[Object]
impl ProductSuggestedService {
    /// The service.
    async fn service(&self) -> PsaService {
        PsaService(self.0.service.clone())
    }

    /// What the PSA calls it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// How alike the names are, in hundredths; 100 for the same sku.
    async fn score(&self) -> i32 {
        self.0.score.hundredths().into()
    }

    /// Whether it is billed as often as the product is paid; nothing where one of the two is not known.
    async fn billed_alike(&self) -> Option<bool> {
        self.0.billed_alike
    }
}

#[derive(Debug)]
pub(crate) struct MappableProduct {
    pub(super) product: Product,
    /// As a distributor calls it.
    pub(super) name: Option<String>,
    pub(super) settled: Option<Settled>,
    pub(super) services: Vec<SuggestedService>,
}

impl From<ProductSuggestion> for MappableProduct {
    fn from(suggestion: ProductSuggestion) -> Self {
        Self {
            product: suggestion.product,
            name: Some(suggestion.name),
            settled: suggestion.settled,
            services: suggestion.services,
        }
    }
}

/// A product of Microsoft's for a term, paid in a cycle: monthly and yearly are two. Its sku, or its name
/// where it has none, with term and billing name it in the mutations.
#[Object]
impl MappableProduct {
    /// What Microsoft calls it: `product:sku`.
    async fn sku(&self) -> Option<&str> {
        match &self.product.key {
            ProductKey::Sku(sku) => Some(sku),
            ProductKey::Name(_) => None,
        }
    }

    /// What a distributor calls it.
    async fn name(&self) -> Option<&str> {
        match &self.product.key {
            ProductKey::Name(name) => Some(self.name.as_deref().unwrap_or(name)),
            ProductKey::Sku(_) => self.name.as_deref(),
        }
    }

    /// How long it is bound; nothing where no vendor says so.
    async fn term(&self) -> Option<ProductTerm> {
        self.product.term.as_ref().map(Into::into)
    }

    /// How often it is paid; nothing where no vendor says so.
    async fn billing(&self) -> Option<ProductTerm> {
        self.product.billing.as_ref().map(Into::into)
    }

    /// How it stands.
    async fn standing(&self) -> ProductStanding {
        match self.settled.as_ref().map(|it| &it.standing) {
            None => ProductStanding::Open,
            Some(Standing::Mapped(_)) => ProductStanding::Mapped,
            Some(Standing::Ignored(_)) => ProductStanding::Ignored,
        }
    }

    /// The service that it is billed as.
    async fn service(&self) -> Option<PsaService> {
        match &self.settled.as_ref()?.standing {
            Standing::Mapped(service) => Some(PsaService(service.clone())),
            Standing::Ignored(_) => None,
        }
    }

    /// Why it is ignored.
    async fn reason(&self) -> Option<&str> {
        match &self.settled.as_ref()?.standing {
            Standing::Mapped(_) => None,
            Standing::Ignored(reason) => Some(reason.as_str()),
        }
    }

    /// Who said so.
    async fn settled_by(&self) -> Option<&str> {
        Some(&self.settled.as_ref()?.by)
    }

    /// When that was.
    async fn settled_at(&self) -> Option<DateTime> {
        Some(DateTime(self.settled.as_ref()?.at))
    }

    /// The services that it may be billed as, the likeliest first: those of the same cycle before others.
    /// None where something was said already, nor after a mutation.
    async fn suggestions(&self) -> Vec<ProductSuggestedService> {
        let services = self.services.iter().cloned();
        services.map(ProductSuggestedService).collect()
    }
}

/// Whether there is enough to go on with: one customer and one product. The rest can follow.
#[derive(Debug, SimpleObject)]
pub(crate) struct MappingReadiness {
    /// Whether there is.
    ready: bool,
    /// How many customers have a record in a PSA.
    customers_mapped: usize,
    /// How many products are billed as a service.
    products_mapped: usize,
    /// What is missing.
    missing: Vec<MappingMissing>,
}

/// What is missing to go on.
#[derive(Debug, SimpleObject)]
pub(crate) struct MappingMissing {
    /// What it is.
    kind: MappingMissingKind,
    /// What to do, in words for people.
    text: String,
}

/// What may be missing to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum MappingMissingKind {
    /// A customer with a record in a PSA.
    Customer,
    /// A product that is billed as a service.
    Product,
}

impl From<Readiness> for MappingReadiness {
    fn from(readiness: Readiness) -> Self {
        let missing = readiness.missing.iter().map(|missing| MappingMissing {
            kind: match missing {
                Missing::Customer => MappingMissingKind::Customer,
                Missing::Product => MappingMissingKind::Product,
            },
            text: missing.to_string(),
        });
        Self {
            ready: readiness.is_ready(),
            customers_mapped: readiness.customers_mapped,
            products_mapped: readiness.products_mapped,
            missing: missing.collect(),
        }
    }
}
