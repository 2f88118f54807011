//! Why a command to an approval is turned down.

use super::{OperationProblem, PlanDigest};
use crate::aggregate::{Refusal, Severity};
use crate::procedure::NotGood;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalRefusal {
    #[error("nobody asked for such a change")]
    ApprovalNotFound,
    #[error("something else was asked for under this id")]
    ApprovalExists,
    #[error("all is already as it was to become")]
    OperationEmpty,
    #[error("nobody can carry this out: {problem}")]
    OperationUnfit { problem: OperationProblem },
    #[error("one or two people decide, and not {wanted}")]
    ApprovalDecisionsOutOfRange { wanted: u8 },
    #[error("a request is good for 1 to {most} days")]
    ApprovalValidityOutOfRange { most: u16 },
    #[error("the rule does not grant this: {problem}")]
    RuleNotGood { problem: NotGood },
    #[error("nobody decides about what they asked for")]
    ApprovalOfOwnRequest,
    #[error("the same person decides once: somebody else has to approve as well")]
    ApprovalGivenTwice,
    #[error("only an admin approves this")]
    ApprovalNeedsAdmin,
    #[error("only a tech or an admin decides about requests")]
    ApprovalNeedsTech,
    #[error("it would change something else by now: look at the plan {current} and decide anew")]
    ApprovalPlanMoved { current: PlanDigest },
    #[error("the time to decide is over")]
    ApprovalExpired,
    #[error("this was decided already")]
    ApprovalDecided,
    #[error("it was approved, and is being carried out")]
    ApprovalUnderWay,
    #[error("nothing of it is under way: it was not approved")]
    ApprovalNotGranted,
    #[error("whoever asked can take it back, and an admin")]
    NotYoursToWithdraw,
    #[error("only what needs attention, or waits until a grace is over, can be abandoned")]
    ApprovalNotStuck,
    #[error("the first password is for whoever asked for the user or approved it")]
    PasswordNotYours,
    #[error("the first password was handed out")]
    PasswordHandedOut,
    #[error("no first password is kept for this")]
    PasswordNotThere,
    #[error("this is not what comes next")]
    StepNotAtHand,
    #[error("another worker carries this on by now")]
    WorkerStale,
}

impl Refusal for ApprovalRefusal {
    const CODES: &'static [&'static str] = &[
        "APPROVAL_NOT_FOUND",
        "APPROVAL_EXISTS",
        "OPERATION_EMPTY",
        "OPERATION_UNFIT",
        "APPROVAL_DECISIONS_OUT_OF_RANGE",
        "APPROVAL_VALIDITY_OUT_OF_RANGE",
        "RULE_NOT_GOOD",
        "APPROVAL_OF_OWN_REQUEST",
        "APPROVAL_GIVEN_TWICE",
        "APPROVAL_NEEDS_ADMIN",
        "APPROVAL_NEEDS_TECH",
        "APPROVAL_PLAN_MOVED",
        "APPROVAL_EXPIRED",
        "APPROVAL_DECIDED",
        "APPROVAL_UNDER_WAY",
        "APPROVAL_NOT_GRANTED",
        "NOT_YOURS_TO_WITHDRAW",
        "APPROVAL_NOT_STUCK",
        "PASSWORD_NOT_YOURS",
        "PASSWORD_HANDED_OUT",
        "PASSWORD_NOT_THERE",
        "STEP_NOT_AT_HAND",
        "WORKER_STALE",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::ApprovalNotFound => "APPROVAL_NOT_FOUND",
            Self::ApprovalExists => "APPROVAL_EXISTS",
            Self::OperationEmpty => "OPERATION_EMPTY",
            Self::OperationUnfit { .. } => "OPERATION_UNFIT",
            Self::ApprovalDecisionsOutOfRange { .. } => "APPROVAL_DECISIONS_OUT_OF_RANGE",
            Self::ApprovalValidityOutOfRange { .. } => "APPROVAL_VALIDITY_OUT_OF_RANGE",
            Self::RuleNotGood { .. } => "RULE_NOT_GOOD",
            Self::ApprovalOfOwnRequest => "APPROVAL_OF_OWN_REQUEST",
            Self::ApprovalGivenTwice => "APPROVAL_GIVEN_TWICE",
            Self::ApprovalNeedsAdmin => "APPROVAL_NEEDS_ADMIN",
            Self::ApprovalNeedsTech => "APPROVAL_NEEDS_TECH",
            Self::ApprovalPlanMoved { .. } => "APPROVAL_PLAN_MOVED",
            Self::ApprovalExpired => "APPROVAL_EXPIRED",
            Self::ApprovalDecided => "APPROVAL_DECIDED",
            Self::ApprovalUnderWay => "APPROVAL_UNDER_WAY",
            Self::ApprovalNotGranted => "APPROVAL_NOT_GRANTED",
            Self::NotYoursToWithdraw => "NOT_YOURS_TO_WITHDRAW",
            Self::ApprovalNotStuck => "APPROVAL_NOT_STUCK",
            Self::PasswordNotYours => "PASSWORD_NOT_YOURS",
            Self::PasswordHandedOut => "PASSWORD_HANDED_OUT",
            Self::PasswordNotThere => "PASSWORD_NOT_THERE",
            Self::StepNotAtHand => "STEP_NOT_AT_HAND",
            Self::WorkerStale => "WORKER_STALE",
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::ApprovalOfOwnRequest
            | Self::PasswordNotYours
            | Self::StepNotAtHand
            | Self::WorkerStale => Severity::Suspicious,
            Self::ApprovalNotFound
            | Self::ApprovalExists
            | Self::OperationEmpty
            | Self::OperationUnfit { .. }
            | Self::ApprovalDecisionsOutOfRange { .. }
            | Self::ApprovalValidityOutOfRange { .. }
            | Self::RuleNotGood { .. }
            | Self::ApprovalGivenTwice
            | Self::ApprovalNeedsAdmin
            | Self::ApprovalNeedsTech
            | Self::ApprovalPlanMoved { .. }
            | Self::ApprovalExpired
            | Self::ApprovalDecided
            | Self::ApprovalUnderWay
            | Self::ApprovalNotGranted
            | Self::NotYoursToWithdraw
            | Self::ApprovalNotStuck
            | Self::PasswordHandedOut
            | Self::PasswordNotThere => Severity::Expected,
        }
    }
}
