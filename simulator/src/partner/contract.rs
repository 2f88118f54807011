//! A contract with a customer, as Graph lists it for resellers. GDAP alone makes none.

use super::CspCustomer;
use crate::dice::Dice;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Contract {
    pub id: Uuid,
    /// `ResellerPartner`, `BreadthPartner` and so on.
    pub kind: String,
    pub customer: Uuid,
    pub domain: String,
    pub name: String,
}

impl Contract {
    pub(crate) fn with(dice: &mut Dice, customer: &CspCustomer) -> Self {
        Self {
            id: dice.uuid(),
            kind: "ResellerPartner".to_owned(),
            customer: customer.tenant,
            domain: customer.domain.clone(),
            name: customer.name.clone(),
        }
    }
}
