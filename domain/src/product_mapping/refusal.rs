//! Why a command about the mapping of products is turned down.

use super::Service;
use crate::aggregate::Refusal;
use crate::record::{Micros, instant};
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProductMappingRefusal {
    #[error("the product is billed as service {service}; {by} mapped it at {}", instant(*.at))]
    ProductMappedElsewhere {
        service: Service,
        by: String,
        at: Micros,
    },
    #[error("the product is ignored since {}, by {by}: {reason}; heed it first", instant(*.at))]
    ProductIgnoredByChoice {
        reason: Reason,
        by: String,
        at: Micros,
    },
}

impl Refusal for ProductMappingRefusal {
    const CODES: &'static [&'static str] =
        &["PRODUCT_MAPPED_ELSEWHERE", "PRODUCT_IGNORED_BY_CHOICE"];

    fn code(&self) -> &'static str {
        match self {
            Self::ProductMappedElsewhere { .. } => "PRODUCT_MAPPED_ELSEWHERE",
            Self::ProductIgnoredByChoice { .. } => "PRODUCT_IGNORED_BY_CHOICE",
        }
    }
}
