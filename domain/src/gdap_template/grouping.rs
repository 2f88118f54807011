//! Whose hands the roles come into: a group for each role, or one for all.

use std::str::FromStr;

use super::{Share, roles};
use crate::cloud::gdap::{RoleId, RoleSet};
use crate::text::{GroupName, InvalidText};

/// What stands for the name of the role in a pattern.
const ROLE: &str = "{role}";

/// How the groups of roles are called, such as `Tenantry - {role}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupPattern(String);

/// Groups cannot be called like this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a pattern for groups' names holds {ROLE} once and is short enough for every role: {text:?}"
)]
pub struct InvalidGroupPattern {
    pub text: String,
}

impl InvalidGroupPattern {
    pub const CODE: &'static str = "GROUP_PATTERN_INVALID";
}

impl GroupPattern {
    /// What is called the group of this role.
    fn group_of(&self, role: RoleId) -> Result<GroupName, InvalidText> {
        GroupName::new(&self.0.replace(ROLE, &roles::label_of(role)))
    }
}

impl Default for GroupPattern {
    fn default() -> Self {
        Self(format!("Tenantry - {ROLE}"))
    }
}

impl FromStr for GroupPattern {
    type Err = InvalidGroupPattern;

    fn from_str(text: &str) -> Result<Self, InvalidGroupPattern> {
        let pattern = Self(text.trim().to_owned());
        let names = || roles::all().all(|(_, role)| pattern.group_of(role).is_ok());
        if pattern.0.matches(ROLE).count() == 1 && names() {
            return Ok(pattern);
        }
        Err(InvalidGroupPattern {
            text: text.chars().take(80).collect(),
        })
    }
}

/// Who gets the roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grouping {
    /// A group for each role: people are given exactly what their work needs.
    PerRole(GroupPattern),
    /// One group has them all.
    Shared(GroupName),
}

impl Default for Grouping {
    fn default() -> Self {
        Self::PerRole(GroupPattern::default())
    }
}

impl Grouping {
    /// The group that gets this role.
    pub fn group_of(&self, role: RoleId) -> Result<GroupName, InvalidText> {
        match self {
            Self::PerRole(pattern) => pattern.group_of(role),
            Self::Shared(group) => Ok(group.clone()),
        }
    }

    /// These roles in the hands of groups.
    pub fn shares(&self, roles: &RoleSet) -> Vec<Share> {
        match self {
            Self::Shared(group) => vec![Share {
                group: group.clone(),
                roles: roles.clone(),
            }],
            Self::PerRole(pattern) => {
                let share = |role| {
                    Some(Share {
                        // A pattern names a group for every role, or it is none.
                        group: pattern.group_of(role).ok()?,
                        roles: RoleSet::of(role),
                    })
                };
                roles.iter().filter_map(share).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_names_a_group_for_every_role() {
        let pattern: GroupPattern = " GDAP {role} (EU) ".parse().unwrap();
        let group = pattern.group_of(roles::find("Global Reader").unwrap());
        assert_eq!(group, GroupName::new("GDAP Global Reader (EU)"));
        assert_eq!(
            GroupPattern::default().0.parse(),
            Ok(GroupPattern::default())
        );
    }

    #[test]
    fn a_pattern_that_names_groups_alike_or_not_at_all_is_refused() {
        let long = format!("{}{{role}}", "x".repeat(100));
        for text in [
            "",
            "Tenantry",
            "{Role}",
            "{role} {role}",
            "a\u{7}{role}",
            &long,
        ] {
            assert!(text.parse::<GroupPattern>().is_err(), "{text}");
        }
    }
}
