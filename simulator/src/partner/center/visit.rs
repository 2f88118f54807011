//! One request at Partner Center, and who is asking.

use super::problem::{Answered, bad, forbidden};
use crate::entra::Caller;
use crate::journal::{Act, Deed};
use crate::partner::Partner;
use crate::wire::Request;
use crate::world::World;
use jiff::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

pub(super) struct Visit<'a> {
    pub world: &'a mut World,
    pub caller: &'a Caller,
    pub request: &'a Request,
    pub now: Timestamp,
}

impl<'a> Visit<'a> {
    pub(super) fn new(world: &'a mut World, caller: &'a Caller, request: &'a Request) -> Self {
        let now = world.clock.now();
        Self {
            world,
            caller,
            request,
            now,
        }
    }

    pub(super) fn partner(&self) -> Answered<&Partner> {
        let partner = self.world.partners.get(&self.caller.tenant);
        partner.ok_or_else(|| forbidden("The tenant has no access to Partner Center."))
    }

    pub(super) fn partner_mut(&mut self) -> Answered<&mut Partner> {
        let partner = self.world.partners.get_mut(&self.caller.tenant);
        partner.ok_or_else(|| forbidden("The tenant has no access to Partner Center."))
    }

    pub(super) fn body(&self) -> Answered<Map<String, Value>> {
        match self.request.json() {
            Some(Value::Object(body)) => Ok(body),
            _ => Err(bad("The request body is not a JSON object.")),
        }
    }

    pub(super) fn did(&mut self, act: Act, kind: &'static str, id: &str, customer: Uuid) {
        let partners_own = kind == "customer";
        self.world.journal.did(Deed {
            at: self.now,
            act,
            kind,
            id: id.to_owned(),
            tenant: if partners_own {
                self.caller.tenant
            } else {
                customer
            },
            customer: Some(customer),
            by_app: Some(self.caller.app),
        });
    }
}

/// Where something is, as the cloud's own address.
pub(super) fn address(world: &World, path: &str) -> String {
    let base = world
        .endpoints
        .partner_center
        .as_str()
        .trim_end_matches('/');
    format!("{base}{path}")
}

/// A field in any case of letters: Partner Center does not mind.
pub(super) fn field<'v>(body: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    let mut fields = body.iter();
    fields
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

pub(super) fn text<'v>(body: &'v Map<String, Value>, name: &str) -> Option<&'v str> {
    field(body, name).and_then(Value::as_str)
}
