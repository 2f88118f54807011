//! What people and machines of an MSP may do.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Somebody's place in an MSP. Everybody has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks at customers, tenants, onboardings and templates.
    Viewer,
    /// Does the daily work.
    Tech,
    /// Decides who may do what, and how the MSP is connected.
    Admin,
    /// Reads everything and changes nothing.
    Auditor,
}

/// What a request needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// To see the MSP's customers and how their onboarding stands.
    Read,
    /// To change what concerns customers.
    Operate,
    /// To change who may do what, and the MSP's own side.
    Administer,
    /// To read the record itself: who did what, when and why.
    Audit,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Tech, Self::Admin, Self::Auditor];

    pub fn has(self, right: Right) -> bool {
        match self {
            Self::Viewer => matches!(right, Right::Read),
            Self::Tech => matches!(right, Right::Read | Right::Operate | Right::Audit),
            Self::Admin => true,
            Self::Auditor => matches!(right, Right::Read | Right::Audit),
        }
    }

    /// The one of the two that may do more: viewer, auditor, tech, admin. Each has all rights of the
    /// ones before it, so there is always one.
    #[must_use]
    pub fn stronger(self, other: Self) -> Self {
        if other.strength() > self.strength() {
            other
        } else {
            self
        }
    }

    fn strength(self) -> u8 {
        match self {
            Self::Viewer => 0,
            Self::Auditor => 1,
            Self::Tech => 2,
            Self::Admin => 3,
        }
    }

    /// The role of this name.
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Tech => "tech",
            Self::Admin => "admin",
            Self::Auditor => "auditor",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Right {
    /// The roles that have it, for the sentence that refuses.
    pub fn holders(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| role.has(self))
    }

    /// What is said to somebody who does not have it.
    pub fn missing(self) -> String {
        let roles: Vec<&str> = self.holders().map(Role::as_str).collect();
        format!("this needs the role {}", roles.join(" or "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_found_by_its_name() {
        for role in Role::ALL {
            assert_eq!(Role::named(role.as_str()), Some(role));
        }
        assert_eq!(Role::named("Admin"), None);
    }

    #[test]
    fn who_is_stronger_has_all_that_the_other_has() {
        let rights = [Right::Read, Right::Operate, Right::Administer, Right::Audit];
        for (one, other) in Role::ALL
            .map(|it| Role::ALL.map(|other| (it, other)))
            .concat()
        {
            let stronger = one.stronger(other);
            assert_eq!(stronger, other.stronger(one));
            for right in rights {
                assert_eq!(stronger.has(right), one.has(right) || other.has(right));
            }
        }
    }

    #[test]
    fn an_auditor_changes_nothing_and_only_an_admin_administers() {
        let holders = |right: Right| right.holders().collect::<Vec<_>>();
        assert_eq!(holders(Right::Read), Role::ALL);
        assert_eq!(holders(Right::Operate), [Role::Tech, Role::Admin]);
        assert_eq!(holders(Right::Administer), [Role::Admin]);
        assert_eq!(
            holders(Right::Audit),
            [Role::Tech, Role::Admin, Role::Auditor]
        );
    }
}
