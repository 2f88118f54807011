//! The reseller's customers.

use uuid::Uuid;

#[derive(Debug, Clone)]
pub(crate) struct Subscription {
    pub id: Uuid,
}

/// A customer as Partner Center knows it.
#[derive(Debug, Clone)]
pub(crate) struct CspCustomer {
    pub tenant: Uuid,
    pub name: String,
    pub domain: String,
}
