//! Where a customer stands.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{CustomerCommand, CustomerEvent, CustomerRefusal, decide};
use crate::aggregate::{Aggregate, Decision};
use crate::ids::CustomerId;
use crate::text::{CustomerName, Tag};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Customer {
    /// Nobody registered it yet.
    #[default]
    Unknown,
    Registered(Registered),
    Archived(Registered),
    Merged(Merged),
}

/// What we know of a customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Registered {
    pub name: CustomerName,
    pub tags: BTreeSet<Tag>,
}

/// A customer that is part of another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Merged {
    pub into: CustomerId,
    /// As it was before, and will be when the two are parted.
    pub before: Registered,
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
            CustomerCommand::MergeInto(c) => decide::merge_into(self, c),
            CustomerCommand::Part(c) => decide::part(self, c),
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
            CustomerEvent::CustomerMerged { into, reason: _ } => {
                if let Self::Registered(before) = std::mem::take(self) {
                    let into = *into;
                    *self = Self::Merged(Merged { into, before });
                }
            }
            CustomerEvent::CustomerParted { from: _ } => {
                if let Self::Merged(merged) = std::mem::take(self) {
                    *self = Self::Registered(merged.before);
                }
            }
        }
    }
}

impl Customer {
    /// The customer, if the MSP works for it now.
    pub fn registered(&self) -> Result<&Registered, CustomerRefusal> {
        match self {
            Self::Registered(known) => Ok(known),
            Self::Unknown => Err(CustomerRefusal::CustomerNotFound),
            Self::Archived(_) => Err(CustomerRefusal::CustomerArchived),
            Self::Merged(merged) => Err(CustomerRefusal::CustomerMerged { into: merged.into }),
        }
    }

    fn change(&mut self, with: impl FnOnce(&mut Registered)) {
        match self {
            Self::Registered(known)
            | Self::Archived(known)
            | Self::Merged(Merged { before: known, .. }) => with(known),
            Self::Unknown => {}
        }
    }
}
