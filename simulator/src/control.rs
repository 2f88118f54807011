//! How tests and demos steer the world: as the customer's administrator, as time, and as fate.
//!
//! [`Control`] is the typed way, for tests in the same process; the control plane over HTTPS
//! (`Cloud::Control`) offers the same to everybody else.

use crate::fate::Rule;
use crate::journal::{Deed, Entry};
use crate::server::Shared;
use crate::wire::{Reply, Request};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;

#[derive(Debug, Clone)]
pub struct Control {
    shared: Arc<Shared>,
}

impl Control {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    // As time.

    pub fn now(&self) -> Timestamp {
        self.shared.world().clock.now()
    }

    pub fn jump(&self, by: Duration) {
        self.shared.world().clock.jump(by);
    }

    // As fate.

    pub fn lay_down(&self, rule: Rule) {
        self.shared.world().fate.lay_down(rule);
    }

    pub fn lift_all_rules(&self) {
        self.shared.world().fate.lift_all();
    }

    // As the witness.

    pub fn journal(&self) -> Vec<Entry> {
        self.shared.world().journal.entries().to_vec()
    }

    pub fn deeds(&self) -> Vec<Deed> {
        self.shared.world().journal.deeds().to_vec()
    }

    pub fn foreign_things_deleted(&self) -> Vec<Deed> {
        self.shared
            .world()
            .journal
            .foreign_things_deleted()
            .into_iter()
            .cloned()
            .collect()
    }
}

/// The control plane over HTTPS.
pub(crate) fn answer(_shared: &Arc<Shared>, _request: &Request) -> Reply {
    Reply::empty(404)
}
