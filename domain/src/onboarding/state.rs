//! Where an onboarding stands.

use serde::{Deserialize, Serialize};

use super::attempt::Attempt;
use super::{Access, OnboardingCommand, OnboardingEvent, OnboardingRefusal, Step, decide, plan};
use crate::aggregate::{Aggregate, Decision};
use crate::ids::CorrelationId;
use crate::record::Micros;
use crate::saga::{Fault, Next, Pace, Patience, Progress, Saga};
use crate::text::Reason;

/// The attempts to bring one tenant under management, of which one at most is under way.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Onboarding {
    /// Nobody started it yet.
    #[default]
    Unknown,
    UnderWay(Box<Attempt>),
    /// It failed, was called off, or is no longer wanted, and what it did is being undone.
    Unwinding(Box<Attempt>, Turn),
    Ended(Box<Attempt>, Ending),
}

/// Why an attempt is undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    Failed(Fault),
    Cancelled(Reason),
    /// Its access was in place.
    Ending(Reason),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    Activated,
    Failed {
        code: String,
    },
    Cancelled,
    /// Its access was in place, and was taken back because somebody asked.
    AccessEnded {
        reason: Reason,
    },
    /// By a person, with things left that could not be undone.
    Abandoned,
}

impl Onboarding {
    /// The latest attempt.
    pub fn attempt(&self) -> Option<&Attempt> {
        match self {
            Self::Unknown => None,
            Self::UnderWay(attempt) | Self::Unwinding(attempt, _) | Self::Ended(attempt, _) => {
                Some(attempt)
            }
        }
    }

    fn latest(&mut self) -> Option<&mut Attempt> {
        match self {
            Self::Unknown => None,
            Self::UnderWay(attempt) | Self::Unwinding(attempt, _) | Self::Ended(attempt, _) => {
                Some(attempt)
            }
        }
    }

    fn begin(&mut self, event: &OnboardingEvent) {
        if let Some(mut attempt) = Attempt::begun_by(event) {
            attempt.before = self.access().unwrap_or_default();
            *self = Self::UnderWay(Box::new(attempt));
        }
    }

    /// Whether the tenant has to stay held: the onboarding is under way, or its access is in place.
    pub fn needs_hold(&self) -> bool {
        matches!(self, Self::UnderWay(_) | Self::Unwinding(..)) || self.has_access()
    }

    /// Access is in place: an attempt brought it about, and those after it that failed left it alone.
    pub fn has_access(&self) -> bool {
        match self {
            Self::Ended(_, Ending::Activated) => true,
            Self::Ended(last, Ending::Failed { .. } | Ending::Cancelled) => last.repair,
            Self::Ended(_, Ending::Abandoned | Ending::AccessEnded { .. })
            | Self::Unknown
            | Self::UnderWay(_)
            | Self::Unwinding(..) => false,
        }
    }

    /// What the access that is in place rests on.
    pub fn access(&self) -> Option<Access> {
        match self {
            Self::Ended(last, Ending::Activated) => Some(Access::after(last)),
            Self::Ended(last, _) if self.has_access() => Some(last.before.clone()),
            Self::Ended(..) | Self::Unknown | Self::UnderWay(_) | Self::Unwinding(..) => None,
        }
    }

    fn conclude(&mut self, event: &OnboardingEvent) {
        use OnboardingEvent as E;
        #[allow(clippy::wildcard_enum_match_arm)] // `evolve` names each of them.
        self.end(match event {
            E::OnboardingActivated {} => Ending::Activated,
            E::OnboardingFailed { code, .. } => Ending::Failed { code: code.clone() },
            E::OnboardingCancelled { .. } => Ending::Cancelled,
            E::AccessEnded { reason, .. } => Ending::AccessEnded {
                reason: reason.clone(),
            },
            _ => Ending::Abandoned,
        });
    }

    fn end(&mut self, ending: Ending) {
        if let Self::UnderWay(attempt) | Self::Unwinding(attempt, _) = std::mem::take(self) {
            *self = Self::Ended(attempt, ending);
        }
    }

    fn drift(&mut self, event: &OnboardingEvent) {
        if let Self::Ended(attempt, _) = self {
            attempt.drift = if let OnboardingEvent::DriftFound { findings, .. } = event {
                findings.clone()
            } else {
                Vec::new()
            };
        }
    }

    /// It is taken back by the latest attempt, which knows by then what all of them made.
    fn take_back(&mut self, reason: &Reason, at: Micros) {
        let Some(access) = self.access() else { return };
        if let Self::Ended(attempt, _) = self {
            let mut attempt = std::mem::replace(attempt, Box::new(Attempt::none()));
            attempt.take_back(access, at);
            *self = Self::Unwinding(attempt, Turn::Ending(reason.clone()));
        }
    }

