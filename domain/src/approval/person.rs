//! Who asks and who decides.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::record::{Actor, ActorKind};
use crate::role::{Right, Role};

/// Somebody who answers for what they ask for or decide. Two are the same when kind and id are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Person {
    pub kind: PersonKind,
    pub id: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PersonKind {
    /// Signed in.
    User,
    /// A machine with a token of its own, for which whoever issued it answers.
    Service,
    /// At the machine's own command line.
    Operator,
}

impl Person {
    /// The engine itself is nobody: what it does by itself, it decides by nothing.
    pub fn of(actor: &Actor) -> Option<Self> {
        let kind = match actor.kind {
            ActorKind::User => PersonKind::User,
            ActorKind::Service => PersonKind::Service,
            ActorKind::Operator => PersonKind::Operator,
            ActorKind::Saga => return None,
        };
        let id = actor.id.clone();
        Some(Self { kind, id })
    }
}

impl From<PersonKind> for ActorKind {
    fn from(kind: PersonKind) -> Self {
        match kind {
            PersonKind::User => Self::User,
            PersonKind::Service => Self::Service,
            PersonKind::Operator => Self::Operator,
        }
    }
}

/// As people read it.
impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", ActorKind::from(self.kind), self.id)
    }
}

/// Somebody with the role of the moment of deciding, as the ledger has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decider {
    pub person: Person,
    // Asking the same once more after a change of roles is asking the same.
    #[serde(skip_serializing, default = "least")]
    pub role: Role,
}

fn least() -> Role {
    Role::Viewer
}

impl Decider {
    pub(super) fn has(&self, right: Right) -> bool {
        self.role.has(right)
    }
}
