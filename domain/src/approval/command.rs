//! What can be asked of an approval.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{ApprovalEvent, ChangePlan, Decider, Operation, Person, PlanDigest, Step};
use crate::ids::CorrelationId;
use crate::procedure::LowRiskGround;
use crate::record::Micros;
use crate::saga::Progress;
use crate::text::{Reason, Tag};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalCommand {
    Request(Box<RequestApproval>),
    Approve(GiveApproval),
    Reject(RejectRequest),
    Withdraw(WithdrawRequest),
    Retry(RetryChange),
    Abandon(AbandonChange),
    HandOut(HandOutPassword),
    /// Of the engine alone, which carries the approval on.
    Proceed(Box<Progress<Step, ApprovalEvent>>),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestApproval {
    pub operation: Operation,
    pub requester: Person,
    pub reason: Reason,
    // What follows is not part of what is asked: the same wish a moment later is the same wish,
    // however things stand then.
    #[serde(skip_serializing)]
    pub plan: ChangePlan,
    /// As the MSP's settings have it for this risk.
    #[serde(skip_serializing, default = "one")]
    pub decisions_needed: u8,
    #[serde(skip_serializing, default = "week")]
    pub valid_days: u16,
    /// A rule by which nobody has to decide.
    #[serde(skip_serializing, default)]
    pub precedent: Option<Precedent>,
    #[serde(skip_serializing, default)]
    pub correlation_id: Option<CorrelationId>,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

fn one() -> u8 {
    1
}

fn week() -> u16 {
    7
}

/// A rule, with what it depends on at this moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Precedent {
    pub ground: LowRiskGround,
    /// How often it granted something today.
    pub used_today: u32,
    /// Of the customer.
    pub tags: BTreeSet<Tag>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GiveApproval {
    pub by: Decider,
    /// Of the plan that was looked at: one that came meanwhile is not approved with it.
    pub digest: PlanDigest,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RejectRequest {
    pub by: Decider,
    pub reason: Reason,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WithdrawRequest {
    pub by: Decider,
    pub reason: Option<Reason>,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RetryChange {
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AbandonChange {
    pub by: Decider,
    pub reason: Reason,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HandOutPassword {
    pub to: Decider,
    #[serde(skip_serializing, default)]
    pub at: Micros,
}
