//! Where a template stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{GdapTemplateCommand, GdapTemplateEvent, GdapTemplateRefusal, Terms, decide};
use crate::aggregate::{Aggregate, Decision};
use crate::text::TemplateName;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GdapTemplate {
    /// Nobody defined it yet.
    #[default]
    Unknown,
    Defined(Defined),
    Retired(Defined),
}

/// What a template says, through all its versions: customers keep the one they got.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Defined {
    pub name: TemplateName,
    /// Never empty.
    pub versions: BTreeMap<u32, Terms>,
}

impl Aggregate for GdapTemplate {
    const TYPE: &'static str = "gdap_template";

    type Command = GdapTemplateCommand;
    type Event = GdapTemplateEvent;
    type Refusal = GdapTemplateRefusal;

    fn decide(
        &self,
        command: &GdapTemplateCommand,
    ) -> Result<Decision<GdapTemplateEvent>, GdapTemplateRefusal> {
        match command {
            GdapTemplateCommand::Define(c) => decide::define(self, c),
            GdapTemplateCommand::Revise(c) => decide::revise(self, c),
            GdapTemplateCommand::Rename(c) => decide::rename(self, c),
            GdapTemplateCommand::Retire(c) => decide::retire(self, c),
        }
    }

    fn evolve(&mut self, event: &GdapTemplateEvent) {
        match event {
            GdapTemplateEvent::GdapTemplateDefined { name, terms } => {
                *self = Self::Defined(Defined {
                    name: name.clone(),
                    versions: BTreeMap::from([(1, terms.clone())]),
                });
            }
            GdapTemplateEvent::GdapTemplateRevised { version, terms } => self.change(|known| {
                known.versions.insert(*version, terms.clone());
            }),
            GdapTemplateEvent::GdapTemplateRenamed { from: _, to } => {
                self.change(|known| known.name = to.clone());
            }
            GdapTemplateEvent::GdapTemplateRetired { reason: _ } => {
                if let Self::Defined(known) = std::mem::take(self) {
                    *self = Self::Retired(known);
                }
            }
        }
    }
}

impl GdapTemplate {
    /// What it is called.
    pub fn name(&self) -> Option<&TemplateName> {
        self.known().map(|known| &known.name)
    }

    /// The newest version. A retired template keeps its versions.
    pub fn latest(&self) -> Option<(u32, &Terms)> {
        self.known()?.latest()
    }

    pub fn terms_of(&self, version: u32) -> Option<&Terms> {
        self.known()?.versions.get(&version)
    }

    /// Whether customers can still be onboarded with it.
    pub fn is_retired(&self) -> bool {
        matches!(self, Self::Retired(_))
    }

    fn known(&self) -> Option<&Defined> {
        match self {
            Self::Unknown => None,
            Self::Defined(known) | Self::Retired(known) => Some(known),
        }
    }

    fn change(&mut self, with: impl FnOnce(&mut Defined)) {
        match self {
            Self::Defined(known) | Self::Retired(known) => with(known),
            Self::Unknown => {}
        }
    }
}

impl Defined {
    pub fn latest(&self) -> Option<(u32, &Terms)> {
        let newest = self.versions.last_key_value();
        newest.map(|(version, terms)| (*version, terms))
    }
}
