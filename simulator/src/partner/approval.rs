//! What the customer's administrator does about a relationship: in the admin center, not by an API.

use super::Partner;
use super::relationship::{Customer, Relationship, Status, later};
use crate::dice::Dice;
use crate::journal::{Act, Deed};
use crate::world::World;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// The administrator of this customer opens the invitation and approves.
pub(crate) fn approve(world: &mut World, relationship: &str, customer: Uuid) -> Result<(), String> {
    let now = world.clock.now();
    let name = match world.tenants.get(&customer) {
        Some(tenant) => tenant.name.clone(),
        None => return Err("There is no such tenant.".to_owned()),
    };
    let begins = later(now, delay(world, relationship));
    let (partner, found, dice) = find(world, relationship)?;
    if partner == customer {
        return Err("A partner cannot approve for itself.".to_owned());
    }
    if found.status(now) != Status::ApprovalPending {
        return Err("This invitation is not waiting for an approval.".to_owned());
    }
    if found.meant_for.is_some_and(|meant| meant != customer) {
        return Err("This invitation is meant for another organization.".to_owned());
    }
    if found.by_provider.is_some_and(|by| by.consent_pending) {
        return Err("The partner has not agreed to this relationship yet.".to_owned());
    }
    found.terms.customer = Some(Customer {
        tenant: customer,
        name,
    });
    found.write(now);
    activate(found, dice, begins, now);
    tell(world, partner, relationship, customer);
    Ok(())
}

/// The administrator of this customer does not want it. The clouds have no word for that: the
/// relationship ends as a terminated one does.
pub(crate) fn refuse(world: &mut World, relationship: &str, customer: Uuid) -> Result<(), String> {
    let now = world.clock.now();
    let (partner, found, dice) = find(world, relationship)?;
    if found.status(now) != Status::ApprovalPending {
        return Err("This invitation is not waiting for an approval.".to_owned());
    }
    if found.meant_for.is_some_and(|meant| meant != customer) {
        return Err("This invitation is meant for another organization.".to_owned());
    }
    found.write(now);
    terminate(found, dice, now);
    tell(world, partner, relationship, customer);
    Ok(())
}

/// The administrator of this customer ends an approved relationship.
pub(crate) fn remove_relationship(
    world: &mut World,
    relationship: &str,
    customer: Uuid,
) -> Result<(), String> {
    let now = world.clock.now();
    let (partner, found, dice) = find(world, relationship)?;
    let theirs = found.terms.customer.as_ref();
    let theirs = theirs.is_some_and(|theirs| theirs.tenant == customer);
    let approved = matches!(
        found.status(now),
        Status::Approved | Status::Activating | Status::Active
    );
    if !theirs || !approved {
        return Err("Your organization has no such partner relationship.".to_owned());
    }
    found.write(now);
    terminate(found, dice, now);
    tell(world, partner, relationship, customer);
    Ok(())
}

/// The invitations that an administrator of this customer finds under this id.
pub(crate) fn find_invitation<'a>(world: &'a World, id: &str) -> Option<(Uuid, &'a Relationship)> {
    let mut partners = world.partners.iter();
    partners.find_map(|(partner, office)| Some((*partner, office.relationship(id)?)))
}

fn delay(world: &World, relationship: &str) -> SignedDuration {
    let office = find_invitation(world, relationship).map(|(partner, _)| partner);
    let office = office.and_then(|partner| world.partners.get(&partner));
    office.map_or(SignedDuration::ZERO, |office| office.quirks.delay())
}

/// From the approval on: activating seconds after the work begins, active after seconds to minutes.
fn activate(relationship: &mut Relationship, dice: &mut Dice, begins: Timestamp, now: Timestamp) {
    let activating = later(begins, dice.lasting(1, 5));
    let active = later(activating, dice.lasting(4, 175));
    relationship.status.turn(now, Status::Approved);
    relationship.status.plan(activating, Status::Activating);
    relationship.status.plan(active, Status::Active);
    relationship.activated = Some(active);
    relationship.ends = Some(later(active, relationship.terms.lasts));
}

pub(crate) fn terminate(relationship: &mut Relationship, dice: &mut Dice, now: Timestamp) {
    let terminating = later(now, dice.lasting(1, 10));
    let over = later(terminating, dice.lasting(2, 60));
    if relationship.activated.is_some_and(|active| active > now) {
        relationship.activated = None;
        relationship.ends = None;
    }
    relationship.status.turn(now, Status::TerminationRequested);
    relationship.status.plan(terminating, Status::Terminating);
    relationship.status.plan(over, Status::Terminated);
}

fn find<'a>(
    world: &'a mut World,
    id: &str,
) -> Result<(Uuid, &'a mut Relationship, &'a mut Dice), String> {
    let World { partners, dice, .. } = world;
    let mut all = partners.iter_mut();
    let found = all.find_map(|(partner, office): (&Uuid, &mut Partner)| {
        Some((*partner, office.relationship_mut(id)?))
    });
    let (partner, relationship) = found.ok_or("There is no such invitation.")?;
    Ok((partner, relationship, dice))
}

fn tell(world: &mut World, partner: Uuid, relationship: &str, customer: Uuid) {
    world.journal.did(Deed {
        at: world.clock.now(),
        act: Act::Changed,
        kind: "relationship",
        id: relationship.to_owned(),
        tenant: partner,
        customer: Some(customer),
        by_app: None,
    });
}
