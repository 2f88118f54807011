//! What a procedure says: what people are asked for, and what is done with it.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Key, OperationTemplate};
use crate::approval::UserRef;
use crate::cloud::directory::SkuId;
use crate::country::Country;
use crate::personal::Sealed;
use crate::text::{InputLabel, ProcedureName, ProcedureText, StepTitle};

/// One version of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Definition {
    pub name: ProcedureName,
    pub description: Option<ProcedureText>,
    pub inputs: Vec<InputSpec>,
    pub steps: Vec<ProcedureStep>,
}

/// What people are asked for before it is followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InputSpec {
    pub key: Key,
    pub label: InputLabel,
    pub kind: InputKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    /// Taken for personal data, whatever it is.
    Text,
    /// Who is there already.
    User,
    Country,
    Licences,
    Days,
}

/// What somebody gave for an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum InputValue {
    Text(Sealed),
    User(UserRef),
    Country(Country),
    Licences(BTreeSet<SkuId>),
    Days(u16),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProcedureStep {
    pub key: Key,
    pub title: StepTitle,
    pub operation: OperationTemplate,
    /// What has to be done before.
    pub after: BTreeSet<Key>,
}

impl InputKind {
    pub const ALL: [Self; 5] = [
        Self::Text,
        Self::User,
        Self::Country,
        Self::Licences,
        Self::Days,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::User => "user",
            Self::Country => "country",
            Self::Licences => "licences",
            Self::Days => "days",
        }
    }
}

impl fmt::Display for InputKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl InputValue {
    pub fn kind(&self) -> InputKind {
        match self {
            Self::Text(_) => InputKind::Text,
            Self::User(_) => InputKind::User,
            Self::Country(_) => InputKind::Country,
            Self::Licences(_) => InputKind::Licences,
            Self::Days(_) => InputKind::Days,
        }
    }
}

impl Definition {
    pub fn step(&self, key: &Key) -> Option<&ProcedureStep> {
        self.steps.iter().find(|it| it.key == *key)
    }

    pub fn input(&self, key: &Key) -> Option<&InputSpec> {
        self.inputs.iter().find(|it| it.key == *key)
    }

    /// Whether a step does in both what it does in one: the step itself, and what it is asked for.
    pub fn does_the_same(&self, other: &Self, key: &Key) -> bool {
        let (Some(here), Some(there)) = (self.step(key), other.step(key)) else {
            return false;
        };
        let kind = |of: &Self, input: &Key| of.input(input).map(|it| it.kind);
        let asked = here.operation.inputs();
        here.operation == there.operation
            && asked
                .iter()
                .all(|it| kind(self, it.key) == kind(other, it.key))
    }
}
