//! Accounts as whoever changes them sees them. Who they are is personal data: `Debug` shows none of it.

use std::collections::BTreeSet;
use std::fmt::{self, Debug};

use jiff::Timestamp;

use super::AccountName;
use crate::cloud::directory::{AccountKind, GroupId, SkuId, UserId};
use crate::country::Country;

/// Whether an account may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignIn {
    Allowed,
    Blocked,
}

/// An account of a tenant, in the directory or in the bin.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    pub id: UserId,
    /// What it signs in with, such as `ada@contoso.example`; in the bin, what it signed in with.
    pub name: String,
    pub display_name: Option<String>,
    pub kind: AccountKind,
    pub sign_in: SignIn,
    pub usage_location: Option<Country>,
    pub created: Option<Timestamp>,
    /// Who signed in before that has to sign in again.
    pub sessions_from: Option<Timestamp>,
    /// Whether it comes from a directory on the customer's own machines, where alone it is changed.
    pub synchronized: bool,
    /// Since when it lies in the bin.
    pub deleted: Option<Timestamp>,
    /// One for each way in which it holds a product.
    pub licences: Vec<HeldLicence>,
}

impl Account {
    /// Whether the product was given to the account itself: then it can be taken from it.
    pub fn holds_directly(&self, sku: SkuId) -> bool {
        let mut of = self.licences.iter().filter(|held| held.sku == sku);
        of.any(|held| held.origin == LicenceOrigin::Direct)
    }

    /// Whether it has the product in any way.
    pub fn holds(&self, sku: SkuId) -> bool {
        self.licences.iter().any(|held| held.sku == sku)
    }

    /// The groups through which it has the product.
    pub fn groups_giving(&self, sku: SkuId) -> impl Iterator<Item = GroupId> {
        let of = self.licences.iter().filter(move |held| held.sku == sku);
        of.filter_map(|held| match held.origin {
            LicenceOrigin::Group(group) => Some(group),
            LicenceOrigin::Direct => None,
        })
    }
}

impl Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("id", &self.id)
            .field("sign_in", &self.sign_in)
            .field("deleted", &self.deleted)
            .finish_non_exhaustive()
    }
}

/// What became of a deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Deletion {
    /// It lies in the bin.
    InBin,
    /// The cloud knows it nowhere. Within some minutes after it was made that tells nothing: it is
    /// deleted once more. Later it means that it is gone for good.
    NotSeen,
}

/// One way in which an account holds a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldLicence {
    pub sku: SkuId,
    pub origin: LicenceOrigin,
    pub state: AssignmentState,
    /// Why it is not in force, or not in all its parts.
    pub problem: Option<LicenceProblem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LicenceOrigin {
    Direct,
    /// Whoever is in the group has it.
    Group(GroupId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssignmentState {
    Active,
    ActiveWithError,
    Disabled,
    Error,
    /// A word that is newer than this program.
    Unknown,
}

/// What is the matter with a licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LicenceProblem {
    NoneLeft,
    /// A service in it cannot be had together with another one.
    PlansConflict,
    /// A service in it needs another one.
    PlanMissing,
    LocationProhibited,
    /// An address that it brings is another's.
    AddressTaken,
    Other,
}

/// An account to be made.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAccount {
    pub name: AccountName,
    pub display_name: String,
    pub given_name: Option<String>,
    pub surname: Option<String>,
    pub job_title: Option<String>,
    pub department: Option<String>,
    pub usage_location: Option<Country>,
    pub sign_in: SignIn,
}

impl Debug for NewAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewAccount")
            .field("usage_location", &self.usage_location)
            .field("sign_in", &self.sign_in)
            .finish_non_exhaustive()
    }
}

/// Licences to be added to an account itself, and to be taken from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LicenceChange {
    pub add: BTreeSet<SkuId>,
    pub remove: BTreeSet<SkuId>,
}

impl LicenceChange {
    pub fn adding(add: impl IntoIterator<Item = SkuId>) -> Self {
        Self {
            add: add.into_iter().collect(),
            remove: BTreeSet::new(),
        }
    }

    pub fn removing(remove: impl IntoIterator<Item = SkuId>) -> Self {
        Self {
            add: BTreeSet::new(),
            remove: remove.into_iter().collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty()
    }

    /// What of it is not so yet.
    #[must_use]
    pub fn left_at(&self, account: &Account) -> Self {
        let (add, remove) = (self.add.iter(), self.remove.iter());
        Self {
            add: add
                .filter(|sku| !account.holds_directly(**sku))
                .copied()
                .collect(),
            remove: remove.filter(|sku| account.holds(**sku)).copied().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn sku(number: u128) -> SkuId {
        SkuId::new(Uuid::from_u128(number))
    }

    fn ada() -> Account {
        let held = |number, origin| HeldLicence {
            sku: sku(number),
            origin,
            state: AssignmentState::Active,
            problem: None,
        };
        let sales = LicenceOrigin::Group(GroupId::new(Uuid::from_u128(7)));
        Account {
            id: UserId::new(Uuid::from_u128(1)),
            name: "ada@contoso.example".to_owned(),
            display_name: Some("Ada Lovelace".to_owned()),
            kind: AccountKind::Member,
            sign_in: SignIn::Allowed,
            usage_location: None,
            created: None,
            sessions_from: None,
            synchronized: false,
            deleted: None,
            licences: vec![
                held(1, LicenceOrigin::Direct),
                held(2, sales),
                held(3, LicenceOrigin::Direct),
                held(3, sales),
            ],
        }
    }

    #[test]
    fn who_somebody_is_is_not_shown() {
        let new = NewAccount {
            name: "ada@contoso.example".parse().unwrap(),
            display_name: "Ada Lovelace".to_owned(),
            given_name: Some("Ada".to_owned()),
            surname: Some("Lovelace".to_owned()),
            job_title: Some("Countess".to_owned()),
            department: Some("Engines".to_owned()),
            usage_location: None,
            sign_in: SignIn::Blocked,
        };
        let shown = format!("{:?} {new:?} {new:#?} {:?}", ada(), new.name);
        for word in ["ada", "Ada", "Lovelace", "contoso", "Countess", "Engines"] {
            assert!(!shown.contains(word), "{shown}");
        }
    }

    #[test]
    fn how_a_licence_is_held_is_told() {
        let ada = ada();
        assert!(ada.holds_directly(sku(1)) && !ada.holds_directly(sku(2)));
        assert!(ada.holds(sku(2)) && !ada.holds(sku(4)));
        let groups = |number| ada.groups_giving(sku(number)).count();
        assert_eq!([groups(1), groups(2), groups(3)], [0, 1, 1]);
    }

    #[test]
    fn what_is_so_already_need_not_be_changed() {
        let change = LicenceChange {
            add: [sku(1), sku(2), sku(4)].into(),
            remove: [sku(2), sku(3), sku(5)].into(),
        };
        let left = LicenceChange {
            add: [sku(2), sku(4)].into(),
            remove: [sku(2), sku(3)].into(),
        };
        assert_eq!(change.left_at(&ada()), left);
        assert!(LicenceChange::adding([sku(1)]).left_at(&ada()).is_empty());
        assert!(LicenceChange::removing([sku(9)]).left_at(&ada()).is_empty());
    }
}
