//! How mapping fails.

use tenantry_domain::product_mapping::UnnamedProduct;
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::mapping::{MappingError, PreferencesError, ProductsError};

use crate::exit::Exit;
use crate::failure::Failure;

impl From<MappingError> for Failure {
    fn from(error: MappingError) -> Self {
        match error {
            MappingError::Record(error) => error.into(),
            MappingError::Seat(error) => error.into(),
            MappingError::Customer(error) => error.into(),
            MappingError::Tenant(error) => error.into(),
            MappingError::Holding(error) => error.into(),
            MappingError::Onboarding(error) => error.into(),
            MappingError::Consent(error) => error.into(),
            MappingError::Settings(error) => error.into(),
            MappingError::View(error) => unreadable(&error),
            MappingError::Ledger(error) => error.into(),
            MappingError::Name(error) => error.into(),
            MappingError::MergeSeatTaken { .. }
            | MappingError::MergeTenantBusy { .. }
            | MappingError::SplitEmpty
            | MappingError::PreviewStale
            | MappingError::UndoNothing
            | MappingError::UndoOvertaken => {
                Self::new(error.code(), Exit::Refused, error.to_string())
            }
        }
    }
}

impl From<ProductsError> for Failure {
    fn from(error: ProductsError) -> Self {
        match error {
            ProductsError::Mapping(error) => error.into(),
            ProductsError::Record(error) => error.into(),
            ProductsError::View(error) => unreadable(&error),
            ProductsError::Ledger(error) => error.into(),
            ProductsError::NoService => Self::new(error.code(), Exit::Refused, error.to_string()),
        }
    }
}

impl From<UnnamedProduct> for Failure {
    fn from(error: UnnamedProduct) -> Self {
        Self::new(UnnamedProduct::CODE, Exit::Refused, error.to_string())
    }
}

/// What the settings of an MSP could not be read for.
pub(super) fn of_settings(error: PreferencesError) -> Failure {
    error.0.into()
}

fn unreadable(error: &KnownUnreadable) -> Failure {
    Failure::new(error.code, Exit::Environment, error.to_string())
}
