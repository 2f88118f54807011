//! What a partner's people may do in a customer's tenant, now.

use super::Partner;
use super::assignment::AssignmentStatus;
use super::relationship::Relationship;
use crate::world::World;
use jiff::Timestamp;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The template ids of the roles that a partner's user holds in a customer's tenant: those of the
/// active assignments, in active relationships, of the groups that the user is in.
pub(crate) fn gdap_roles(
    world: &World,
    partner: Uuid,
    user: Uuid,
    customer: Uuid,
) -> BTreeSet<String> {
    let now = world.clock.now();
    let (Some(office), Some(tenant)) = (world.partners.get(&partner), world.tenants.get(&partner))
    else {
        return BTreeSet::new();
    };
    let groups = tenant.directory.groups_of(user);
    let mut roles = BTreeSet::new();
    for relationship in active(office, customer, now) {
        let in_force = relationship.roles(now);
        let assignments = relationship.assignments.iter().filter(|assignment| {
            groups.contains(&assignment.group) && assignment.status(now) == AssignmentStatus::Active
        });
        let assigned = assignments.flat_map(|assignment| assignment.roles(now));
        let held = assigned.filter(|role| in_force.contains(role));
        roles.extend(held.map(Uuid::to_string));
    }
    roles
}

/// Whether the partner has any active relationship with the customer, with or without assignments.
pub(crate) fn has_gdap(world: &World, partner: Uuid, customer: Uuid) -> bool {
    let now = world.clock.now();
    let partner = world.partners.get(&partner);
    partner.is_some_and(|partner| active(partner, customer, now).next().is_some())
}

fn active(
    partner: &Partner,
    customer: Uuid,
    now: Timestamp,
) -> impl Iterator<Item = &Relationship> {
    partner.relationships.iter().filter(move |relationship| {
        let with = relationship.terms.customer.as_ref();
        with.is_some_and(|with| with.tenant == customer) && relationship.is_active(now)
    })
}
