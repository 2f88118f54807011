//! What a newer version of terms means for customers that were onboarded with an older one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use super::{AppAccess, MissingGroups, Terms, roles};
use crate::cloud::gdap::{AutoExtend, RoleId, Term};

/// The heaviest thing that has to be done for a customer on the older version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consequence {
    /// The terms are the same.
    Nothing,
    /// Only those who are onboarded from now on notice.
    NewCustomersOnly,
    /// The relationship's extension is switched, which the partner does alone.
    ExtensionSwitched,
    /// Groups lose roles.
    FewerRoles,
    /// Groups get roles that the customer approved already.
    NewAssignments,
    /// A relationship that was approved cannot be given roles or another term: the customer has to
    /// approve a new one.
    NewApproval,
}

/// How newer terms differ from older ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermsChange {
    pub consequence: Consequence,
    pub roles_added: BTreeSet<RoleId>,
    pub roles_removed: BTreeSet<RoleId>,
    /// Groups that get roles, new groups among them.
    pub groups_gaining: BTreeSet<String>,
    /// Groups that lose roles, some of them all.
    pub groups_losing: BTreeSet<String>,
    pub term: Option<Term>,
    pub extend: Option<AutoExtend>,
    pub approval_days: Option<u16>,
    pub attention_hours: Option<u16>,
    pub missing_groups: Option<MissingGroups>,
    pub app_access: Option<AppAccess>,
}

impl Terms {
    /// What changes for customers on these terms when they are to have the newer ones.
    pub fn compare(&self, newer: &Self) -> TermsChange {
        let (before, after) = (self.roles(), newer.roles());
        let (held, wanted) = (self.by_group(), newer.by_group());
        let mut change = TermsChange {
            consequence: Consequence::Nothing,
            roles_added: after.difference(&before).copied().collect(),
            roles_removed: before.difference(&after).copied().collect(),
            groups_gaining: with_more(&wanted, &held),
            groups_losing: with_more(&held, &wanted),
            term: changed(self.term, newer.term),
            extend: changed(self.extend, newer.extend),
            approval_days: changed(self.approval_days, newer.approval_days),
            attention_hours: changed(self.attention_hours, newer.attention_hours),
            missing_groups: changed(self.missing_groups, newer.missing_groups),
            app_access: changed(self.app_access, newer.app_access),
        };
        change.consequence = change.weigh();
        change
    }

    /// Roles by group. The order of shares, and the case of a group's name, say nothing.
    fn by_group(&self) -> BTreeMap<String, (&str, BTreeSet<RoleId>)> {
        let mut groups = BTreeMap::new();
        for share in &self.shares {
            let name = share.group.as_str();
            let (_, roles) = groups
                .entry(name.to_lowercase())
                .or_insert_with(|| (name, BTreeSet::new()));
            roles.extend(share.roles.iter());
        }
        groups
    }
}

/// The groups that have roles here which they do not have there.
fn with_more(
    here: &BTreeMap<String, (&str, BTreeSet<RoleId>)>,
    there: &BTreeMap<String, (&str, BTreeSet<RoleId>)>,
) -> BTreeSet<String> {
    let more = here.iter().filter(|(key, (_, roles))| {
        let other = there.get(*key);
        other.is_none_or(|(_, other)| !roles.is_subset(other))
    });
    more.map(|(_, (name, _))| (*name).to_owned()).collect()
}

fn changed<T: PartialEq + Copy>(before: T, after: T) -> Option<T> {
    (before != after).then_some(after)
}

impl TermsChange {
    /// Whether customers on the older version have to approve a new relationship.
    pub fn needs_new_approval(&self) -> bool {
        self.consequence == Consequence::NewApproval
    }

    fn weigh(&self) -> Consequence {
        if !self.roles_added.is_empty() || self.term.is_some() {
            Consequence::NewApproval
        } else if !self.groups_gaining.is_empty() {
            Consequence::NewAssignments
        } else if !self.groups_losing.is_empty() {
            Consequence::FewerRoles
        } else if self.extend.is_some() {
            Consequence::ExtensionSwitched
        } else if self.approval_days.is_some()
            || self.attention_hours.is_some()
            || self.missing_groups.is_some()
            || self.app_access.is_some()
        {
            Consequence::NewCustomersOnly
        } else {
            Consequence::Nothing
        }
    }

    /// What differs, each in a few words.
    fn details(&self) -> Vec<String> {
        let mut said = Vec::new();
        let mut say = |what: &str, which: String| {
            if !which.is_empty() {
                said.push(format!("{what} {which}"));
            }
        };
        say("added", names(&self.roles_added));
        say("removed", names(&self.roles_removed));
        // Groups that change only because roles come or go are not news.
        if self.roles_added.is_empty() {
            say("more roles for", list(&self.groups_gaining));
        }
        if self.roles_removed.is_empty() {
            say("fewer roles for", list(&self.groups_losing));
        }
        if let Some(term) = self.term {
            say("a term of", format!("{} days", term.as_days()));
        }
        let extend = self.extend.map(|it| match it {
            AutoExtend::Never => "off",
            AutoExtend::HalfYears => "on",
        });
        say("auto-extend", extend.unwrap_or_default().to_owned());
        if let Some(days) = self.approval_days {
            say("time to approve:", format!("{days} days"));
        }
        if let Some(hours) = self.attention_hours {
            say("attention after", format!("{hours} hours"));
        }
        let missing = self.missing_groups.map(|it| match it {
            MissingGroups::Create => "created",
            MissingGroups::Refuse => "refused",
        });
        say("missing groups are", missing.unwrap_or_default().to_owned());
        let access = self.app_access.map(|it| match it {
            AppAccess::ByPartner => "the partner",
            AppAccess::ByCustomer => "the customer",
        });
        say(
            "the app is consented to by",
            access.unwrap_or_default().to_owned(),
        );
        said
    }
}

