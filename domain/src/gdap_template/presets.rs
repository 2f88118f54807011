//! Terms to begin with: the least that reading, or managing, a tenant needs.

use super::{AppAccess, Grouping, MissingGroups, Terms};
use crate::cloud::gdap::{AutoExtend, RoleId, RoleSet, Term};

use super::roles;

/// Which terms to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// Looks at everything, changes nothing.
    ReadOnly,
    /// Looks after users, groups, licences, devices, policies and apps.
    Managed,
}

/// What reading needs. One cannot change anything with these.
const READING: &[&str] = &[
    // Users, groups and licences, also through Partner Center.
    "Directory Readers",
    // Settings of every service, devices included: the reading half of Global Administrator.
    "Global Reader",
    // Reports on the use of mailboxes and apps.
    "Reports Reader",
    // Secure Score, alerts and Conditional Access.
    "Security Reader",
];

/// What managing needs beyond reading. Left out on purpose: License Administrator and Groups
/// Administrator, because User Administrator may do their work; Security Administrator, because
/// policies need less; Privileged Role and Privileged Authentication Administrator, because both can
/// make themselves Global Administrator.
const MANAGING: &[&str] = &[
    // Methods to sign in with.
    "Authentication Policy Administrator",
    // Apps, and consent to ours: Application Administrator without Application Proxy.
    "Cloud Application Administrator",
    // Who signs in from where and how.
    "Conditional Access Administrator",
    // Devices and the policies on them.
    "Intune Administrator",
    // Teams apps and the policies that install them.
    "Teams Administrator",
    // Users, their groups, and licences for both.
    "User Administrator",
];

impl Preset {
    pub const ALL: [Self; 2] = [Self::ReadOnly, Self::Managed];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "read-only",
            Self::Managed => "managed",
        }
    }

    /// What it is for, in one sentence.
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::ReadOnly => "looks at everything and changes nothing",
            Self::Managed => "looks after users, groups, licences, devices, policies and apps",
        }
    }

    pub fn roles(self) -> impl Iterator<Item = RoleId> {
        let managing = match self {
            Self::ReadOnly => &[],
            Self::Managed => MANAGING,
        };
        let names = READING.iter().chain(managing);
        names.filter_map(|name| roles::find(name).ok())
    }

    /// Two years, extended without end: a relationship that ends by itself is ended by mistake.
    pub fn terms(self, grouping: &Grouping) -> Terms {
        let roles = RoleSet::new(self.roles());
        Terms {
            shares: roles.map_or_else(|_| Vec::new(), |roles| grouping.shares(&roles)),
            term: Term::LONGEST,
            extend: AutoExtend::HalfYears,
            approval_days: 90,
            attention_hours: Terms::USUAL_ATTENTION_HOURS,
            missing_groups: MissingGroups::Create,
            app_access: match self {
                // Nobody consents with roles that only read.
                Self::ReadOnly => AppAccess::ByCustomer,
                Self::Managed => AppAccess::ByPartner,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::GroupName;

    #[test]
    fn every_preset_can_be_asked_for() {
        let shared = Grouping::Shared(GroupName::new("Tenantry").unwrap());
        for preset in Preset::ALL {
            for grouping in [&Grouping::default(), &shared] {
                let terms = preset.terms(grouping);
                assert_eq!(terms.check(), Ok(()), "{preset:?}");
                assert_eq!(terms.roles(), preset.roles().collect());
            }
            assert_eq!(preset.terms(&shared).shares.len(), 1);
        }
    }

    #[test]
    fn every_name_in_a_preset_is_a_role() {
        assert_eq!(Preset::ReadOnly.roles().count(), READING.len());
        let managed = READING.len() + MANAGING.len();
        assert_eq!(Preset::Managed.roles().count(), managed);
    }

    #[test]
    fn nobody_with_a_preset_can_make_himself_almighty() {
        for almighty in [
            "Global Administrator",
            "Privileged Role Administrator",
            "Privileged Authentication Administrator",
        ] {
            let almighty = roles::find(almighty).unwrap();
            assert!(!Preset::Managed.roles().any(|role| role == almighty));
        }
    }

    #[test]
    fn what_only_reads_has_only_readers() {
        for role in Preset::ReadOnly.roles() {
            let name = roles::label_of(role);
            assert!(name.contains("Reader"), "{name}");
        }
    }

    #[test]
    fn a_group_is_called_after_its_role() {
        let terms = Preset::ReadOnly.terms(&Grouping::default());
        let groups: Vec<&str> = terms.shares.iter().map(|it| it.group.as_str()).collect();
        assert!(groups.contains(&"Tenantry - Global Reader"), "{groups:?}");
    }
}
