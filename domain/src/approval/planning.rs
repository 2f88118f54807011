//! What an operation on an account would change, from how all was seen a moment ago.
//!
//! The engine looks, and this compares: the same sight gives the same plan, whoever looked.

use std::collections::{BTreeMap, BTreeSet};

use super::{Aspect, NewUser, Operation, PlannedChange, Request, Shown};
use crate::cloud::Cause;
use crate::cloud::administration::{Account, LicenceChange, SignIn};
use crate::cloud::directory::SkuId;
use crate::country::Country;
use crate::ids::ApprovalId;
use crate::personal::Sealed;

const THERE: &str = "there";
const ALLOWED: &str = "allowed";
const BLOCKED: &str = "blocked";
const GO_ON: &str = "go on";
const ENDED: &str = "ended";
const FIRST: &str = "a first one, to be changed at the first sign-in";
const GIVEN: &str = "given";

/// What a tenant pays for, as far as people can have it.
pub type Products = BTreeMap<SkuId, Product>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Such as `SPB`.
    pub part_number: String,
    /// Seats that nobody has.
    pub free: u32,
}

impl Operation {
    /// Nothing for what is not about an account. `account` is the one that it is about; of a user who is
    /// to be made, one that has the name already.
    pub fn changes(
        &self,
        account: Option<&Account>,
        products: &Products,
    ) -> Result<Vec<PlannedChange>, Cause> {
        if let Some(new) = self.new_user() {
            return new.changes(account, products);
        }
        let Some(about) = self.account() else {
            return Ok(Vec::new());
        };
        let sight = Sight {
            name: &about.user.name,
            products,
        };
        let there = account.filter(|it| it.deleted.is_none());
        if matches!(self, Self::DeleteUser { .. }) {
            let deleted = there.map(|_| sight.plain(Aspect::Existence, THERE, ""));
            return Ok(deleted.into_iter().collect());
        }
        // Not every server knows an account that was made a moment ago.
        let account = account.ok_or(Cause::AccountNotSeen)?;
        if account.deleted.is_some() {
            return Err(Cause::NotThere);
        }
        match self {
            Self::DisableUser {
                remove_licences_after_days,
                ..
            } => sight.disabled(account, remove_licences_after_days.is_some()),
            Self::EnableUser { .. } => sight.enabled(account),
            Self::AssignLicences {
                licences,
                usage_location,
                ..
            } => sight.assigned(account, licences, *usage_location),
            Self::RemoveLicences { licences, .. } => sight.removed(account, licences),
            Self::CreateUser(_)
            | Self::DeleteUser { .. }
            | Self::ArchiveCustomer { .. }
            | Self::DisconnectVendor { .. }
            | Self::DisconnectPartner {}
            | Self::WithdrawConsent { .. }
            | Self::EndAccess { .. }
            | Self::ApproveTransfer { .. }
            | Self::AcceptMatches { .. } => Ok(Vec::new()),
        }
    }
}

impl NewUser {
    fn changes(
        &self,
        named: Option<&Account>,
        products: &Products,
    ) -> Result<Vec<PlannedChange>, Cause> {
        if named.is_some() {
            return Err(Cause::AccountNameTaken);
        }
        let sight = Sight {
            name: &self.name,
            products,
        };
        let texts = [
            (Aspect::Name, Some(&self.name)),
            (Aspect::DisplayName, Some(&self.display_name)),
            (Aspect::GivenName, self.given_name.as_ref()),
            (Aspect::Surname, self.surname.as_ref()),
            (Aspect::JobTitle, self.job_title.as_ref()),
            (Aspect::Department, self.department.as_ref()),
        ];
        let personal = texts.into_iter().map(|(aspect, text)| {
            PlannedChange::new(
                sight.subject(),
                aspect,
                Shown::Nothing,
                Shown::personal(text),
            )
        });
        let mut changes: Vec<PlannedChange> = personal.collect();
        let country = self.usage_location;
        changes.extend([
            sight.plain(Aspect::Existence, "", THERE),
            sight.plain(Aspect::UsageLocation, "", country.as_str()),
            sight.plain(Aspect::SignIn, "", ALLOWED),
            sight.plain(Aspect::Password, "", FIRST),
        ]);
        changes.extend(sight.given(self.licences.iter().copied())?);
        Ok(changes)
    }
}

/// What is looked at: whom, and what the tenant has.
struct Sight<'a> {
    name: &'a Sealed,
    products: &'a Products,
}

