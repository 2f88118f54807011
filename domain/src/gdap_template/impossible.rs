//! Which terms can be asked for at all.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::{AppAccess, Terms, roles};
use crate::cloud::gdap::RoleId;

/// How long a customer can be given to approve: afterwards the cloud lets the request lapse.
const APPROVAL_DAYS: RangeInclusive<u16> = 1..=90;

/// A week is long to leave what could not be undone to itself.
const ATTENTION_HOURS: RangeInclusive<u16> = 1..=168;

/// Why nobody can be asked for such terms.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImpossibleTerms {
    #[error("a template asks for at least one role")]
    NoRoles,
    #[error("the group {group:?} stands in the template twice; give it all its roles at once")]
    GroupTwice { group: String },
    #[error("a customer has 1 to 90 days to approve, not {days}")]
    ApprovalDays { days: u16 },
    #[error("an undoing calls for attention after 1 to 168 hours, not {hours}")]
    AttentionHours { hours: u16 },
    #[error(
        "Global Administrator is not asked for: it may do everything, a relationship with it \
         cannot be extended automatically, and no task needs it"
    )]
    GlobalAdministrator,
    #[error("{role} is no role that a partner may ask for")]
    RoleUnknown { role: RoleId },
    #[error(
        "to consent in the customer's name, the partner needs Application Administrator or Cloud \
         Application Administrator among the roles"
    )]
    AppRoleMissing,
}

impl ImpossibleTerms {
    pub const CODES: &'static [&'static str] = &[
        "TEMPLATE_ROLES_MISSING",
        "TEMPLATE_GROUP_TWICE",
        "TEMPLATE_APPROVAL_DAYS_INVALID",
        "GDAP_GLOBAL_ADMINISTRATOR_REFUSED",
        "GDAP_ROLE_UNKNOWN",
        "TEMPLATE_APP_ROLE_MISSING",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Self::NoRoles => "TEMPLATE_ROLES_MISSING",
            Self::GroupTwice { .. } => "TEMPLATE_GROUP_TWICE",
            Self::ApprovalDays { .. } => "TEMPLATE_APPROVAL_DAYS_INVALID",
            Self::AttentionHours { .. } => "TEMPLATE_ATTENTION_HOURS_INVALID",
            Self::GlobalAdministrator => "GDAP_GLOBAL_ADMINISTRATOR_REFUSED",
            Self::RoleUnknown { .. } => "GDAP_ROLE_UNKNOWN",
            Self::AppRoleMissing => "TEMPLATE_APP_ROLE_MISSING",
        }
    }
}

impl Terms {
    /// Whether a customer can be asked for these terms.
    pub fn check(&self) -> Result<(), ImpossibleTerms> {
        let roles = self.roles();
        if roles.is_empty() {
            return Err(ImpossibleTerms::NoRoles);
        }
        if roles.contains(&RoleId::GLOBAL_ADMINISTRATOR) {
            return Err(ImpossibleTerms::GlobalAdministrator);
        }
        if let Some(role) = roles.iter().find(|role| roles::name_of(**role).is_none()) {
            return Err(ImpossibleTerms::RoleUnknown { role: *role });
        }
        let mut groups = BTreeSet::new();
        let twice = |group: &&str| !groups.insert(group.to_lowercase());
        if let Some(group) = self.groups().find(twice) {
            let group = group.to_owned();
            return Err(ImpossibleTerms::GroupTwice { group });
        }
        if !APPROVAL_DAYS.contains(&self.approval_days) {
            let days = self.approval_days;
            return Err(ImpossibleTerms::ApprovalDays { days });
        }
        if !ATTENTION_HOURS.contains(&self.attention_hours) {
            let hours = self.attention_hours;
            return Err(ImpossibleTerms::AttentionHours { hours });
        }
        let consenting = [
            roles::APPLICATION_ADMINISTRATOR,
            roles::CLOUD_APPLICATION_ADMINISTRATOR,
        ];
        if self.app_access == AppAccess::ByPartner
            && !consenting.iter().any(|role| roles.contains(role))
        {
            return Err(ImpossibleTerms::AppRoleMissing);
        }
        Ok(())
    }

    fn groups(&self) -> impl Iterator<Item = &str> {
        self.shares.iter().map(|share| share.group.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::gdap::RoleSet;
    use crate::gdap_template::{Grouping, Preset, Share};
    use crate::text::GroupName;
    use uuid::Uuid;

    fn terms(change: impl FnOnce(&mut Terms)) -> Result<(), ImpossibleTerms> {
        let mut terms = Preset::Managed.terms(&Grouping::default());
        change(&mut terms);
        terms.check()
    }

    fn share(group: &str, role: RoleId) -> Share {
        Share {
            group: GroupName::new(group).unwrap(),
            roles: RoleSet::of(role),
        }
    }

    #[test]
    fn impossible_terms_say_why() {
        let reader = roles::find("Global Reader").unwrap();
        assert_eq!(terms(|_| {}), Ok(()));
        assert_eq!(terms(|it| it.shares.clear()), Err(ImpossibleTerms::NoRoles));
        assert_eq!(
            terms(|it| it
                .shares
                .push(share("Almighty", RoleId::GLOBAL_ADMINISTRATOR))),
            Err(ImpossibleTerms::GlobalAdministrator)
        );
        let role = RoleId::new(Uuid::from_u128(7));
        assert_eq!(
            terms(|it| it.shares.push(share("Odd", role))),
            Err(ImpossibleTerms::RoleUnknown { role })
        );
        // Microsoft finds groups by name whatever the case.
        let group = "tenantry - GLOBAL reader".to_owned();
        assert_eq!(
            terms(|it| it.shares.push(share(&group, reader))),
            Err(ImpossibleTerms::GroupTwice {
                group: group.clone()
            })
        );
        for days in [0, 91, u16::MAX] {
            assert_eq!(
                terms(|it| it.approval_days = days),
                Err(ImpossibleTerms::ApprovalDays { days })
            );
        }
        assert_eq!(terms(|it| it.approval_days = 1), Ok(()));
        for hours in [0, 169, u16::MAX] {
            assert_eq!(
                terms(|it| it.attention_hours = hours),
                Err(ImpossibleTerms::AttentionHours { hours })
            );
        }
        assert_eq!(terms(|it| it.attention_hours = 168), Ok(()));
    }

    #[test]
    fn consent_in_the_customers_name_needs_a_role_for_it() {
        let reading = |app_access| {
            let mut terms = Preset::ReadOnly.terms(&Grouping::default());
            terms.app_access = app_access;
            terms
        };
        assert_eq!(reading(AppAccess::ByCustomer).check(), Ok(()));
        assert_eq!(
            reading(AppAccess::ByPartner).check(),
            Err(ImpossibleTerms::AppRoleMissing)
        );
        for role in [
            roles::APPLICATION_ADMINISTRATOR,
            roles::CLOUD_APPLICATION_ADMINISTRATOR,
        ] {
            let mut terms = reading(AppAccess::ByPartner);
            terms.shares.push(share("Apps", role));
            assert_eq!(terms.check(), Ok(()));
        }
    }
}
