//! A tenant's directory as Graph shows it: one file for each kind of thing.

mod access;
mod app_roles;
mod applications;
mod ask;
mod bin;
mod devices;
mod grants;
mod groups;
mod groups_write;
mod licences;
mod licences_write;
mod lookup;
mod mailbox;
mod memberships;
mod office;
mod organization;
mod package;
mod photos;
mod posture;
mod principals;
mod query;
mod reports;
mod roles;
mod teams;
mod user_changes;
mod user_rows;
mod users;
mod users_write;

pub(super) use ask::{Answered, Ask};
pub(super) use reports::download;

use crate::entra::Caller;
use crate::wire::{Reply, Request};
use crate::world::World;

/// Knows its own paths, and answers nothing to others.
type Part = fn(&mut Ask<'_>, &[&str]) -> Option<Answered>;

const PARTS: [Part; 19] = [
    access::answer,
    bin::answer,
    devices::answer,
    mailbox::answer,
    memberships::answer,
    posture::answer,
    reports::answer,
    roles::answer,
    teams::answer,
    organization::answer,
    photos::answer,
    users::answer,
    groups::answer,
    licences::answer,
    lookup::answer,
    applications::answer,
    principals::answer,
    grants::answer,
    groups_write::answer,
];

pub(super) fn answer(world: &mut World, caller: &Caller, request: &Request) -> Option<Reply> {
    let segments = request.segments();
    let path: Vec<&str> = segments.iter().skip(1).map(String::as_str).collect();
    let mut ask = Ask::new(world, caller, request)?;
    let found = PARTS.iter().find_map(|part| part(&mut ask, &path))?;
    Some(found.unwrap_or_else(|refusal| refusal))
}
