//! Saying what products are billed as.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::ids::RecordId;
use tenantry_domain::product_mapping::{Product, ProductMappingRefusal, Service};
use tenantry_domain::text::Reason;
use tenantry_engine::commands::{CommandError, Done};
use tenantry_engine::mapping::{Products, ProductsError};

use super::input::ProductInput;
use super::object::MappableProduct;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{Kind, global};
use crate::schema::scalars::DateTime;
use crate::schema::told::{Obstacle, Receipt, Refused, Unmet, given, payload, unmet, user_errors};

user_errors! {
    /// Why a wish about a product was turned down.
    ProductUserError, ProductErrorCode {
        /// The product is billed as another service: the error tells who said so, and when.
        ProductMappedElsewhere,
        /// Somebody said that the product is to be ignored: the error tells who, and when.
        ProductIgnoredByChoice,
        /// A product needs a sku or a name.
        ProductUnnamed,
        /// A term is none that can be.
        ProductTermInvalid,
        /// The MSP has no such service.
        ServiceNotFound,
    }
    tells {
        /// The service that the product is billed as.
        service: Option<ID> = |it: &Refused| {
            Some(global(Kind::VendorRecord, it.obstacle.as_ref()?.record?.as_uuid()))
        },
        /// Who did what stands in the way.
        by: Option<String> = |it: &Refused| it.obstacle.as_ref()?.by.clone(),
        /// When that was.
        at: Option<DateTime> = |it: &Refused| it.obstacle.as_ref()?.at.map(DateTime),
    }
}

/// A product, and what it is billed as.
#[derive(Debug, InputObject)]
pub(crate) struct ProductMapInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The product.
    product: ProductInput,
    /// The record of the service.
    service: ID,
}

/// A product, and what it is billed as no longer.
#[derive(Debug, InputObject)]
pub(crate) struct ProductUnmapInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The product.
    product: ProductInput,
    /// The record of the service.
    service: ID,
}

/// A product that is billed as nothing, and why.
#[derive(Debug, InputObject)]
pub(crate) struct ProductIgnoreInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why; whoever comes upon the product later is told.
    reason: String,
    /// The product.
    product: ProductInput,
}

/// A product that was ignored, and is not any more.
#[derive(Debug, InputObject)]
pub(crate) struct ProductHeedInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The product.
    product: ProductInput,
}

payload! {
    /// What came of mapping a product.
    ProductMapPayload {
        /// The product as it stands now.
        product: MappableProduct, ProductUserError
    }
}
payload! {
    /// What came of no longer mapping a product.
    ProductUnmapPayload {
        /// The product as it stands now.
        product: MappableProduct, ProductUserError
    }
}
payload! {
    /// What came of ignoring a product.
    ProductIgnorePayload {
        /// The product as it stands now.
        product: MappableProduct, ProductUserError
    }
}
payload! {
    /// What came of no longer ignoring a product.
    ProductHeedPayload {
        /// The product as it stands now.
        product: MappableProduct, ProductUserError
    }
}

pub(super) fn unmet_by(error: ProductsError) -> Unmet {
    match error {
        ProductsError::Mapping(error) => {
            let obstacle = match &error {
                CommandError::Refused(refusal) => obstacle(refusal),
                _ => Obstacle::default(),
            };
            match unmet(error) {
                Unmet::Refused(refused) => Unmet::Refused(refused.because_of(obstacle)),
                fault @ Unmet::Fault(_) => fault,
            }
        }
        ProductsError::Record(error) => unmet(error),
        ProductsError::NoService => {
            let refused = Refused::new(error.code(), error.to_string());
            Unmet::Refused(refused.at("service"))
        }
        ProductsError::View(error) => Unmet::Fault(Fault::server(error.code, &error)),
        ProductsError::Ledger(error) => Unmet::Fault(error.into()),
    }
}

