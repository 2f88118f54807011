//! How tests and demos steer the world: as the customer's administrator, as time, and as fate.
//!
//! [`Control`] is the typed way, for tests in the same process; the control plane over HTTPS
//! (`Cloud::Control`) offers the same to everybody else.

use crate::fate::Rule;
use crate::journal::{Deed, Entry};
use crate::partner::{self, Quirks};
use crate::server::Shared;
use crate::wire::{Reply, Request};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

#[derive(Debug, Clone)]
pub struct Control {
    shared: Arc<Shared>,
}

impl Control {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    // As the customer's administrator, about a relationship that a partner invited to.

    pub fn approve(&self, relationship: &str, customer: Uuid) -> Result<(), String> {
        partner::approve(&mut self.shared.world(), relationship, customer)
    }

    pub fn refuse(&self, relationship: &str, customer: Uuid) -> Result<(), String> {
        partner::refuse(&mut self.shared.world(), relationship, customer)
    }

    pub fn remove_relationship(&self, relationship: &str, customer: Uuid) -> Result<(), String> {
        partner::remove_relationship(&mut self.shared.world(), relationship, customer)
    }

    /// What is unpleasant at a partner, from now on.
    pub fn set_quirks(&self, partner: Uuid, quirks: Quirks) -> Result<(), String> {
        let mut world = self.shared.world();
        let partner = world.partners.get_mut(&partner);
        partner.ok_or("There is no such partner.")?.quirks = quirks;
        Ok(())
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