/// One sentence for people.
impl fmt::Display for TermsChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.consequence {
            Consequence::Nothing => return f.write_str("nothing changes"),
            Consequence::NewCustomersOnly => "customers on the older version are not affected",
            Consequence::ExtensionSwitched => {
                "customers on the older version need no new approval, their extension is switched"
            }
            Consequence::FewerRoles => {
                "customers on the older version need no new approval, groups lose roles"
            }
            Consequence::NewAssignments => {
                "customers on the older version need no new approval, only new assignments"
            }
            Consequence::NewApproval => {
                "every customer on the older version has to approve a new relationship"
            }
        })?;
        write!(f, " ({})", self.details().join("; "))
    }
}

fn names(roles: &BTreeSet<RoleId>) -> String {
    list(
        roles
            .iter()
            .map(|role| roles::label_of(*role))
            .collect::<BTreeSet<_>>()
            .iter(),
    )
}

fn list<'a>(texts: impl IntoIterator<Item = &'a String>) -> String {
    texts
        .into_iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::gdap::RoleSet;
    use crate::gdap_template::{Grouping, Preset, Share};
    use crate::text::GroupName;
    use proptest::prelude::*;

    fn share(group: &str, roles: &[usize]) -> Share {
        let known: Vec<RoleId> = roles::all().map(|(_, role)| role).collect();
        Share {
            group: GroupName::new(group).unwrap(),
            roles: RoleSet::new(roles.iter().map(|at| known[*at])).unwrap(),
        }
    }

    fn with(shares: Vec<Share>) -> Terms {
        Terms {
            shares,
            ..Preset::ReadOnly.terms(&Grouping::default())
        }
    }

    #[test]
    fn the_heaviest_consequence_is_said() {
        let before = with(vec![share("A", &[0, 1]), share("B", &[1])]);
        let same = |change: fn(&mut Terms)| {
            let mut terms = before.clone();
            change(&mut terms);
            terms
        };
        let shares = |shares| with(shares);
        for (after, consequence, said) in [
            (
                shares(vec![share("b", &[1]), share("a", &[1, 0])]),
                Consequence::Nothing,
                "nothing changes",
            ),
            (
                same(|it| it.approval_days = 30),
                Consequence::NewCustomersOnly,
                "not affected (time to approve: 30 days)",
            ),
            (
                same(|it| it.attention_hours = 24),
                Consequence::NewCustomersOnly,
                "not affected (attention after 24 hours)",
            ),
            (
                same(|it| it.extend = AutoExtend::Never),
                Consequence::ExtensionSwitched,
                "(auto-extend off)",
            ),
            (
                shares(vec![share("A", &[0, 1])]),
                Consequence::FewerRoles,
                "(fewer roles for B)",
            ),
            (
                shares(vec![share("A", &[0])]),
                Consequence::FewerRoles,
                "groups lose roles (removed ",
            ),
            (
                shares(vec![share("A", &[0]), share("C", &[1])]),
                Consequence::NewAssignments,
                "only new assignments (more roles for C; fewer roles for A, B)",
            ),
            (
                shares(vec![share("A", &[0, 1]), share("B", &[1, 3])]),
                Consequence::NewApproval,
                "has to approve a new relationship (added ",
            ),
            (
                same(|it| it.term = Term::days(365).unwrap()),
                Consequence::NewApproval,
                "(a term of 365 days)",
            ),
        ] {
            let change = before.compare(&after);
            assert_eq!(change.consequence, consequence, "{change}");
            assert!(change.to_string().contains(said), "{change}");
        }
    }

    fn some_terms() -> impl Strategy<Value = Terms> {
        let groups =
            prop::collection::vec((0..3_usize, prop::collection::vec(0..4_usize, 1..3)), 0..4);
        (groups, 1..3_u16, any::<bool>(), 1..3_u16).prop_map(|(groups, days, extends, approval)| {
            let shares = groups
                .iter()
                .map(|(group, roles)| share(["A", "B", "C"][*group], roles));
            Terms {
                term: Term::days(days).unwrap(),
                extend: if extends {
                    AutoExtend::HalfYears
                } else {
                    AutoExtend::Never
                },
                approval_days: approval,
                ..with(shares.collect())
            }
        })
    }

    proptest! {
        /// No customer is left without an approval that is needed, and none is asked for nothing.
        #[test]
        fn an_approval_is_needed_exactly_where_the_old_one_does_not_cover(
            (before, after) in (some_terms(), some_terms())
        ) {
            let change = before.compare(&after);
            let covered = after.roles().is_subset(&before.roles()) && before.term == after.term;
            prop_assert_eq!(change.needs_new_approval(), !covered);
            prop_assert_eq!(
                change.consequence == Consequence::Nothing,
                after.compare(&before).consequence == Consequence::Nothing
            );
            if change.consequence < Consequence::NewAssignments {
                prop_assert!(change.groups_gaining.is_empty());
            }
            prop_assert!(!change.to_string().contains("()"), "{}", change);
        }

        #[test]
        fn the_same_terms_in_another_order_change_nothing(before in some_terms()) {
            let mut after = before.clone();
            after.shares.reverse();
            prop_assert_eq!(before.compare(&after).consequence, Consequence::Nothing);
        }
    }
}
