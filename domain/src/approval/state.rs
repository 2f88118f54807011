//! Where an approval stands.

use serde::{Deserialize, Serialize};

use super::{
    ApprovalCommand, ApprovalEvent, ApprovalRefusal, Request, Step, decide, plan, proceed,
};
use crate::aggregate::{Aggregate, Decision};
use crate::ids::CorrelationId;
use crate::saga::{Fault, Next, Pace, Patience, Progress, Saga};

/// For so many days a request may wait for decisions.
pub const LONGEST_VALID_DAYS: u16 = 30;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approval {
    /// Nobody asked yet.
    #[default]
    Unknown,
    /// For decisions.
    Waiting(Box<Request>),
    /// It was granted, and is carried out.
    UnderWay(Box<Request>),
    /// It failed, and what it did is being undone.
    Unwinding(Box<Request>, Fault),
    Ended(Box<Request>, Ending),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    Done,
    /// It failed, and nothing of it is left.
    Undone(Fault),
    Rejected,
    Withdrawn,
    Expired,
    /// By a person, with something left to do.
    Abandoned,
}

impl Approval {
    pub fn request(&self) -> Option<&Request> {
        match self {
            Self::Unknown => None,
            Self::Waiting(request)
            | Self::UnderWay(request)
            | Self::Unwinding(request, _)
            | Self::Ended(request, _) => Some(request),
        }
    }

    pub(super) fn request_mut(&mut self) -> Option<&mut Request> {
        match self {
            Self::Unknown => None,
            Self::Waiting(request)
            | Self::UnderWay(request)
            | Self::Unwinding(request, _)
            | Self::Ended(request, _) => Some(request),
        }
    }

    pub(super) fn into_request(self) -> Option<Box<Request>> {
        match self {
            Self::Unknown => None,
            Self::Waiting(request)
            | Self::UnderWay(request)
            | Self::Unwinding(request, _)
            | Self::Ended(request, _) => Some(request),
        }
    }
}

impl Aggregate for Approval {
    const TYPE: &'static str = "approval";

    type Command = ApprovalCommand;
    type Event = ApprovalEvent;
    type Refusal = ApprovalRefusal;

    fn decide(
        &self,
        command: &ApprovalCommand,
    ) -> Result<Decision<ApprovalEvent>, ApprovalRefusal> {
        match command {
            ApprovalCommand::Request(c) => decide::request(self, c),
            ApprovalCommand::Approve(c) => decide::approve(self, c),
            ApprovalCommand::Reject(c) => decide::reject(self, c),
            ApprovalCommand::Withdraw(c) => decide::withdraw(self, c),
            ApprovalCommand::Retry(c) => decide::retry(self, c),
            ApprovalCommand::Abandon(c) => decide::abandon(self, c),
            ApprovalCommand::HandOut(c) => decide::hand_out(self, c),
            ApprovalCommand::Proceed(c) => proceed::proceed(self, c),
        }
    }

    fn evolve(&mut self, event: &ApprovalEvent) {
        self.learn(event);
    }
}

impl Saga for Approval {
    type Step = Step;

    fn next(&self) -> Next<Step> {
        plan::next(self)
    }

    fn proceed(progress: Progress<Step, ApprovalEvent>) -> ApprovalCommand {
        ApprovalCommand::Proceed(Box::new(progress))
    }

    fn pace(&self) -> Option<&Pace<Step>> {
        self.request().map(|request| &request.pace)
    }

    fn patience(&self, step: &Step) -> Patience {
        plan::patience(*step)
    }

    fn overdue(&self, step: &Step) -> Fault {
        let pace = self.pace();
        plan::overdue(*step, pace.and_then(|pace| pace.fault.as_ref()))
    }

    fn correlation(&self) -> Option<CorrelationId> {
        self.request()?.correlation_id
    }
}
