//! A refusal as people look it up.

use tenantry_domain::approval::{OperationKind, Person};
use tenantry_domain::approval_refusal::WishKind;
use tenantry_domain::ids::{ApprovalId, CustomerId};
use tenantry_domain::record::{Micros, Position};

use crate::approvals::person_of;

crate::row! {
    pub struct RefusalRow {
        /// The approval that the wish named, whether there is one or not.
        approval_id: ApprovalId,
        wish: WishKind,
        code: String,
        /// What was to be changed, as far as that is known.
        kind: Option<OperationKind>,
        customer_id: Option<CustomerId>,
        /// Who wished, as kind and id.
        wisher: String,
        /// The id alone: however they came in.
        actor: String,
        refused_at: Micros,
        /// The event that tells of it.
        position: Position,
    }
}

impl RefusalRow {
    /// Nothing where somebody else wrote into the table.
    pub fn by(&self) -> Option<Person> {
        person_of(&self.wisher)
    }
}
