//! What was asked for, who decided what about it, and what was done.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{ApprovalEvent, ChangePlan, Operation, Person, PlanDigest, Risk, Step};
use crate::cloud::directory::{SkuId, UserId};
use crate::cloud::vault::{Purpose, SecretName};
use crate::country::Country;
use crate::ids::{ApprovalId, CorrelationId, MspId, TenantId};
use crate::procedure::LowRiskGround;
use crate::record::Micros;
use crate::role::Role;
use crate::saga::{Fault, Pace, minutes};
use crate::text::{PermissionName, Reason};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    pub operation: Operation,
    pub plan: ChangePlan,
    /// 1 for the plan that was asked with; one more each time that it moved.
    pub revision: u32,
    pub risk: Risk,
    pub requester: Person,
    pub reason: Reason,
    pub decisions_needed: u8,
    /// The rule that it may be granted by. Void as soon as the plan moved.
    pub ground: Option<LowRiskGround>,
    pub asked_at: Micros,
    pub valid_until: Micros,
    /// How long people have to decide, each time anew.
    pub term: Micros,
    pub steps: u32,
    pub correlation_id: Option<CorrelationId>,
    pub reminded: bool,
    /// About the plan as it is.
    pub given: Vec<Given>,
    pub grant: Option<Grant>,
    pub ended_at: Option<Micros>,
    pub pace: Pace<Step>,
    pub execution: Execution,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    pub by: Person,
    pub role: Role,
    pub at: Micros,
}

/// By what a change may be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    People(Vec<Person>),
    Rule(LowRiskGround),
}

/// What was done so far, and what is known from it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Execution {
    /// Nothing was left to change.
    pub found_made: bool,
    /// In order.
    pub done: Vec<Step>,
    /// Of these what stands and can be taken back.
    pub made: Vec<Step>,
    /// The one that was made.
    pub user: Option<UserId>,
    /// How it was before it was set.
    pub usage_location_before: Option<Country>,
    pub added: BTreeSet<SkuId>,
    pub removed: BTreeSet<SkuId>,
    pub password: Password,
    /// Why it needs somebody.
    pub attention: Option<Fault>,
    /// The plan held, and is made again because of a wait since then.
    pub confirming_again: bool,
    /// An earlier try of the step at hand may have had its effect after all.
    pub unsettled: bool,
    /// Permissions that the app is given in the tenant for it, through the MSP's own access.
    pub permitting: Option<Permitting>,
}

/// Permissions on their way into a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permitting {
    /// All that the app has from then on: on record before anything is changed, so that whoever goes on
    /// after a crash knows it.
    pub scopes: Vec<PermissionName>,
    pub sought_at: Micros,
    pub given_at: Option<Micros>,
}

impl Permitting {
    /// What was given is known everywhere after so long.
    pub const PROPAGATED: Micros = minutes(15);

    pub(super) fn sought(scopes: Vec<PermissionName>, at: Micros) -> Self {
        Self {
            scopes,
            sought_at: at,
            given_at: None,
        }
    }

    /// It was given, and not everybody may know of it yet.
    pub fn is_fresh(&self, now: Micros) -> bool {
        self.given_at
            .is_some_and(|at| now.saturating_sub(at) < Self::PROPAGATED)
    }
}

/// What somebody signs in with for the first time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Password {
    #[default]
    None,
    /// In the vault.
    Kept,
    /// On its way to somebody, or there.
    HandedOut {
        to: Person,
        at: Micros,
    },
    Dropped,
}

impl Execution {
    /// Whether the user may sign in is other than before.
    pub fn sign_in_changed(&self) -> bool {
        let changes = [Step::BlockSignIn, Step::AllowSignIn];
        changes.iter().any(|step| self.made.contains(step))
    }
}

/// What a first password is called in the vault.
pub fn password_name(msp: MspId, tenant: TenantId, approval: ApprovalId) -> SecretName {
    SecretName::new(msp, Purpose::TEMPORARY_PASSWORD)
        .in_tenant(tenant)
        .of_app(approval.as_uuid())
}

impl Request {
    pub(super) fn asked_by(event: &ApprovalEvent) -> Option<Self> {
        let ApprovalEvent::ApprovalRequested {
            operation,
            plan,
            risk,
            requester,
            reason,
            decisions_needed,
            ground,
            valid_until,
            steps,
            correlation_id,
            at,
        } = event
        else {
            return None;
        };
        Some(Self {
            operation: Operation::clone(operation),
            plan: plan.clone(),
            revision: 1,
            risk: *risk,
            requester: requester.clone(),
            reason: reason.clone(),
            decisions_needed: *decisions_needed,
            ground: ground.as_deref().cloned(),
            asked_at: *at,
            valid_until: *valid_until,
            term: valid_until.saturating_sub(*at),
            steps: *steps,
            correlation_id: *correlation_id,
            reminded: false,
            given: Vec::new(),
            grant: None,
            ended_at: None,
            pace: Pace::begun(*at),
            execution: Execution::default(),
        })
    }

    /// Decisions count until then.
    pub fn is_open(&self, at: Micros) -> bool {
        at < self.valid_until
    }

    pub fn is_given_by(&self, person: &Person) -> bool {
        self.given.iter().any(|it| it.by == *person)
    }

    /// Whether the first password may be given to this person: to whoever asked, or approved.
    pub fn may_have_password(&self, person: &Person) -> bool {
        self.requester == *person || self.is_given_by(person)
    }

    /// What is to be recorded when another plan was made from how things stand now. As much time as
    /// at first is given to decide anew.
    pub fn moved(&self, plan: ChangePlan, at: Micros) -> ApprovalEvent {
        ApprovalEvent::PlanMoved {
            plan,
            valid_until: at.saturating_add(self.term),
            at,
        }
    }

    /// What is to be recorded about a plan that was made anew: that it holds, that it moved, or that
    /// nothing is left to do.
    pub fn compared(&self, plan: ChangePlan, at: Micros) -> ApprovalEvent {
        if plan.is_empty() {
            return ApprovalEvent::ChangeFoundMade { at };
        }
        if plan.digest != self.plan.digest {
            return self.moved(plan, at);
        }
        let digest: PlanDigest = plan.digest;
        ApprovalEvent::PlanConfirmed { digest, at }
    }
}
