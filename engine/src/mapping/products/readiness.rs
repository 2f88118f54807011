//! Whether an MSP can go on to what builds on mapping.

use std::fmt;

/// One customer and one product are enough to go on; the rest can follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    /// Customers with a record in a PSA.
    pub customers_mapped: usize,
    /// Products that are billed as a service.
    pub products_mapped: usize,
    /// What is missing to go on.
    pub missing: Vec<Missing>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    Customer,
    Product,
}

impl Readiness {
    pub(super) fn of(customers_mapped: usize, products_mapped: usize) -> Self {
        let customer = (customers_mapped == 0).then_some(Missing::Customer);
        let product = (products_mapped == 0).then_some(Missing::Product);
        Self {
            customers_mapped,
            products_mapped,
            missing: customer.into_iter().chain(product).collect(),
        }
    }

    pub fn is_ready(&self) -> bool {
        self.missing.is_empty()
    }
}

impl Missing {
    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer-with-psa-record",
            Self::Product => "product-with-service",
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Customer => "link one customer with its record in your PSA",
            Self::Product => "map one product onto a service of your PSA",
        })
    }
}
