//! What a partner has beside its directory: relationships with customers, and Partner Center.

use crate::wire::{Reply, Request};
use crate::world::World;
use serde_json::json;

#[derive(Debug, Default)]
pub(crate) struct Partner {}

pub(crate) fn answer(_world: &mut World, _request: &Request) -> Reply {
    Reply::empty(404)
}

/// How Partner Center words a failure of its own.
pub(crate) fn outage(status: u16) -> Reply {
    let description = if status == 429 {
        "Too many requests."
    } else {
        "An unexpected error occurred."
    };
    let code = status.to_string();
    let error =
        json!({"code": code, "description": description, "data": [], "source": "PartnerFD"});
    Reply::json(status, &error)
}
