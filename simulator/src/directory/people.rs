//! Who signs in, and in which groups they are.

use crate::directory::Directory;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// An account that somebody signs in with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Account {
    pub id: Uuid,
    pub name: String,
    pub display_name: String,
    pub password: String,
    pub enabled: bool,
    /// Whether a second factor is registered.
    pub second_factor: bool,
    /// Whoever presses this on the page for signing in needs no password.
    #[serde(default)]
    pub offered_as: Option<String>,
    /// Template ids of the directory roles that it holds at home.
    pub roles: BTreeSet<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Group {
    pub id: Uuid,
    pub display_name: String,
    pub security_enabled: bool,
    /// Users and groups.
    pub members: BTreeSet<Uuid>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct People {
    pub accounts: BTreeMap<Uuid, Account>,
    pub groups: BTreeMap<Uuid, Group>,
}

impl Directory {
    pub(crate) fn account(&self, id: Uuid) -> Option<&Account> {
        self.people.accounts.get(&id)
    }

    /// By the name it signs in with, in any case of letters.
    pub(crate) fn account_named(&self, name: &str) -> Option<&Account> {
        self.people
            .accounts
            .values()
            .find(|account| account.name.eq_ignore_ascii_case(name))
    }

    pub(crate) fn group(&self, id: Uuid) -> Option<&Group> {
        self.people.groups.get(&id)
    }

    /// The groups that something is in, also through other groups.
    pub(crate) fn groups_of(&self, member: Uuid) -> BTreeSet<Uuid> {
        let mut found = BTreeSet::new();
        let mut open = vec![member];
        while let Some(member) = open.pop() {
            for group in self
                .people
                .groups
                .values()
                .filter(|group| group.members.contains(&member))
            {
                if found.insert(group.id) {
                    open.push(group.id);
                }
            }
        }
        found
    }
}
