//! A change that somebody asked for: the request, the decisions about it, and what became of it.
//!
//! Life: requested → waiting → under way → done, or → unwinding → undone; or rejected | withdrawn |
//! expired. Back from under way to waiting when the live state moved before anything was changed.
//!
//! - Request, decisions and execution are one stream: what was approved and what was done cannot
//!   disagree, and nothing can be done twice.
//! - Nothing is changed without a grant, and a grant is for one plan. Another plan needs another grant.
//! - Nobody decides about what they asked for, and nobody decides twice.
//! - A decision after the end of the request changes nothing.
//! - What is about to be changed outside is on record before, and what was made is undone in reverse
//!   before it is reported as undone.

mod change_plan;
mod command;
mod decide;
mod event;
mod learning;
mod operation;
mod person;
mod plan;
mod planning;
mod proceed;
mod refusal;
mod request;
#[cfg(test)]
mod spec;
mod state;
mod step;
mod story;

pub use change_plan::{
    Aspect, ChangePlan, MOST_CHANGES, PlanDigest, PlannedChange, Shown, UndoPlan,
};
pub use command::{
    AbandonChange, ApprovalCommand, GiveApproval, HandOutPassword, Precedent, RejectRequest,
    RequestApproval, RetryChange, WithdrawRequest,
};
pub use event::ApprovalEvent;
pub use operation::{
    Account, MOST_GRACE_DAYS, MOST_LICENCES, NewUser, Operation, OperationKind, OperationProblem,
    Risk, UserRef,
};
pub use person::{Decider, Person, PersonKind};
pub use plan::{NOTICE, PASSWORD_DAYS, PLAN_VERSION, READING, steps_of};
pub use planning::{Product, Products};
pub use refusal::ApprovalRefusal;
pub use request::{Execution, Given, Grant, Password, Permitting, Request, password_name};
pub use state::{Approval, Ending, LONGEST_VALID_DAYS};
pub use step::Step;
pub use story::{Chapter, Story};
