//! What differs between the access that an onboarding brought about and what is there now.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Attempt, Ending, Onboarding};
use crate::cloud::Actor;
use crate::text::GroupName;

/// One difference. It says the same for as long as nothing changes, so that it is recorded once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Drift {
    pub finding: Finding,
    /// Whose roles it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupName>,
    /// Which relationship, which roles, until when.
    #[serde(default)]
    pub detail: String,
}

macro_rules! findings {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $actor:ident, $sentence:literal;)+) => {
        /// Each has a page that says what to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        pub enum Finding {
            $($(#[$doc])* $name,)+
        }

        impl Finding {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            pub fn actor(self) -> Actor {
                match self { $(Self::$name => Actor::$actor,)+ }
            }

            /// One sentence for people.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)+ }
            }
        }
    };
}

findings! {
    RelationshipEnded, "DRIFT_RELATIONSHIP_ENDED", CustomerAdmin, "the relationship has ended";
    RelationshipEnding, "DRIFT_RELATIONSHIP_ENDING", CustomerAdmin, "the relationship is being ended";
    RelationshipExpiring, "DRIFT_RELATIONSHIP_EXPIRING", MspAdmin,
        "the relationship ends soon, and is not extended by itself";
    RolesMissing, "DRIFT_ROLES_MISSING", MspAdmin, "the relationship no longer has all roles";
    AssignmentRemoved, "DRIFT_ASSIGNMENT_REMOVED", MspAdmin, "the roles were taken from the group";
    AssignmentFailed, "DRIFT_ASSIGNMENT_FAILED", MspAdmin, "the group's roles are no longer in force";
    AssignmentNarrowed, "DRIFT_ASSIGNMENT_NARROWED", MspAdmin, "the group has fewer roles than it was given";
    GroupGone, "DRIFT_GROUP_GONE", MspAdmin, "the group was deleted";
    AppAccessGone, "DRIFT_APP_ACCESS_GONE", CustomerAdmin, "our app no longer has access to the tenant";
    /// Of an earlier attempt, which was undone as far as the cloud allowed.
    LeftoverActive, "DRIFT_LEFTOVER_ACTIVE", MspAdmin,
        "a relationship that nobody waited for any more was approved after all";
}

impl Finding {
    /// Every code, for those who look codes up.
    pub const CODES: &'static [&'static str] = &[
        "DRIFT_RELATIONSHIP_ENDED",
        "DRIFT_RELATIONSHIP_ENDING",
        "DRIFT_RELATIONSHIP_EXPIRING",
        "DRIFT_ROLES_MISSING",
        "DRIFT_ASSIGNMENT_REMOVED",
        "DRIFT_ASSIGNMENT_FAILED",
        "DRIFT_ASSIGNMENT_NARROWED",
        "DRIFT_GROUP_GONE",
        "DRIFT_APP_ACCESS_GONE",
        "DRIFT_LEFTOVER_ACTIVE",
    ];

    pub fn about(self, detail: impl Into<String>) -> Drift {
        Drift {
            finding: self,
            group: None,
            detail: detail.into(),
        }
    }

    pub fn of_group(self, group: &GroupName, detail: impl Into<String>) -> Drift {
        Drift {
            group: Some(group.clone()),
            ..self.about(detail)
        }
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.finding.sentence())?;
        if let Some(group) = &self.group {
            write!(f, ": {group}")?;
        }
        if self.detail.is_empty() {
            Ok(())
        } else {
            write!(f, " ({})", self.detail)
        }
    }
}

impl Onboarding {
    /// The attempt that is looked after: the one that brought the access about that is in place.
    pub fn watched(&self) -> Option<&Attempt> {
        match self {
            Self::Ended(attempt, Ending::Activated) => Some(attempt),
            Self::Unknown | Self::UnderWay(_) | Self::Unwinding(..) | Self::Ended(..) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_codes_is_that_of_the_findings() {
        let codes: Vec<&str> = Finding::ALL.iter().map(|it| it.code()).collect();
        assert_eq!(codes, Finding::CODES);
    }
}
