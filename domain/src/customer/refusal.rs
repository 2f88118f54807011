//! Why a command to a customer is turned down.

use crate::aggregate::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CustomerRefusal {
    #[error("no such customer is registered")]
    CustomerNotFound,
    #[error("a customer with this id is registered already, under another name or archived")]
    CustomerExists,
    #[error("this customer is archived and changes no more")]
    CustomerArchived,
    #[error("a customer can carry {limit} tags at most")]
    CustomerTagsFull { limit: usize },
}

impl Refusal for CustomerRefusal {
    const CODES: &'static [&'static str] = &[
        "CUSTOMER_NOT_FOUND",
        "CUSTOMER_EXISTS",
        "CUSTOMER_ARCHIVED",
        "CUSTOMER_TAGS_FULL",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::CustomerNotFound => "CUSTOMER_NOT_FOUND",
            Self::CustomerExists => "CUSTOMER_EXISTS",
            Self::CustomerArchived => "CUSTOMER_ARCHIVED",
            Self::CustomerTagsFull { .. } => "CUSTOMER_TAGS_FULL",
        }
    }
}
