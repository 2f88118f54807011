//! What was answered under which request id, for a day: a caller that got no answer asks again.

use crate::wire::{Reply, Request};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use uuid::Uuid;

const KEPT: SignedDuration = SignedDuration::from_hours(24);

type Key = (Uuid, Uuid, String, String);

#[derive(Debug, Default)]
pub(super) struct Repeats(BTreeMap<Key, (Timestamp, Reply)>);

impl Repeats {
    pub(super) fn find(&self, app: Uuid, id: Uuid, request: &Request) -> Option<Reply> {
        let (at, reply) = self.0.get(&key(app, id, request))?;
        (request.at.duration_since(*at) < KEPT).then(|| reply.clone())
    }

    pub(super) fn keep(&mut self, app: Uuid, id: Uuid, request: &Request, reply: &Reply) {
        let now = request.at;
        self.0.retain(|_, (at, _)| now.duration_since(*at) < KEPT);
        self.0.insert(key(app, id, request), (now, reply.clone()));
    }
}

fn key(app: Uuid, id: Uuid, request: &Request) -> Key {
    (app, id, request.method.to_string(), request.path.clone())
}
