//! What the customer's administrators see: plain pages with forms.

use crate::wire::{Reply, Request};
use crate::world::World;

pub(crate) fn answer(_world: &mut World, _request: &Request) -> Reply {
    Reply::html(404, "<h1>Not found</h1>".to_owned())
}