    fn turn(&mut self, turn: Turn, at: Micros) {
        if let Self::UnderWay(attempt) = self {
            let mut attempt = std::mem::replace(attempt, Box::new(Attempt::none()));
            attempt.turn(at);
            *self = Self::Unwinding(attempt, turn);
        }
    }
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
            OnboardingCommand::Cancel(c) => decide::cancel(self, c),
            OnboardingCommand::Retry(c) => decide::retry(self, c),
            OnboardingCommand::Abandon(c) => decide::abandon(self, c),
            OnboardingCommand::EndAccess(c) => decide::end_access(self, c),
            OnboardingCommand::NoteDrift(c) => decide::note_drift(self, c),
            OnboardingCommand::Proceed(c) => decide::proceed(self, c),
        }
    }

    fn evolve(&mut self, event: &OnboardingEvent) {
        use OnboardingEvent as E;
        match event {
            E::OnboardingStarted { .. } => self.begin(event),
            E::StepFailed { fault, at, .. } => {
                if let Some(attempt) = self.latest() {
                    attempt.failed(fault);
                }
                self.turn(Turn::Failed(fault.clone()), *at);
            }
            E::CancellationRequested { reason, at } => {
                self.turn(Turn::Cancelled(reason.clone()), *at);
            }
            E::AccessEndRequested { reason, at } => self.take_back(reason, *at),
            E::OnboardingActivated {}
            | E::OnboardingFailed { .. }
            | E::OnboardingCancelled { .. }
            | E::OnboardingAbandoned { .. }
            | E::AccessEnded { .. } => self.conclude(event),
            E::DriftFound { .. } | E::DriftGone { .. } => self.drift(event),
            E::StepRequested { .. }
            | E::StepDelayed { .. }
            | E::RetryRequested { .. }
            | E::AttentionNeeded { .. } => {
                if let Some(attempt) = self.latest() {
                    attempt.paced(event);
                }
            }
            E::NothingToReuse { .. }
            | E::ActiveRelationshipReused { .. }
            | E::UnfinishedRelationshipAdopted { .. }
            | E::RelationshipProposed { .. }
            | E::RelationshipCreated { .. }
            | E::RelationshipLocked { .. }
            | E::RelationshipApproved { .. }
            | E::RelationshipActivated { .. }
            | E::GroupFound { .. }
            | E::GroupCreated { .. }
            | E::RolesAssigned { .. }
            | E::AssignmentFound { .. }
            | E::AssignmentActivated { .. }
            | E::AppAccessMissing { .. }
            | E::AppAuthorised { .. }
            | E::AppAccessFound { .. }
            | E::AccessVerified { .. }
            | E::SupersededEnded { .. } => {
                if let Some(attempt) = self.latest() {
                    attempt.learned(event);
                }
            }
            E::EffectNotFound { .. }
            | E::AppAccessWithdrawn { .. }
            | E::AppAccessLeft { .. }
            | E::AppAccessKept { .. }
            | E::AssignmentRemoved { .. }
            | E::GroupDeleted { .. }
            | E::GroupKept { .. }
            | E::RelationshipDeleted { .. }
            | E::RelationshipTerminated { .. }
            | E::FootingLeft { .. }
            | E::RelationshipLeftToExpire { .. }
            | E::InvitationOver { .. }
            | E::HoldReleased { .. } => {
                if let Some(attempt) = self.latest() {
                    attempt.undone(event);
                }
            }
        }
    }
}

impl Saga for Onboarding {
    type Step = Step;

    /// By an approval, once it is granted.
    const BY_OTHERS: &'static [&'static str] = &["AccessEndRequested"];

    fn next(&self) -> Next<Step> {
        plan::next(self)
    }

    fn proceed(progress: Progress<Step, OnboardingEvent>) -> OnboardingCommand {
        OnboardingCommand::Proceed(Box::new(progress))
    }

    fn pace(&self) -> Option<&Pace<Step>> {
        self.attempt().map(|attempt| &attempt.pace)
    }

    fn patience(&self, step: &Step) -> Patience {
        let terms = self.attempt().map(|attempt| &attempt.terms);
        let approval_days = terms.map_or(0, |it| it.approval_days);
        let attention_hours = terms.map_or(0, |it| it.attention_hours);
        plan::patience(step, approval_days, attention_hours)
    }

    fn overdue(&self, step: &Step) -> Fault {
        let pace = self.pace();
        plan::overdue(step, pace.and_then(|pace| pace.fault.as_ref()))
    }

    fn correlation(&self) -> Option<CorrelationId> {
        self.attempt()?.correlation_id
    }
}
