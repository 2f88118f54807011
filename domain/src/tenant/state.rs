//! Where a tenant stands.

use serde::{Deserialize, Serialize};

use super::{Sighting, TenantCommand, TenantEvent, TenantRefusal, decide};
use crate::aggregate::{Aggregate, Decision};
use crate::ids::CustomerId;
use crate::record::Micros;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tenant {
    /// No source named it yet.
    #[default]
    Unknown,
    Seen(Known),
    /// It was seen once, and is not any more.
    Missed(Known),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    pub sighting: Sighting,
    pub customer_id: Option<CustomerId>,
    /// The beginning of the latest look that recorded something.
    pub as_of: Micros,
}

impl Aggregate for Tenant {
    const TYPE: &'static str = "tenant";

    type Command = TenantCommand;
    type Event = TenantEvent;
    type Refusal = TenantRefusal;

    fn decide(&self, command: &TenantCommand) -> Result<Decision<TenantEvent>, TenantRefusal> {
        match command {
            TenantCommand::NoteSighting(c) => decide::note_sighting(self, c),
            TenantCommand::NoteMissing(c) => decide::note_missing(self, c),
            TenantCommand::LinkCustomer(c) => decide::link_customer(self, c),
            TenantCommand::UnlinkCustomer(c) => decide::unlink_customer(self, c),
            TenantCommand::MoveCustomer(c) => decide::move_customer(self, c),
        }
    }

    fn evolve(&mut self, event: &TenantEvent) {
        match event {
            TenantEvent::TenantDiscovered { sighting, at } => {
                *self = Self::Seen(Known {
                    sighting: sighting.clone(),
                    customer_id: None,
                    as_of: *at,
                });
            }
            TenantEvent::TenantSightingChanged { sighting, at } => {
                if let Some(known) = self.known_mut() {
                    known.sighting = sighting.clone();
                    known.as_of = *at;
                }
            }
            TenantEvent::TenantMissed { at } => self.turn(Self::Missed, *at),
            TenantEvent::TenantSeenAgain { at } => self.turn(Self::Seen, *at),
            TenantEvent::TenantLinked { customer_id } => self.belong_to(Some(*customer_id)),
            TenantEvent::TenantUnlinked { customer_id: _ } => self.belong_to(None),
        }
    }
}

impl Tenant {
    pub fn known(&self) -> Option<&Known> {
        match self {
            Self::Unknown => None,
            Self::Seen(known) | Self::Missed(known) => Some(known),
        }
    }

    fn known_mut(&mut self) -> Option<&mut Known> {
        match self {
            Self::Unknown => None,
            Self::Seen(known) | Self::Missed(known) => Some(known),
        }
    }

    fn turn(&mut self, into: fn(Known) -> Self, at: Micros) {
        if let Self::Seen(mut known) | Self::Missed(mut known) = std::mem::take(self) {
            known.as_of = at;
            *self = into(known);
        }
    }

    fn belong_to(&mut self, customer: Option<CustomerId>) {
        if let Some(known) = self.known_mut() {
            known.customer_id = customer;
        }
    }
}
