//! Where a customer stands.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{CustomerCommand, CustomerEvent, CustomerRefusal, decide};
use crate::aggregate::{Aggregate, Decision};
use crate::text::{CustomerName, Tag};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Customer {
    /// Nobody registered it yet.
    #[default]
    Unknown,
    Registered(Registered),
    Archived(Registered),
}

/// What we know of a customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Registered {
    pub name: CustomerName,
    pub tags: BTreeSet<Tag>,
}

impl Aggregate for Customer {
    const TYPE: &'static str = "customer";

    type Command = CustomerCommand;
    type Event = CustomerEvent;
    type Refusal = CustomerRefusal;

    fn decide(
        &self,
        command: &CustomerCommand,
    ) -> Result<Decision<CustomerEvent>, CustomerRefusal> {
        match command {
            CustomerCommand::Register(c) => decide::register(self, c),
            CustomerCommand::Rename(c) => decide::rename(self, c),
            CustomerCommand::Tag(c) => decide::tag(self, c),
            CustomerCommand::Untag(c) => decide::untag(self, c),
            CustomerCommand::Archive(c) => decide::archive(self, c),
        }
    }

    fn evolve(&mut self, event: &CustomerEvent) {
        match event {
            CustomerEvent::CustomerRegistered { name, origin: _ } => {
                *self = Self::Registered(Registered {
                    name: name.clone(),
                    tags: BTreeSet::new(),
                });
            }
            CustomerEvent::CustomerRenamed { from: _, to } => {
                self.change(|known| known.name = to.clone());
            }
            CustomerEvent::CustomerTagged { tag } => {
                self.change(|known| {
                    known.tags.insert(tag.clone());
                });
            }
            CustomerEvent::CustomerUntagged { tag } => {
                self.change(|known| {
                    known.tags.remove(tag);
                });
            }
            CustomerEvent::CustomerArchived { reason: _ } => {
                if let Self::Registered(known) = std::mem::take(self) {
                    *self = Self::Archived(known);
                }
            }
        }
    }
}

impl Customer {
    fn change(&mut self, with: impl FnOnce(&mut Registered)) {
        match self {
            Self::Registered(known) | Self::Archived(known) => with(known),
            Self::Unknown => {}
        }
    }
}
