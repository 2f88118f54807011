//! What a partner asks a customer for.

use crate::cloud::TenantId;
use crate::cloud::gdap::{AutoExtend, RoleId, Term};
use crate::text::RelationshipName;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Roles, at least one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(with = "BTreeSet<RoleId>")
)]
#[serde(try_from = "BTreeSet<RoleId>", into = "BTreeSet<RoleId>")]
pub struct RoleSet(BTreeSet<RoleId>);

impl RoleSet {
    pub fn new(roles: impl IntoIterator<Item = RoleId>) -> Result<Self, ImpossibleProposal> {
        let roles: BTreeSet<RoleId> = roles.into_iter().collect();
        if roles.is_empty() {
            return Err(ImpossibleProposal::NoRoles);
        }
        Ok(Self(roles))
    }

    pub fn of(role: RoleId) -> Self {
        Self(BTreeSet::from([role]))
    }

    /// These, and this one.
    #[must_use]
    pub fn with(&self, role: RoleId) -> Self {
        let mut roles = self.0.clone();
        roles.insert(role);
        Self(roles)
    }

    pub fn iter(&self) -> impl Iterator<Item = RoleId> {
        self.0.iter().copied()
    }

    pub fn contains(&self, role: RoleId) -> bool {
        self.0.contains(&role)
    }

    pub fn as_set(&self) -> &BTreeSet<RoleId> {
        &self.0
    }
}

impl TryFrom<BTreeSet<RoleId>> for RoleSet {
    type Error = ImpossibleProposal;

    fn try_from(roles: BTreeSet<RoleId>) -> Result<Self, ImpossibleProposal> {
        Self::new(roles)
    }
}

impl From<RoleSet> for BTreeSet<RoleId> {
    fn from(roles: RoleSet) -> Self {
        roles.0
    }
}

/// Who may approve a relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approver {
    Customer(TenantId),
    /// Whoever opens the link first: for a customer whose tenant is not known yet.
    Anybody,
}

/// A relationship as it is to become: only such as can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    name: RelationshipName,
    term: Term,
    roles: RoleSet,
    approver: Approver,
    extend: AutoExtend,
}

/// Why there can be no such relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImpossibleProposal {
    #[error("a relationship needs at least one role")]
    NoRoles,
    #[error("a relationship with Global Administrator cannot be extended automatically")]
    GlobalAdministratorExtended,
}

impl ImpossibleProposal {
    pub const CODES: &'static [&'static str] =
        &["GDAP_ROLES_MISSING", "GDAP_GLOBAL_ADMINISTRATOR_EXTENDED"];

    pub fn code(self) -> &'static str {
        match self {
            Self::NoRoles => "GDAP_ROLES_MISSING",
            Self::GlobalAdministratorExtended => "GDAP_GLOBAL_ADMINISTRATOR_EXTENDED",
        }
    }
}

impl Proposal {
    pub fn new(
        name: RelationshipName,
        term: Term,
        roles: RoleSet,
        approver: Approver,
        extend: AutoExtend,
    ) -> Result<Self, ImpossibleProposal> {
        if roles.contains(RoleId::GLOBAL_ADMINISTRATOR) && extend != AutoExtend::Never {
            return Err(ImpossibleProposal::GlobalAdministratorExtended);
        }
        Ok(Self {
            name,
            term,
            roles,
            approver,
            extend,
        })
    }

    pub fn name(&self) -> &RelationshipName {
        &self.name
    }

    pub fn term(&self) -> Term {
        self.term
    }

    pub fn roles(&self) -> &RoleSet {
        &self.roles
    }

    pub fn approver(&self) -> Approver {
        self.approver
    }

    pub fn extend(&self) -> AutoExtend {
        self.extend
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn proposal(role: RoleId, extend: AutoExtend) -> Result<Proposal, ImpossibleProposal> {
        Proposal::new(
            RelationshipName::new("Contoso").unwrap(),
            Term::LONGEST,
            RoleSet::of(role),
            Approver::Anybody,
            extend,
        )
    }

    #[test]
    fn global_administrator_ends_with_its_term() {
        let almighty = RoleId::GLOBAL_ADMINISTRATOR;
        assert_eq!(
            proposal(almighty, AutoExtend::HalfYears),
            Err(ImpossibleProposal::GlobalAdministratorExtended)
        );
        assert!(proposal(almighty, AutoExtend::Never).is_ok());
        assert!(proposal(RoleId::new(Uuid::from_u128(1)), AutoExtend::HalfYears).is_ok());
    }

    #[test]
    fn no_roles_is_no_set_of_roles() {
        assert_eq!(RoleSet::new([]), Err(ImpossibleProposal::NoRoles));
        let codes = [
            ImpossibleProposal::NoRoles,
            ImpossibleProposal::GlobalAdministratorExtended,
        ];
        assert_eq!(
            codes.map(ImpossibleProposal::code),
            ImpossibleProposal::CODES
        );
    }
}
