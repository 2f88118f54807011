//! An attempt as people follow it: each step with what was asked and answered, what is waited for,
//! what was undone and what stays.

mod telling;
#[cfg(test)]
mod tests;

use serde::Serialize;

use super::{Attempt, Drift, Ending, Made, Onboarding, OnboardingEvent, Setback, Step, Turn};
use crate::aggregate::{Aggregate, DecodeError};
use crate::cloud::{Actor, Cause};
use crate::gdap_template::TemplateVersion;
use crate::ids::{CorrelationId, CustomerId, TenantId};
use crate::record::{Metadata, Micros, RecordedEvent};
use crate::saga::{Fault, Next, Patience, Saga, Task, days};
use crate::text::{CustomerName, Reason};

/// An event of a tenant's stream, with who it is from.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub event: OnboardingEvent,
    pub recorded_at: Micros,
    /// None where it was recorded in a way that we do not read.
    pub by: Option<Metadata>,
}

impl Line {
    pub fn read(recorded: &RecordedEvent) -> Result<Self, DecodeError> {
        Ok(Self {
            event: recorded.decode()?,
            recorded_at: recorded.recorded_at,
            by: serde_json::from_str(&recorded.metadata).ok(),
        })
    }
}

/// One attempt, told from its events.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Story {
    pub tenant: TenantId,
    pub customer: CustomerId,
    pub customer_name: Option<CustomerName>,
    pub attempt: u32,
    /// The number of the latest one.
    pub latest: u32,
    pub template: Option<TemplateVersion>,
    pub repair: bool,
    pub correlation_id: Option<CorrelationId>,
    pub started_at: Micros,
    pub started_by: Option<Metadata>,
    pub ended_at: Option<Micros>,
    pub standing: Standing,
    /// Those of the plan in its order, then those that take back.
    pub steps: Vec<Chapter>,
    pub invitation: Option<Invitation>,
    /// Why the undoing needs somebody.
    pub attention: Option<Matter>,
    pub undone: Vec<Made>,
    pub left: Vec<Made>,
    pub drift: Vec<Drift>,
    #[serde(skip)]
    wait: Option<Wait>,
    /// The plan was gone through to its end.
    #[serde(skip)]
    through: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    UnderWay,
    /// It failed, and what it did is being undone.
    UndoingFailure(Fault),
    UndoingCancellation(Reason),
    /// The access was in place, and is being taken back.
    EndingAccess(Reason),
    Active,
    Failed {
        code: String,
    },
    Cancelled,
    /// The access was in place, and was taken back.
    AccessEnded {
        reason: Reason,
    },
    Abandoned,
}

/// A step, and how it goes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chapter {
    pub step: Step,
    pub mark: Mark,
    /// How often it was tried, as far as that is on record: looks that find nothing new are not.
    pub tries: u32,
    /// When the cloud was last asked to do it.
    pub asked_at: Option<Micros>,
    /// What was answered when it did not work.
    pub matter: Option<Matter>,
    /// What came of it.
    pub told: Option<String>,
    pub told_at: Option<Micros>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    Done,
    AtHand,
    /// At hand, and for somebody or something else to do, or tried again later.
    Waiting,
    ToCome,
    NotNeeded,
    Failed,
    /// The attempt ended before.
    NotReached,
    /// Done, and taken back.
    Undone,
    /// Done, and it stays.
    Left,
}

/// What did not work, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matter {
    pub fault: Fault,
    pub at: Micros,
}

impl Matter {
    /// One sentence for people, and who must act: none where the code is not the clouds' or the
    /// plan's.
    pub fn meaning(&self) -> Option<(&'static str, Actor)> {
        let code = self.fault.code.as_str();
        let setback = Setback::ALL.iter().find(|it| it.code() == code);
        let cause = || Cause::ALL.iter().find(|it| it.code() == code);
        setback
            .map(|it| (it.sentence(), it.actor()))
            .or_else(|| cause().map(|it| (it.sentence(), it.actor())))
    }
}

/// What the customer is to approve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Invitation {
    pub link: String,
    pub since: Micros,
    /// Until when it is waited for.
    pub until: Micros,
    /// It still waits for the customer.
    pub open: bool,
}

/// What is needed to tell when the step at hand is looked at next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wait {
    since: Micros,
    not_before: Micros,
    patience: Patience,
}

impl Story {
    /// The attempt of this number, or the latest. None when there is no such attempt.
    pub fn of(lines: &[Line], number: Option<u32>) -> Option<Self> {
        let begins = |line: &Line| {
            if let OnboardingEvent::OnboardingStarted { attempt, .. } = line.event {
                return Some(attempt);
            }
            None
        };
        let latest = lines.iter().filter_map(begins).next_back()?;
        let wanted = number.unwrap_or(latest);
        let start = lines.iter().position(|line| begins(line) == Some(wanted))?;
        let (first, rest) = lines[start..].split_first()?;
        let end = rest.iter().position(|line| begins(line).is_some());
        let rest = &rest[..end.unwrap_or(rest.len())];

        // An attempt to put access right builds upon what those before it made.
        let mut onboarding = Onboarding::default();
        for line in &lines[..=start] {
            onboarding.evolve(&line.event);
        }
        let mut story = Self::begun(onboarding.attempt()?, first, latest);
        for line in rest {
            story.hear(&onboarding, line);
            onboarding.evolve(&line.event);
        }
        story.settle(&onboarding);
        Some(story)
    }

