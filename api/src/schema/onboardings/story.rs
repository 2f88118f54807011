//! An attempt step by step: what was asked, what was answered, what is waited for.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use tenantry_domain::onboarding::{
    Chapter, Invitation, Line, Made, Mark as Marked, Matter, Standing as Stands, Story,
};

use crate::pages;
use crate::schema::fault::Fault;
use crate::schema::scalars::DateTime;

/// One attempt, told from its events.
#[derive(Debug)]
pub(crate) struct OnboardingStory(pub(super) Arc<Story>);

impl OnboardingStory {
    pub(super) fn of(lines: &[Line], attempt: Option<u32>) -> Option<Self> {
        Story::of(lines, attempt).map(Arc::new).map(Self)
    }
}

/// How an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum AttemptStanding {
    /// It goes on.
    UnderWay,
    /// It failed, and what it did is being undone.
    UndoingFailure,
    /// It was called off, and what it did is being undone.
    UndoingCancellation,
    /// Its access was in place, and is being taken back.
    EndingAccess,
    /// The access is in place.
    Active,
    /// It failed; what it did was undone.
    Failed,
    /// It was called off; what it did was undone.
    Cancelled,
    /// Its access was in place, and was taken back.
    AccessEnded,
    /// Somebody gave up what could not be undone.
    Abandoned,
}

/// How far a step has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Marked")]
pub(crate) enum StepMark {
    /// It is done.
    Done,
    /// It is being done.
    AtHand,
    /// It is at hand, and for somebody or something else to do, or tried again later.
    Waiting,
    /// Others come first.
    ToCome,
    /// It turned out that there is nothing to do.
    NotNeeded,
    /// It did not work, for good.
    Failed,
    /// The attempt ended before.
    NotReached,
    /// It was done, and taken back.
    Undone,
    /// It was done, and could not be taken back.
    Left,
}

/// What was answered when something did not work.
#[derive(Debug, SimpleObject)]
pub(crate) struct StepProblem {
    /// Stays the same in all languages and versions.
    code: String,
    /// One sentence for people.
    sentence: Option<String>,
    /// What to do about it.
    remedy: Option<String>,
    /// Who can do that.
    who_acts: Option<String>,
    /// The cloud's own words, without secrets.
    detail: String,
    /// The HTTP status.
    status: Option<u16>,
    /// The cloud's own code.
    vendor_code: Option<String>,
    /// By this the cloud's support finds the request.
    request_id: Option<String>,
    /// Which of the clouds answered.
    api: Option<String>,
    /// When it was answered.
    at: DateTime,
    /// Where the page of this code is, on this server.
    help_page: String,
}

impl From<&Matter> for StepProblem {
    fn from(matter: &Matter) -> Self {
        let fault = &matter.fault;
        Self {
            code: fault.code.clone(),
            sentence: matter.meaning().map(|(sentence, _)| sentence.to_owned()),
            remedy: pages::remedy(&fault.code),
            who_acts: pages::who_acts(&fault.code),
            detail: fault.detail.clone(),
            status: fault.status,
            vendor_code: fault.vendor_code.clone(),
            request_id: fault.request_id.clone(),
            api: fault.api.clone(),
            at: DateTime(matter.at),
            help_page: format!("/help/{}", fault.code),
        }
    }
}

/// A step of the plan, or one that takes back.
#[derive(Debug, SimpleObject)]
pub(crate) struct OnboardingStep {
    /// What it does, in words.
    name: String,
    /// How far it has come.
    mark: StepMark,
    /// How often it was tried, as far as that is on record.
    tries: u32,
    /// When the cloud was last asked to do it.
    asked_at: Option<DateTime>,
    /// What was answered when it did not work.
    problem: Option<StepProblem>,
    /// What came of it.
    outcome: Option<String>,
    /// When that was.
    outcome_at: Option<DateTime>,
}

impl From<&Chapter> for OnboardingStep {
    fn from(chapter: &Chapter) -> Self {
        Self {
            name: chapter.step.to_string(),
            mark: chapter.mark.into(),
            tries: chapter.tries,
            asked_at: chapter.asked_at.map(DateTime),
            problem: chapter.matter.as_ref().map(StepProblem::from),
            outcome: chapter.told.clone(),
            outcome_at: chapter.told_at.map(DateTime),
        }
    }
}

