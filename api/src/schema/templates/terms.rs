//! Terms: which roles, in whose hands, for how long.

use async_graphql::{Enum, InputObject, SimpleObject};
use tenantry_domain::cloud::gdap::{AutoExtend, InvalidTerm, RoleId, RoleSet, Term};
use tenantry_domain::gdap_template::roles::{self, UnknownRole};
use tenantry_domain::gdap_template::{
    AppAccess as Access, Grouping, MissingGroups as Missing, Preset as Begin, Share, Terms,
};
use tenantry_domain::text::GroupName;

use crate::schema::told::{Refused, Unmet};

/// What happens when there is no group of a share's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Missing")]
pub(crate) enum MissingGroups {
    /// It is created.
    Create,
    /// The onboarding fails: somebody else looks after groups.
    Refuse,
}

/// Who consents to our app in the customer's tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Access")]
pub(crate) enum AppAccess {
    /// The partner, in the customer's name. Needs Application Administrator or Cloud Application
    /// Administrator among the roles.
    ByPartner,
    /// The customer's own administrator.
    ByCustomer,
}

/// Terms to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Begin")]
pub(crate) enum GdapPreset {
    /// Looks at everything, changes nothing.
    ReadOnly,
    /// Looks after users, groups, licences, devices, policies and apps.
    Managed,
}

/// A directory role.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct GdapRole {
    /// The id of its template, the same in every tenant.
    role_id: String,
    /// What Microsoft calls it.
    name: String,
}

impl From<RoleId> for GdapRole {
    fn from(role: RoleId) -> Self {
        Self {
            role_id: role.to_string(),
            name: roles::label_of(role),
        }
    }
}

/// A group's part of the roles.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct GdapShare {
    /// What the group is called.
    group: String,
    /// The roles in its hands.
    roles: Vec<GdapRole>,
}

/// What a customer is asked for.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct GdapTerms {
    /// Which group gets which roles.
    shares: Vec<GdapShare>,
    /// How many days a relationship lasts.
    term_days: u16,
    /// Whether it goes on by itself at its end, half a year at a time.
    auto_extend: bool,
    /// How many days a customer has to approve.
    approval_days: u16,
    /// After how many hours an undoing that does not succeed calls for attention.
    attention_hours: u16,
    /// What happens when a group is missing.
    missing_groups: MissingGroups,
    /// Who consents to our app in the customer's tenant.
    app_access: AppAccess,
}

impl From<&Terms> for GdapTerms {
    fn from(terms: &Terms) -> Self {
        let share = |share: &Share| GdapShare {
            group: share.group.to_string(),
            roles: share.roles.iter().map(GdapRole::from).collect(),
        };
        Self {
            shares: terms.shares.iter().map(share).collect(),
            term_days: terms.term.as_days(),
            auto_extend: terms.extend != AutoExtend::Never,
            approval_days: terms.approval_days,
            attention_hours: terms.attention_hours,
            missing_groups: terms.missing_groups.into(),
            app_access: terms.app_access.into(),
        }
    }
}

/// A group, and the roles that come into its hands.
#[derive(Debug, Clone, InputObject)]
pub(crate) struct GdapShareInput {
    /// What the group is called.
    group: String,
    /// Roles, by name or by the id of their template.
    roles: Vec<String>,
}

/// What a customer is to be asked for. What is not given is as the preset says.
#[derive(Debug, Clone, InputObject)]
pub(crate) struct GdapTermsInput {
    /// Terms to begin with; `MANAGED` when not given.
    preset: Option<GdapPreset>,
    /// Which group gets which roles, in the place of the preset's.
    shares: Option<Vec<GdapShareInput>>,
    /// How many days a relationship lasts, 1 to 730.
    term_days: Option<u16>,
    /// Whether it goes on by itself at its end, half a year at a time.
    auto_extend: Option<bool>,
    /// How many days a customer has to approve, 1 to 90.
    approval_days: Option<u16>,
    /// After how many hours an undoing that does not succeed calls for attention, 1 to 168.
    attention_hours: Option<u16>,
    /// What happens when a group is missing.
    missing_groups: Option<MissingGroups>,
    /// Who consents to our app in the customer's tenant.
    app_access: Option<AppAccess>,
}

impl GdapTermsInput {
    pub(super) fn read(&self) -> Result<Terms, Unmet> {
        let preset = self.preset.map_or(Begin::Managed, Into::into);
        let mut terms = preset.terms(&Grouping::default());
        if let Some(shares) = &self.shares {
            terms.shares = shares
                .iter()
                .map(GdapShareInput::read)
                .collect::<Result<_, _>>()?;
        }
        if let Some(days) = self.term_days {
            terms.term = Term::days(days)
                .map_err(|error| Refused::new(InvalidTerm::CODE, error.to_string()).at("terms"))?;
        }
        if let Some(extend) = self.auto_extend {
            terms.extend = if extend {
                AutoExtend::HalfYears
            } else {
                AutoExtend::Never
            };
        }
        terms.approval_days = self.approval_days.unwrap_or(terms.approval_days);
        terms.attention_hours = self.attention_hours.unwrap_or(terms.attention_hours);
        terms.missing_groups = self.missing_groups.map_or(terms.missing_groups, Into::into);
        terms.app_access = self.app_access.map_or(terms.app_access, Into::into);
        Ok(terms)
    }
}

impl GdapShareInput {
    fn read(&self) -> Result<Share, Unmet> {
        let group =
            GroupName::new(&self.group).map_err(|error| Refused::from(error).at("terms"))?;
        let unknown =
            |error: UnknownRole| Refused::new(UnknownRole::CODE, error.to_string()).at("terms");
        let roles: Vec<RoleId> = self
            .roles
            .iter()
            .map(|role| roles::find(role).map_err(unknown))
            .collect::<Result<_, _>>()?;
        let roles = RoleSet::new(roles).map_err(|error| {
            Refused::new(
                "TEMPLATE_ROLES_MISSING",
                format!("{group} gets no roles: {error}"),
            )
            .at("terms")
        })?;
        Ok(Share { group, roles })
    }
}
