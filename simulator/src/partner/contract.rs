//! A contract with a customer, as Graph lists it for resellers. GDAP alone makes none.

use uuid::Uuid;

#[derive(Debug, Clone)]
pub(crate) struct Contract {
    pub id: Uuid,
    /// `ResellerPartnerContract`, `BreadthPartner` and so on.
    pub kind: String,
    pub customer: Uuid,
    pub domain: String,
    pub name: String,
}
