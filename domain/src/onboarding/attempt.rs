//! One attempt: what it is about, what is known so far, and what it made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Access, Drift, Footing, OnboardingEvent, Step};
use crate::cloud::directory::GroupId;
use crate::cloud::gdap::{AssignmentId, RelationshipId, Term};
use crate::gdap_template::{AppAccess, MissingGroups, TemplateVersion, Terms};
use crate::ids::{CorrelationId, CustomerId, TenantId};
use crate::record::Micros;
use crate::saga::{Fault, Pace};
use crate::text::{CustomerName, GroupName};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    pub number: u32,
    /// The version of the plan; 0 is none at all.
    pub plan: u32,
    pub customer_id: CustomerId,
    pub customer_name: Option<CustomerName>,
    pub tenant_id: TenantId,
    pub template: Option<TemplateVersion>,
    pub terms: Terms,
    /// Access was in place before.
    pub repair: bool,
    /// What that access rests on. It stays, whatever becomes of the attempt.
    pub before: Access,
    /// The tenant is held for the customer.
    pub holds_tenant: bool,
    pub correlation_id: Option<CorrelationId>,
    pub started_at: Micros,
    pub pace: Pace<Step>,
    /// The name that a relationship of ours gets, once it is known that one is needed.
    pub name: Option<String>,
    pub relationship: Option<Held>,
    pub groups: BTreeMap<GroupName, GroupId>,
    pub assignments: BTreeMap<GroupName, Assigned>,
    pub app_access: AppAccessKnown,
    pub verified: bool,
    /// To be ended when the new access works.
    pub superseded: Vec<Superseded>,
    /// Where access rested before, and something of ours may be left.
    pub earlier: Vec<Footing>,
    /// What was made, in order, and has to be undone in reverse.
    pub made: Vec<Made>,
    /// What was made and stays, because nobody can take it back or others use it.
    pub left: Vec<Made>,
    /// The relationship whose invitation is among it.
    pub invited: Option<Held>,
    /// Why the undoing needs somebody's attention.
    pub attention: Option<Fault>,
    /// What differs by now from what it brought about.
    pub drift: Vec<Drift>,
}

/// A relationship of ours that gives less than is asked for now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Superseded {
    pub id: RelationshipId,
    /// It was ended.
    pub over: bool,
}

/// The relationship that the access rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub id: RelationshipId,
    pub name: String,
    /// Made by us, in this attempt or an earlier one. Else it is not ours to end.
    pub ours: bool,
    pub stage: Stage,
    /// Assignments that were there before, in a relationship that is not ours.
    pub before: Vec<AssignmentId>,
    /// Where the customer approves.
    pub invitation: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Proposed,
    Created,
    Locked,
    Approved,
    Active,
}

/// Whether our app can work in the tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppAccessKnown {
    Unknown,
    Missing,
    There,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    pub id: AssignmentId,
    pub active: bool,
}

/// Something outside that is there because of the attempt.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Made {
    Relationship,
    Group(GroupName),
    Assignment(GroupName),
    AppAccess,
    /// What is left of ours in a relationship that access rested on before.
    Footing(RelationshipId),
}

impl Made {
    /// What takes it back.
    pub fn undo(&self) -> Step {
        match self {
            Self::Relationship => Step::EndRelationship,
            Self::Group(group) => Step::DeleteGroup(group.clone()),
            Self::Assignment(group) => Step::RemoveAssignment(group.clone()),
            Self::AppAccess => Step::WithdrawApp,
            Self::Footing(relationship) => Step::LeaveFooting(relationship.clone()),
        }
    }
}

impl Attempt {
    /// Stands in where there is nothing to look at.
    pub(super) fn none() -> Self {
        let nobody = uuid::Uuid::nil();
        Self::new(
            CustomerId::new(nobody),
            TenantId::new(nobody),
            Self::no_terms(),
            0,
        )
    }

    fn new(customer_id: CustomerId, tenant_id: TenantId, terms: Terms, at: Micros) -> Self {
        Self {
            number: 1,
            plan: 0,
            customer_id,
            customer_name: None,
            tenant_id,
            template: None,
            terms,
            repair: false,
            before: Access::default(),
            holds_tenant: false,
            correlation_id: None,
            started_at: at,
            pace: Pace::begun(at),
            name: None,
            relationship: None,
            groups: BTreeMap::new(),
            assignments: BTreeMap::new(),
            app_access: AppAccessKnown::Unknown,
            verified: false,
            superseded: Vec::new(),
            earlier: Vec::new(),
            made: Vec::new(),
            left: Vec::new(),
            invited: None,
            attention: None,
            drift: Vec::new(),
        }
    }

    /// Before there were templates nobody said what was asked for.
    fn no_terms() -> Terms {
        Terms {
            shares: Vec::new(),
            term: Term::LONGEST,
            extend: crate::cloud::gdap::AutoExtend::Never,
            approval_days: 90,
            attention_hours: Terms::USUAL_ATTENTION_HOURS,
            missing_groups: MissingGroups::Refuse,
            app_access: AppAccess::ByCustomer,
        }
    }

    pub(super) fn begun_by(event: &OnboardingEvent) -> Option<Self> {
        let OnboardingEvent::OnboardingStarted {
            customer_id,
            tenant_id,
            customer_name,
            attempt,
            plan,
            template,
            terms,
            repair,
            correlation_id,
            at,
        } = event
        else {
            return None;
        };
        let terms = terms.clone().unwrap_or_else(Self::no_terms);
        Some(Self {
            number: *attempt,
            plan: *plan,
            customer_name: customer_name.clone(),
            template: *template,
            repair: *repair,
            holds_tenant: *plan > 0,
            correlation_id: *correlation_id,
            ..Self::new(*customer_id, *tenant_id, terms, *at)
        })
    }

    /// The first group of the terms that lacks something.
    pub(super) fn share_without(&self, has: impl Fn(&GroupName) -> bool) -> Option<GroupName> {
        let groups = self.terms.shares.iter().map(|share| &share.group);
        groups.into_iter().find(|group| !has(group)).cloned()
    }

    pub(super) fn approval_days(&self) -> u16 {
        self.terms.approval_days
    }

    /// How the step at hand goes.
    pub(super) fn paced(&mut self, event: &OnboardingEvent) {
        if let OnboardingEvent::StepRequested { step, at, fence } = event {
            self.pace.set_out(step.clone(), *at, *fence);
        } else if let OnboardingEvent::StepDelayed { fault, until, .. } = event {
            self.pace.delayed(fault.clone(), *until);
        } else if let OnboardingEvent::RetryRequested { at } = event {
            self.pace.hurried(*at);
        } else if let OnboardingEvent::AttentionNeeded { fault, .. } = event {
            self.attention = Some(fault.clone());
        }
    }

    /// The step at hand failed for good.
    pub(super) fn failed(&mut self, fault: &Fault) {
        if !fault.effect_unknown {
            self.pace.open = None;
        }
    }

    /// From here on it goes backwards.
    pub(super) fn turn(&mut self, at: Micros) {
        self.pace.turned(at);
        self.pace.open.take_if(|open| !open.step.makes());
    }
}
