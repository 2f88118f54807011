//! By what nobody has to approve a change: a step that an admin marked as low risk.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Key;
use crate::approval::{Operation, OperationKind, Person, Risk};
use crate::cloud::directory::SkuId;
use crate::ids::{CustomerId, ProcedureId};
use crate::record::Micros;
use crate::text::Tag;

/// A mark has to be made anew at least once a year.
pub const LONGEST_MARK_DAYS: u16 = 366;

pub const MOST_PER_DAY: u16 = 1000;

/// A mark as an approval that rests on it keeps it, for whoever asks later by what right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LowRiskGround {
    pub procedure_id: ProcedureId,
    /// In which the step got the form that was marked.
    pub version: u32,
    pub step: Key,
    pub operation: OperationKind,
    pub marked_by: Person,
    pub until: Micros,
    pub limits: Limits,
}

/// Within what it holds. What is left out is not limited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Limits {
    pub per_day: u16,
    /// Only these are given or taken.
    pub licences: Option<BTreeSet<SkuId>>,
    /// Only for these, or for those with one of the tags.
    pub customers: BTreeSet<CustomerId>,
    pub tags: BTreeSet<Tag>,
}

/// Why a mark grants nothing here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotGood {
    #[error("its time is over")]
    Over,
    #[error("it is about another operation")]
    OtherOperation,
    #[error("what carries a high risk is always decided by people")]
    HighRisk,
    #[error("it was used as often as it may be in a day")]
    UsedUp,
    #[error("it does not cover these licences")]
    OtherLicences,
    #[error("it does not cover this customer")]
    OtherCustomer,
}

impl LowRiskGround {
    /// Whether this operation may be carried out by it now.
    pub fn grants(
        &self,
        operation: &Operation,
        used_today: u32,
        tags: &BTreeSet<Tag>,
        at: Micros,
    ) -> Result<(), NotGood> {
        if operation.kind() != self.operation {
            return Err(NotGood::OtherOperation);
        }
        if operation.risk() == Risk::High {
            return Err(NotGood::HighRisk);
        }
        if at >= self.until {
            return Err(NotGood::Over);
        }
        if used_today >= u32::from(self.limits.per_day) {
            return Err(NotGood::UsedUp);
        }
        self.limits.cover(operation, tags)
    }
}

impl Limits {
    fn cover(&self, operation: &Operation, tags: &BTreeSet<Tag>) -> Result<(), NotGood> {
        let every_customer = self.customers.is_empty() && self.tags.is_empty();
        let named = operation
            .customer()
            .is_some_and(|it| self.customers.contains(&it));
        if !every_customer && !named && self.tags.is_disjoint(tags) {
            return Err(NotGood::OtherCustomer);
        }
        match &self.licences {
            Some(only) if !touches_only(operation, only) => Err(NotGood::OtherLicences),
            Some(_) | None => Ok(()),
        }
    }
}

/// A leaver may have any licence: where only some may be taken, taking all is not covered.
fn touches_only(operation: &Operation, only: &BTreeSet<SkuId>) -> bool {
    match operation {
        Operation::CreateUser(user) => user.licences.is_subset(only),
        Operation::AssignLicences { licences, .. } | Operation::RemoveLicences { licences, .. } => {
            licences.is_subset(only)
        }
        Operation::DisableUser {
            remove_licences_after_days,
            ..
        } => remove_licences_after_days.is_none(),
        Operation::EnableUser { .. }
        | Operation::DeleteUser { .. }
        | Operation::ArchiveCustomer { .. }
        | Operation::DisconnectVendor { .. }
        | Operation::DisconnectPartner {}
        | Operation::WithdrawConsent { .. }
        | Operation::EndAccess { .. }
        | Operation::ApproveTransfer { .. }
        | Operation::AcceptMatches { .. } => true,
    }
}
