//! One function per command: already done, then refusals, then events.

use super::{
    HeedProduct, IgnoreProduct, MapProduct, Product, ProductMapping, ProductMappingEvent,
    ProductMappingRefusal, Service, Settled, Standing, UnmapProduct,
};
use crate::aggregate::Decision;
use crate::text::Reason;

type Outcome = Result<Decision<ProductMappingEvent>, ProductMappingRefusal>;

pub(super) fn map(mapping: &ProductMapping, command: &MapProduct) -> Outcome {
    match found(mapping, &command.product) {
        Found::Mapped(service, _) if *service == command.service => Ok(Decision::AlreadyDone),
        Found::Mapped(service, settled) => Err(mapped(service, settled)),
        Found::Ignored(reason, settled) => Err(ProductMappingRefusal::ProductIgnoredByChoice {
            reason: reason.clone(),
            by: settled.by.clone(),
            at: settled.at,
        }),
        Found::Open => Ok(Decision::record(ProductMappingEvent::ProductMapped {
            product: command.product.clone(),
            service: command.service.clone(),
            by: command.by.clone(),
            at: command.at,
        })),
    }
}

pub(super) fn unmap(mapping: &ProductMapping, command: &UnmapProduct) -> Outcome {
    match found(mapping, &command.product) {
        Found::Open | Found::Ignored(..) => Ok(Decision::AlreadyDone),
        Found::Mapped(service, settled) if *service != command.service => {
            Err(mapped(service, settled))
        }
        Found::Mapped(service, _) => Ok(Decision::record(ProductMappingEvent::ProductUnmapped {
            product: command.product.clone(),
            service: service.clone(),
            by: command.by.clone(),
            at: command.at,
        })),
    }
}

pub(super) fn ignore(mapping: &ProductMapping, command: &IgnoreProduct) -> Outcome {
    match found(mapping, &command.product) {
        Found::Ignored(..) => Ok(Decision::AlreadyDone),
        Found::Mapped(service, settled) => Err(mapped(service, settled)),
        Found::Open => Ok(Decision::record(ProductMappingEvent::ProductIgnored {
            product: command.product.clone(),
            reason: command.reason.clone(),
            by: command.by.clone(),
            at: command.at,
        })),
    }
}

pub(super) fn heed(
    mapping: &ProductMapping,
    command: &HeedProduct,
) -> Decision<ProductMappingEvent> {
    match found(mapping, &command.product) {
        Found::Open | Found::Mapped(..) => Decision::AlreadyDone,
        Found::Ignored(..) => Decision::record(ProductMappingEvent::ProductHeeded {
            product: command.product.clone(),
            by: command.by.clone(),
            at: command.at,
        }),
    }
}

enum Found<'a> {
    Open,
    Mapped(&'a Service, &'a Settled),
    Ignored(&'a Reason, &'a Settled),
}

fn found<'a>(mapping: &'a ProductMapping, product: &Product) -> Found<'a> {
    let Some(settled) = mapping.of(product) else {
        return Found::Open;
    };
    match &settled.standing {
        Standing::Mapped(service) => Found::Mapped(service, settled),
        Standing::Ignored(reason) => Found::Ignored(reason, settled),
    }
}

fn mapped(service: &Service, settled: &Settled) -> ProductMappingRefusal {
    ProductMappingRefusal::ProductMappedElsewhere {
        service: service.clone(),
        by: settled.by.clone(),
        at: settled.at,
    }
}