    fn begun(attempt: &Attempt, first: &Line, latest: u32) -> Self {
        let steps = super::plan::steps(attempt);
        Self {
            tenant: attempt.tenant_id,
            customer: attempt.customer_id,
            customer_name: attempt.customer_name.clone(),
            attempt: attempt.number,
            latest,
            template: attempt.template,
            repair: attempt.repair,
            correlation_id: attempt.correlation_id,
            started_at: first.recorded_at,
            started_by: first.by.clone(),
            ended_at: None,
            standing: Standing::UnderWay,
            steps: steps.into_iter().map(Chapter::to_come).collect(),
            invitation: None,
            attention: None,
            undone: Vec::new(),
            left: Vec::new(),
            drift: Vec::new(),
            wait: None,
            through: false,
        }
    }

    /// When the step at hand is tried or looked at next.
    pub fn next_look(&self, now: Micros) -> Option<Micros> {
        let wait = self.wait?;
        if wait.not_before > now {
            return Some(wait.not_before);
        }
        Some(wait.patience.next_look(wait.since, now))
    }

    /// When the step at hand is given up.
    pub fn gives_up(&self) -> Option<Micros> {
        let wait = self.wait.filter(|_| self.standing == Standing::UnderWay)?;
        Some(wait.patience.ends(wait.since))
    }

    pub fn at_hand(&self) -> Option<&Chapter> {
        let at_hand = |it: &&Chapter| matches!(it.mark, Mark::AtHand | Mark::Waiting);
        self.steps.iter().find(at_hand)
    }

    fn chapter(&mut self, step: &Step) -> &mut Chapter {
        let known = self.steps.iter().position(|it| it.step == *step);
        let place = known.unwrap_or_else(|| {
            self.steps.push(Chapter::to_come(step.clone()));
            self.steps.len() - 1
        });
        &mut self.steps[place]
    }

    /// How all stands after the last event.
    fn settle(&mut self, onboarding: &Onboarding) {
        let Some(attempt) = onboarding.attempt() else {
            return;
        };
        self.standing = standing(onboarding);
        self.left.clone_from(&attempt.left);
        self.drift.clone_from(&attempt.drift);
        if matches!(onboarding, Onboarding::Unwinding(..)) {
            for made in attempt.made.iter().rev() {
                self.chapter(&made.undo());
            }
        }
        let at_hand = self.find_at_hand(onboarding);
        let forward = matches!(onboarding, Onboarding::UnderWay(_));
        let through = self.through;
        for (place, chapter) in self.steps.iter_mut().enumerate() {
            if chapter.mark != Mark::ToCome {
                continue;
            }
            let passed = (through && !saga_undo(&chapter.step))
                || at_hand.is_some_and(|hand| forward && place < hand);
            if passed {
                chapter.mark = Mark::NotNeeded;
            } else if !forward && !saga_undo(&chapter.step) {
                chapter.mark = Mark::NotReached;
            }
        }
        if let Some(place) = at_hand {
            let waits = attempt.pace.fault.is_some() || self.steps[place].step.is_wait();
            self.steps[place].mark = if waits { Mark::Waiting } else { Mark::AtHand };
        }
        let waiting = self.at_hand().map(|it| it.step.clone());
        if let Some(invitation) = &mut self.invitation {
            invitation.open = waiting == Some(Step::WaitForApproval);
        }
    }

    fn find_at_hand(&mut self, onboarding: &Onboarding) -> Option<usize> {
        let Next::Due { task, not_before } = onboarding.next() else {
            return None;
        };
        let (Task::Do(step) | Task::Clarify(step)) = task else {
            return None;
        };
        let pace = onboarding.pace()?;
        self.wait = Some(Wait {
            since: pace.since,
            not_before,
            patience: onboarding.patience(&step),
        });
        self.chapter(&step);
        self.steps.iter().position(|it| it.step == step)
    }
}

fn standing(onboarding: &Onboarding) -> Standing {
    match onboarding {
        Onboarding::Unknown | Onboarding::UnderWay(_) => Standing::UnderWay,
        Onboarding::Unwinding(_, Turn::Failed(fault)) => Standing::UndoingFailure(fault.clone()),
        Onboarding::Unwinding(_, Turn::Cancelled(why)) => {
            Standing::UndoingCancellation(why.clone())
        }
        Onboarding::Unwinding(_, Turn::Ending(why)) => Standing::EndingAccess(why.clone()),
        Onboarding::Ended(_, Ending::Activated) => Standing::Active,
        Onboarding::Ended(_, Ending::Failed { code }) => Standing::Failed { code: code.clone() },
        Onboarding::Ended(_, Ending::Cancelled) => Standing::Cancelled,
        Onboarding::Ended(_, Ending::AccessEnded { reason }) => Standing::AccessEnded {
            reason: reason.clone(),
        },
        Onboarding::Ended(_, Ending::Abandoned) => Standing::Abandoned,
    }
}

fn saga_undo(step: &Step) -> bool {
    crate::saga::Step::is_undo(step)
}

/// Until when the customer may approve.
fn approval_ends(since: Micros, attempt: &Attempt) -> Micros {
    since.saturating_add(days(i64::from(attempt.approval_days())))
}

impl Chapter {
    fn to_come(step: Step) -> Self {
        Self {
            step,
            mark: Mark::ToCome,
            tries: 0,
            asked_at: None,
            matter: None,
            told: None,
            told_at: None,
        }
    }
}