fn obstacle(refusal: &ProductMappingRefusal) -> Obstacle {
    let (service, by, at) = match refusal {
        ProductMappingRefusal::ProductMappedElsewhere { service, by, at } => {
            (Some(service), by, *at)
        }
        ProductMappingRefusal::ProductIgnoredByChoice { reason: _, by, at } => (None, by, *at),
    };
    let record = |it: &Service| RecordId::of(it.connection_id, RecordKind::Service, &it.id);
    Obstacle {
        record: service.map(record),
        by: Some(by.clone()),
        at: Some(at),
        ..Obstacle::default()
    }
}

/// The product after what was said of it.
async fn after(
    desk: Desk<'_>,
    product: Product,
    done: Result<Done, ProductsError>,
) -> Result<(Receipt, Option<MappableProduct>), Unmet> {
    let done = done.map_err(unmet_by)?;
    let mapping = products(&desk).of(desk.msp()).await.map_err(unmet_by)?;
    let product = MappableProduct {
        settled: mapping.of(&product).cloned(),
        product,
        name: None,
        services: Vec::new(),
    };
    Ok((done.into(), Some(product)))
}

fn products<'a>(desk: &Desk<'a>) -> &'a Products {
    &desk.parts.mapping.products
}

#[derive(Debug, Default)]
pub(crate) struct ProductMutation;

#[Object]
impl ProductMutation {
    /// Says which service of a PSA a product is billed as. Roles: Tech, Admin. Event: `ProductMapped`;
    /// none when it is so already. Asked again with the same idempotency key it answers as it did then.
    async fn product_map(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which product, and which service.")] input: ProductMapInput,
    ) -> Result<ProductMapPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let product = input.product.product()?;
            let service = RecordId::new(given(Kind::VendorRecord, &input.service, "service")?);
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let done = products(&desk).map(desk.msp(), product.clone(), service, asked);
            after(desk, product, done.await).await
        };
        Ok(ProductMapPayload::told(outcome.await)?)
    }

    /// Says that a product is not billed as this service any more. Roles: Tech, Admin. Event:
    /// `ProductUnmapped`; none when it is not. Asked again with the same idempotency key it answers as
    /// it did then.
    async fn product_unmap(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which product, and which service.")] input: ProductUnmapInput,
    ) -> Result<ProductUnmapPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let product = input.product.product()?;
            let service = RecordId::new(given(Kind::VendorRecord, &input.service, "service")?);
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let done = products(&desk).unmap(desk.msp(), product.clone(), service, asked);
            after(desk, product, done.await).await
        };
        Ok(ProductUnmapPayload::told(outcome.await)?)
    }

    /// Says that a product is billed as nothing: nobody is asked about it again. Roles: Tech, Admin.
    /// Event: `ProductIgnored`; none when it is ignored already. Asked again with the same idempotency
    /// key it answers as it did then.
    async fn product_ignore(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which product, and why.")] input: ProductIgnoreInput,
    ) -> Result<ProductIgnorePayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let product = input.product.product()?;
            let reason = Reason::new(&input.reason);
            let reason = reason.map_err(|error| Refused::from(error).at("reason"))?;
            let asked = desk.asked(&input.idempotency_key, Some(&input.reason))?;
            let done = products(&desk).ignore(desk.msp(), product.clone(), reason, asked);
            after(desk, product, done.await).await
        };
        Ok(ProductIgnorePayload::told(outcome.await)?)
    }

    /// Says that a product is not to be ignored any more. Roles: Tech, Admin. Event: `ProductHeeded`;
    /// none when it is not ignored. Asked again with the same idempotency key it answers as it did then.
    async fn product_heed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which product.")] input: ProductHeedInput,
    ) -> Result<ProductHeedPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let product = input.product.product()?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let done = products(&desk).heed(desk.msp(), product.clone(), asked);
            after(desk, product, done.await).await
        };
        Ok(ProductHeedPayload::told(outcome.await)?)
    }
}
