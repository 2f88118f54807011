//! Where an onboarding stands.

use serde::{Deserialize, Serialize};

use super::{OnboardingCommand, OnboardingEvent, OnboardingRefusal, decide};
use crate::aggregate::{Aggregate, Decision};
use crate::ids::{CustomerId, TenantId};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Onboarding {
    /// Nobody started it yet.
    #[default]
    Unknown,
    Started(Attempt),
    Ended(Attempt, Ending),
}

/// Whom and what the attempt is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    pub customer_id: CustomerId,
    pub tenant_id: TenantId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    Activated,
    Failed { code: String },
    Cancelled,
}

impl Aggregate for Onboarding {
    const TYPE: &'static str = "onboarding";

    type Command = OnboardingCommand;
    type Event = OnboardingEvent;
    type Refusal = OnboardingRefusal;

    fn decide(
        &self,
        command: &OnboardingCommand,
    ) -> Result<Decision<OnboardingEvent>, OnboardingRefusal> {
        match command {
            OnboardingCommand::Start(c) => decide::start(self, c),
            OnboardingCommand::Activate(c) => decide::activate(self, c),
            OnboardingCommand::Fail(c) => decide::fail(self, c),
            OnboardingCommand::Cancel(c) => decide::cancel(self, c),
        }
    }

    fn evolve(&mut self, event: &OnboardingEvent) {
        match event {
            OnboardingEvent::OnboardingStarted {
                customer_id,
                tenant_id,
            } => {
                *self = Self::Started(Attempt {
                    customer_id: *customer_id,
                    tenant_id: *tenant_id,
                });
            }
            OnboardingEvent::OnboardingActivated {} => self.end(Ending::Activated),
            OnboardingEvent::OnboardingFailed { code, detail: _ } => {
                self.end(Ending::Failed { code: code.clone() });
            }
            OnboardingEvent::OnboardingCancelled { reason: _ } => self.end(Ending::Cancelled),
        }
    }
}

impl Onboarding {
    fn end(&mut self, ending: Ending) {
        if let Self::Started(attempt) = *self {
            *self = Self::Ended(attempt, ending);
        }
    }
}
