//! How a world begins: a file that people write, or a value that tests build.

use crate::clock::Clock;
use crate::world::{Endpoints, World};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Scenario {
    pub seed: u64,
}

/// Why a scenario makes no world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScenarioError {
    Unreadable(String),
}

impl std::fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(why) => write!(f, "the scenario cannot be read: {why}"),
        }
    }
}

impl std::error::Error for ScenarioError {}

impl Scenario {
    pub(crate) fn build(&self, clock: Clock, endpoints: Endpoints) -> Result<World, ScenarioError> {
        Ok(World {
            clock,
            dice: crate::dice::Dice::new(self.seed),
            endpoints,
            tenants: std::collections::BTreeMap::new(),
            partners: std::collections::BTreeMap::new(),
            entra: crate::entra::Entra::new((5, 60)).map_err(ScenarioError::Unreadable)?,
            notary: crate::partner::Notary::default(),
            fate: crate::fate::Fate::default(),
            journal: crate::journal::Journal::default(),
        })
    }
}
