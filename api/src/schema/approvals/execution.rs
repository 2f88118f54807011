//! How an approval is carried out, step by step.

use std::sync::Arc;

use async_graphql::{Object, SimpleObject};
use tenantry_domain::approval::{Approval as Aggregate, Chapter, Story};
use tenantry_domain::onboarding::Matter;
use tenantry_domain::saga::Fault;

use crate::schema::onboardings::{StepMark, StepProblem};
use crate::schema::scalars::DateTime;

/// A step of what was asked for, or one that takes back.
#[derive(Debug, SimpleObject)]
pub(crate) struct ApprovalStep {
    /// What it does, in words.
    name: String,
    /// How far it has come.
    mark: StepMark,
    /// How often it was tried, as far as that is on record.
    tries: u32,
    /// When it was last set out to do.
    asked_at: Option<DateTime>,
    /// What was answered when it did not work.
    problem: Option<StepProblem>,
    /// When it came to its end.
    ended_at: Option<DateTime>,
    /// What takes it back if a later step fails, in words. Nothing where nothing does.
    undo: Option<String>,
}

impl From<&Chapter> for ApprovalStep {
    fn from(chapter: &Chapter) -> Self {
        Self {
            name: chapter.step.to_string(),
            mark: chapter.mark.into(),
            tries: chapter.tries,
            asked_at: chapter.asked_at.map(DateTime),
            problem: chapter.matter.as_ref().map(StepProblem::from),
            ended_at: chapter.told_at.map(DateTime),
            undo: chapter.step.undo().map(|it| it.to_string()),
        }
    }
}

/// An approval, told from its events.
#[derive(Debug)]
pub(crate) struct ApprovalStory(pub(super) Arc<Story>);

impl ApprovalStory {
    /// A fault at the instant of the step at hand, or of the end.
    fn problem_of(&self, fault: &Fault) -> StepProblem {
        let request = self.0.approval.request();
        let since = request.map_or(0, |it| it.ended_at.unwrap_or(it.pace.since));
        let told = self.0.steps.iter().filter_map(|it| it.matter.as_ref());
        let told = told.filter(|it| it.fault == *fault).map(|it| it.at).max();
        StepProblem::from(&Matter {
            fault: fault.clone(),
            at: told.unwrap_or(since),
        })
    }
}

/// How an approval is carried out, told from its events.
#[Object]
impl ApprovalStory {
    /// The steps in their order, then those that take back.
    async fn steps(&self) -> Vec<ApprovalStep> {
        self.0.steps.iter().map(ApprovalStep::from).collect()
    }

    /// Why somebody should look at it.
    async fn attention(&self) -> Option<StepProblem> {
        let request = self.0.approval.request()?;
        let attention = request.execution.attention.as_ref()?;
        Some(self.problem_of(attention))
    }

    /// Why it is being undone.
    async fn failure(&self) -> Option<StepProblem> {
        match &self.0.approval {
            Aggregate::Unwinding(_, fault) => Some(self.problem_of(fault)),
            _ => None,
        }
    }

    /// Whether all was already as it was to become, so that nothing was changed.
    async fn found_made(&self) -> bool {
        let request = self.0.approval.request();
        request.is_some_and(|it| it.execution.found_made)
    }

    /// The user who was created, by Microsoft's id.
    async fn user_id(&self) -> Option<String> {
        let user = self.0.approval.request()?.execution.user?;
        Some(user.to_string())
    }

    /// When it is tried or looked at next. Nothing when nothing is left to do.
    async fn next_look_at(&self) -> Option<DateTime> {
        self.0.due.map(DateTime)
    }
}