/// What the customer is to approve.
#[derive(Debug, SimpleObject)]
pub(crate) struct OnboardingInvitation {
    /// Where the customer's administrator approves.
    url: String,
    /// Since when it is waited for.
    since: DateTime,
    /// Until when it is waited for.
    until: DateTime,
    /// Whether it still waits for the customer.
    open: bool,
}

impl From<&Invitation> for OnboardingInvitation {
    fn from(invitation: &Invitation) -> Self {
        Self {
            url: invitation.link.clone(),
            since: DateTime(invitation.since),
            until: DateTime(invitation.until),
            open: invitation.open,
        }
    }
}

/// One attempt, told from its events.
#[Object]
impl OnboardingStory {
    /// 1 for the first attempt with the tenant.
    async fn attempt(&self) -> u32 {
        self.0.attempt
    }

    /// The number of the latest attempt.
    async fn latest_attempt(&self) -> u32 {
        self.0.latest
    }

    /// What the customer was called when it began.
    async fn customer_name(&self) -> Option<&str> {
        self.0
            .customer_name
            .as_ref()
            .map(tenantry_domain::text::CustomerName::as_str)
    }

    /// Whether it puts access right again that was in place.
    async fn repair(&self) -> bool {
        self.0.repair
    }

    /// How it stands.
    async fn standing(&self) -> AttemptStanding {
        match &self.0.standing {
            Stands::UnderWay => AttemptStanding::UnderWay,
            Stands::UndoingFailure(_) => AttemptStanding::UndoingFailure,
            Stands::UndoingCancellation(_) => AttemptStanding::UndoingCancellation,
            Stands::EndingAccess(_) => AttemptStanding::EndingAccess,
            Stands::Active => AttemptStanding::Active,
            Stands::Failed { .. } => AttemptStanding::Failed,
            Stands::Cancelled => AttemptStanding::Cancelled,
            Stands::AccessEnded { .. } => AttemptStanding::AccessEnded,
            Stands::Abandoned => AttemptStanding::Abandoned,
        }
    }

    /// Why its access is taken back, or was.
    async fn end_reason(&self) -> Option<&str> {
        match &self.0.standing {
            Stands::EndingAccess(reason) | Stands::AccessEnded { reason } => Some(reason.as_str()),
            Stands::UnderWay
            | Stands::UndoingFailure(_)
            | Stands::UndoingCancellation(_)
            | Stands::Active
            | Stands::Failed { .. }
            | Stands::Cancelled
            | Stands::Abandoned => None,
        }
    }

    /// When it was started.
    async fn started_at(&self) -> DateTime {
        DateTime(self.0.started_at)
    }

    /// Who started it.
    async fn started_by(&self) -> Option<String> {
        let by = self.0.started_by.as_ref()?;
        Some(format!("{} {}", by.actor_kind, by.actor_id))
    }

    /// When it ended.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// The steps of the plan in their order, then those that take back.
    async fn steps(&self) -> Vec<OnboardingStep> {
        self.0.steps.iter().map(OnboardingStep::from).collect()
    }

    /// What the customer is to approve, once it can be approved.
    async fn invitation(&self) -> Option<OnboardingInvitation> {
        self.0.invitation.as_ref().map(OnboardingInvitation::from)
    }

    /// Why the undoing needs somebody.
    async fn attention(&self) -> Option<StepProblem> {
        self.0.attention.as_ref().map(StepProblem::from)
    }

    /// What was taken back.
    async fn undone(&self) -> Vec<String> {
        self.0.undone.iter().map(made).collect()
    }

    /// What could not be taken back.
    async fn left_behind(&self) -> Vec<String> {
        self.0.left.iter().map(made).collect()
    }

    /// When the step at hand is tried or looked at next.
    async fn next_look_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        let parts: &crate::Parts = ctx.data_opt().ok_or_else(Fault::nobody)?;
        Ok(self.0.next_look(parts.clock.now()).map(DateTime))
    }

    /// When the step at hand is given up.
    async fn gives_up_at(&self) -> Option<DateTime> {
        self.0.gives_up().map(DateTime)
    }
}

fn made(made: &Made) -> String {
    match made {
        Made::Relationship => "the relationship".to_owned(),
        Made::Group(group) => format!("the group {group}"),
        Made::Assignment(group) => format!("the roles of {group}"),
        Made::AppAccess => "our app in the tenant".to_owned(),
        Made::Footing(id) => format!("what was ours in the relationship {id}"),
    }
}
