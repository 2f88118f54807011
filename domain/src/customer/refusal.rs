//! Why a command to a customer is turned down.

use crate::aggregate::Refusal;
use crate::ids::CustomerId;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CustomerRefusal {
    #[error("no such customer is registered")]
    CustomerNotFound,
    #[error("a customer with this id is registered already, under another name or archived")]
    CustomerExists,
    #[error("this customer is archived and changes no more")]
    CustomerArchived,
    #[error("this customer was merged into customer {into} and changes no more")]
    CustomerMerged { into: CustomerId },
    #[error("a customer cannot be merged into itself")]
    CustomerMergeSelf,
    #[error("a customer can carry {limit} tags at most")]
    CustomerTagsFull { limit: usize },
}

impl Refusal for CustomerRefusal {
    const CODES: &'static [&'static str] = &[
        "CUSTOMER_NOT_FOUND",
        "CUSTOMER_EXISTS",
        "CUSTOMER_ARCHIVED",
        "CUSTOMER_MERGED",
        "CUSTOMER_MERGE_SELF",
        "CUSTOMER_TAGS_FULL",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::CustomerNotFound => "CUSTOMER_NOT_FOUND",
            Self::CustomerExists => "CUSTOMER_EXISTS",
            Self::CustomerArchived => "CUSTOMER_ARCHIVED",
            Self::CustomerMerged { .. } => "CUSTOMER_MERGED",
            Self::CustomerMergeSelf => "CUSTOMER_MERGE_SELF",
            Self::CustomerTagsFull { .. } => "CUSTOMER_TAGS_FULL",
        }
    }
}
