//! What of the relationships with a customer can be used.

use sha2::{Digest, Sha256};

use crate::cloud::TenantId;
use crate::cloud::gdap::{
    AutoExtend, Relationship, RelationshipId, RelationshipKind, RelationshipStatus,
};
use crate::gdap_template::Terms;
use crate::ids::MspId;
use crate::record::Micros;
use crate::saga::days;
use crate::text::{CustomerName, RelationshipName};

/// A relationship that ends sooner is not worth building on.
const TOO_SHORT: Micros = days(30);

/// What was found among the relationships with a customer.
#[derive(Debug, Clone, PartialEq)]
pub enum Existing {
    /// Active, and covers what is asked for.
    Usable(Relationship),
    /// Of our own, with the same roles, and on its way.
    Unfinished(Relationship),
    /// Nothing of use. A new one gets this name.
    Nothing(RelationshipName),
}

/// The names of the relationships that we make with one tenant. Microsoft holds names to be unique
/// among all of a partner's, so a name that carries our mark is how we find what we made, whatever
/// became of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameFamily {
    mark: String,
}

impl NameFamily {
    pub fn of(msp: MspId, tenant: TenantId) -> Self {
        let mut hash = Sha256::new();
        hash.update(msp.as_uuid().as_bytes());
        hash.update(tenant.as_uuid().as_bytes());
        let digest = hash.finalize();
        let key = digest
            .iter()
            .take(4)
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        Self {
            mark: format!(" - tenantry {key}."),
        }
    }

    /// The customer's name as far as there is room, and our mark.
    fn name(&self, customer: Option<&CustomerName>, number: u32) -> RelationshipName {
        let tail = format!("{}{number}", self.mark);
        let room = 50 - tail.len();
        let customer = customer.map_or("Customer", CustomerName::as_str);
        let head: String = customer.chars().take(room).collect();
        let name = format!("{}{tail}", head.trim_end());
        RelationshipName::clipped(&name, "tenantry")
    }

    /// Which of ours it is.
    fn number(&self, name: &str) -> Option<u32> {
        let (_, number) = name.rsplit_once(&self.mark)?;
        number.parse().ok()
    }

    pub fn is_ours(&self, name: &str) -> bool {
        self.number(name).is_some()
    }
}

/// Looks through all relationships that name the customer.
pub fn survey(
    found: &[Relationship],
    family: &NameFamily,
    customer: Option<&CustomerName>,
    terms: &Terms,
    now: Micros,
) -> Existing {
    let wanted = terms.roles();
    let direct = || {
        found
            .iter()
            .filter(|it| it.kind == RelationshipKind::Direct && it.covers(&wanted))
    };
    let usable = direct().filter(|it| it.status == RelationshipStatus::Active && lasts(it, now));
    // Of several, ours first; then that which lasts longest.
    let best = usable.max_by_key(|it| (family.is_ours(&it.name), it.ends, it.id.clone()));
    if let Some(best) = best {
        return Existing::Usable(best.clone());
    }
    let mut unfinished = direct()
        .filter(|it| it.status.is_pending() && family.is_ours(&it.name) && it.roles == wanted);
    if let Some(unfinished) = unfinished.next() {
        return Existing::Unfinished(unfinished.clone());
    }
    let last = found.iter().filter_map(|it| family.number(&it.name)).max();
    let number = last.map_or(1, |last| last.saturating_add(1));
    Existing::Nothing(family.name(customer, number))
}

/// Active ones of ours that give less than is asked for, or do not last: a new one takes their
/// place.
pub fn superseded(
    found: &[Relationship],
    family: &NameFamily,
    terms: &Terms,
    now: Micros,
) -> Vec<RelationshipId> {
    let wanted = terms.roles();
    let ours = found.iter().filter(|it| {
        it.status == RelationshipStatus::Active
            && family.is_ours(&it.name)
            && !(it.covers(&wanted) && lasts(it, now))
    });
    ours.map(|it| it.id.clone()).collect()
}

fn lasts(relationship: &Relationship, now: Micros) -> bool {
    let goes_on = relationship
        .extend
        .is_some_and(|extend| extend != AutoExtend::Never);
    let ends = relationship.ends.map(jiff::Timestamp::as_microsecond);
    goes_on || ends.is_none_or(|ends| ends - now > TOO_SHORT)
}
