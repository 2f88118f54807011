//! An approval as people follow it: each step with what was asked and answered, what is waited for,
//! and what was undone.

#[cfg(test)]
mod tests;

use serde::Serialize;

use super::{Approval, ApprovalEvent, Ending, Step, steps_of};
use crate::aggregate::Aggregate;
use crate::onboarding::{Mark, Matter};
use crate::record::Micros;
use crate::saga::{Next, Saga, Task};

/// Told from all of its events.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Story {
    /// How it stands after the last one.
    pub approval: Approval,
    /// Those of the operation in their order, then those that take back.
    pub steps: Vec<Chapter>,
    /// Before then nothing happens by itself; none when nothing will.
    pub due: Option<Micros>,
}

/// A step, and how it goes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chapter {
    pub step: Step,
    pub mark: Mark,
    /// How often it was tried, as far as that is on record.
    pub tries: u32,
    /// When it was last set out to do.
    pub asked_at: Option<Micros>,
    /// What was answered when it did not work.
    pub matter: Option<Matter>,
    /// When it came to its end.
    pub told_at: Option<Micros>,
}

impl Story {
    /// None where nobody asked for anything.
    pub fn of(events: &[ApprovalEvent]) -> Option<Self> {
        let mut approval = Approval::default();
        let mut steps: Vec<Chapter> = Vec::new();
        for event in events {
            approval.evolve(event);
            if steps.is_empty() || matches!(event, ApprovalEvent::PlanMoved { .. }) {
                steps = to_come(&approval);
            }
            hear(&mut steps, event);
        }
        approval.request()?;
        let mut story = Self {
            approval,
            steps,
            due: None,
        };
        story.settle();
        Some(story)
    }

    pub fn at_hand(&self) -> Option<&Chapter> {
        let at_hand = |it: &&Chapter| matches!(it.mark, Mark::AtHand | Mark::Waiting);
        self.steps.iter().find(at_hand)
    }

    /// How all stands after the last event.
    fn settle(&mut self) {
        if let (Approval::Unwinding(request, _), steps) = (&self.approval, &mut self.steps) {
            let made = request.execution.made.iter().rev();
            for undo in made.filter_map(|it| it.undo()) {
                chapter(steps, undo);
            }
        }
        let left = self.what_became_of_the_rest();
        for chapter in &mut self.steps {
            if chapter.mark == Mark::ToCome && !chapter.step.is_never_given_up() {
                chapter.mark = left;
            }
        }
        let Next::Due { task, not_before } = self.approval.next() else {
            return;
        };
        self.due = Some(not_before);
        let (Task::Do(step) | Task::Clarify(step)) = task else {
            return;
        };
        if matches!(step, Step::Remind | Step::Expire) {
            return;
        }
        let pace = self.approval.pace();
        let waits = pace.is_some_and(|pace| pace.fault.is_some() || pace.since < not_before);
        let at_hand = chapter(&mut self.steps, step);
        at_hand.mark = if waits { Mark::Waiting } else { Mark::AtHand };
    }

    /// Of the steps that nothing is on record about.
    fn what_became_of_the_rest(&self) -> Mark {
        match &self.approval {
            Approval::UnderWay(request) if request.execution.found_made => Mark::NotNeeded,
            Approval::Unknown | Approval::Waiting(_) | Approval::UnderWay(_) => Mark::ToCome,
            Approval::Ended(_, Ending::Done) => Mark::NotNeeded,
            Approval::Unwinding(..) | Approval::Ended(..) => Mark::NotReached,
        }
    }
}

fn to_come(approval: &Approval) -> Vec<Chapter> {
    let request = approval.request();
    let steps = request.map(|it| steps_of(&it.operation));
    let steps = steps.unwrap_or_default().into_iter();
    steps.map(Chapter::to_come).collect()
}

fn chapter(steps: &mut Vec<Chapter>, step: Step) -> &mut Chapter {
    let known = steps.iter().position(|it| it.step == step);
    let place = known.unwrap_or_else(|| {
        steps.push(Chapter::to_come(step));
        steps.len() - 1
    });
    &mut steps[place]
}

/// What an event says of a step.
fn hear(steps: &mut Vec<Chapter>, event: &ApprovalEvent) {
    if let ApprovalEvent::StepRequested { step, at, .. } = event {
        let chapter = chapter(steps, *step);
        chapter.asked_at = Some(*at);
        chapter.tries = chapter.tries.saturating_add(1);
    } else if let ApprovalEvent::StepDelayed {
        step, fault, at, ..
    }
    | ApprovalEvent::StepFailed {
        step, fault, at, ..
    }
    | ApprovalEvent::AttentionNeeded { step, fault, at } = event
    {
        let chapter = chapter(steps, *step);
        chapter.matter = Some(Matter {
            fault: fault.clone(),
            at: *at,
        });
        // What only looks is not on record before.
        if chapter.asked_at.is_none() {
            chapter.tries = chapter.tries.saturating_add(1);
        }
        if matches!(event, ApprovalEvent::StepFailed { .. }) {
            chapter.mark = Mark::Failed;
        }
    } else if let Some(step) = event.ends() {
        ended(steps, step, event);
    }
}

fn ended(steps: &mut Vec<Chapter>, step: Step, event: &ApprovalEvent) {
    let told_at = event.at();
    if matches!(step, Step::Remind | Step::Expire)
        || matches!(event, ApprovalEvent::PlanMoved { .. })
    {
        return;
    }
    // A password that somebody has is not taken back by leaving the vault, and neither is the user.
    let takes_back = step.is_never_given_up() && step != Step::FreeLicences;
    if takes_back && step != Step::DropPassword {
        for done in steps.iter_mut().filter(|it| it.step.undo() == Some(step)) {
            done.mark = Mark::Undone;
        }
    }
    let chapter = chapter(steps, step);
    chapter.mark = Mark::Done;
    chapter.told_at = Some(told_at);
    chapter.tries = chapter.tries.max(1);
}

impl Chapter {
    fn to_come(step: Step) -> Self {
        Self {
            step,
            mark: Mark::ToCome,
            tries: 0,
            asked_at: None,
            matter: None,
            told_at: None,
        }
    }
}