impl Sight<'_> {
    fn subject(&self) -> Shown {
        Shown::personal(Some(self.name))
    }

    fn plain(&self, aspect: Aspect, before: &str, after: &str) -> PlannedChange {
        let (before, after) = (Shown::plain(before), Shown::plain(after));
        PlannedChange::new(self.subject(), aspect, before, after)
    }

    fn disabled(&self, account: &Account, frees: bool) -> Result<Vec<PlannedChange>, Cause> {
        must_be_changed_here(account)?;
        let mut changes = Vec::new();
        // Who was blocked before has no sessions that could go on for long.
        if account.sign_in == SignIn::Allowed {
            changes.push(self.plain(Aspect::SignIn, ALLOWED, BLOCKED));
            changes.push(self.plain(Aspect::Sessions, GO_ON, ENDED));
        }
        if frees {
            let held: BTreeSet<SkuId> = account.licences.iter().map(|it| it.sku).collect();
            // What comes from a group goes with the group.
            let own = held.into_iter().filter(|sku| account.holds_directly(*sku));
            changes.extend(own.map(|sku| self.taken(sku)));
        }
        Ok(changes)
    }

    fn enabled(&self, account: &Account) -> Result<Vec<PlannedChange>, Cause> {
        must_be_changed_here(account)?;
        Ok(match account.sign_in {
            SignIn::Allowed => Vec::new(),
            SignIn::Blocked => vec![self.plain(Aspect::SignIn, BLOCKED, ALLOWED)],
        })
    }

    fn assigned(
        &self,
        account: &Account,
        licences: &BTreeSet<SkuId>,
        wanted: Option<Country>,
    ) -> Result<Vec<PlannedChange>, Cause> {
        // Who has it through a group has it.
        let lacking = licences.iter().filter(|sku| !account.holds(**sku));
        let mut changes = self.given(lacking.copied())?;
        if changes.is_empty() {
            return Ok(changes);
        }
        match (account.usage_location, wanted) {
            (None, None) => return Err(Cause::UsageLocationMissing),
            (None, Some(_)) if account.synchronized => return Err(Cause::AccountSynchronized),
            (None, Some(country)) => {
                changes.push(self.plain(Aspect::UsageLocation, "", country.as_str()));
            }
            (Some(_), _) => {}
        }
        Ok(changes)
    }

    fn removed(
        &self,
        account: &Account,
        licences: &BTreeSet<SkuId>,
    ) -> Result<Vec<PlannedChange>, Cause> {
        let held = licences.iter().filter(|sku| account.holds(**sku));
        let taken = held.map(|sku| {
            if account.holds_directly(*sku) {
                Ok(self.taken(*sku))
            } else {
                Err(Cause::LicenceFromGroup)
            }
        });
        taken.collect()
    }

    fn given(&self, lacking: impl Iterator<Item = SkuId>) -> Result<Vec<PlannedChange>, Cause> {
        let given = lacking.map(|sku| {
            let product = self.products.get(&sku).ok_or(Cause::LicenceNotOwned)?;
            if product.free == 0 {
                return Err(Cause::LicencesUsedUp);
            }
            Ok(self.plain(Aspect::Licence(sku), "", self.called(sku)))
        });
        given.collect()
    }

    fn taken(&self, sku: SkuId) -> PlannedChange {
        self.plain(Aspect::Licence(sku), self.called(sku), "")
    }

    /// One that the tenant pays for no longer has no name any more.
    fn called(&self, sku: SkuId) -> &str {
        let product = self.products.get(&sku);
        product.map_or(GIVEN, |it| it.part_number.as_str())
    }
}

fn must_be_changed_here(account: &Account) -> Result<(), Cause> {
    if account.synchronized {
        return Err(Cause::AccountSynchronized);
    }
    Ok(())
}

impl Request {
    /// The licences that the plan gives and takes.
    pub fn licences(&self) -> LicenceChange {
        let mut change = LicenceChange::default();
        for it in &self.plan.changes {
            if let Aspect::Licence(sku) = it.aspect {
                let side = match it.after {
                    Shown::Nothing => &mut change.remove,
                    Shown::Plain(_) | Shown::Personal(_) => &mut change.add,
                };
                side.insert(sku);
            }
        }
        change
    }

    /// The preview whose suggestions the plan accepts, where it accepts any.
    pub fn preview(&self) -> Option<&str> {
        match &self.plan.change(Aspect::Preview)?.after {
            Shown::Plain(token) => Some(token.as_str()),
            Shown::Nothing | Shown::Personal(_) => None,
        }
    }

    /// The attempt whose access the plan takes back, where it takes any.
    pub fn attempt(&self) -> Option<u32> {
        match &self.plan.change(Aspect::Attempt)?.before {
            Shown::Plain(number) => number.as_str().parse().ok(),
            Shown::Nothing | Shown::Personal(_) => None,
        }
    }

    /// Whether the plan changes something in this respect: what it does not show is not done.
    pub fn changes(&self, aspect: Aspect) -> bool {
        self.plan.change(aspect).is_some()
    }

    /// What would undo it later, as far as it was really done.
    pub fn reversal(&self, id: ApprovalId) -> Vec<Operation> {
        let mut reversal = self.operation.reversal(id, &self.execution);
        if !self.changes(Aspect::SignIn) {
            // Whoever was blocked before stays so.
            reversal.retain(|it| {
                !matches!(
                    it,
                    Operation::EnableUser { .. } | Operation::DisableUser { .. }
                )
            });
        }
        reversal
    }
}
