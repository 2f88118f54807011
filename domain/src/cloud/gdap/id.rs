//! Names that the cloud gave, each with a type of its own: none is taken for another.

use crate::cloud::TenantId;
use crate::cloud::name::{names, objects};
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// The MSP's own tenant: relationships, assignments and groups live in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Partner(pub TenantId);

impl fmt::Display for Partner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

// They become parts of addresses: nothing in them leads elsewhere.
names! {
    /// A relationship: two UUIDs in a row, the second usually the partner's tenant.
    RelationshipId => "relationship id";
    /// A role assignment within a relationship.
    AssignmentId => "assignment id";
    /// Something that was asked of a relationship.
    ActionId => "action id";
    /// A change that takes its time.
    OperationId => "operation id";
}

objects! {
    /// A directory role, by the id of its template: the same in every tenant.
    RoleId;
}

impl RoleId {
    /// May do everything, for good: it cannot be extended automatically and is asked for last.
    pub const GLOBAL_ADMINISTRATOR: Self =
        Self(Uuid::from_u128(0x62e9_0394_69f5_4237_9190_0121_7714_5e10));
}

/// Which writing of a thing was read: a change that names it is made only if nothing came between.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Etag(String);

impl Etag {
    /// As the cloud said it, quotes and all.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_leads_nowhere_else() {
        let fine = "5e5594d3-6f82-458b-b567-77db4811f0cd-00000000-0000-0000-0000-000000001234";
        assert_eq!(fine.parse::<RelationshipId>().unwrap().as_str(), fine);
        for bad in ["", "../users", "a/b", "a?b", "a%2fb", "ä", &"a".repeat(201)] {
            assert!(bad.parse::<RelationshipId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn global_administrator_is_the_one_everybody_means() {
        assert_eq!(
            RoleId::GLOBAL_ADMINISTRATOR.to_string(),
            "62e90394-69f5-4237-9190-012177145e10"
        );
    }
}
