//! A step of a run, as clients see it, and what was given for the run.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use tenantry_domain::approval::Shown;
use tenantry_domain::ids::CustomerId;
use tenantry_domain::procedure::{InputValue, Key};
use tenantry_domain::text::ShownText;
use tenantry_projections::procedure_runs::{RunStepStatus as Status, StepShown};

use crate::schema::approvals::{Approval, ApprovalValue};
use crate::schema::loaders::{ApprovalKey, Shelf, shared};
use crate::schema::problem::Problem;
use crate::schema::scalars::DateTime;

/// How a step of a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub(crate) enum ProcedureRunStepStatus {
    /// What it comes after is not done yet.
    Later,
    /// It is asked for: what becomes of it, its approval says.
    Asked,
    /// What it asked for was carried out.
    Done,
    /// There was nothing to ask for: all was as it was to become.
    FoundMade,
    /// Somebody turned it down.
    Rejected,
    /// It was not wanted any more.
    Withdrawn,
    /// Nobody decided in time.
    Expired,
    /// It failed, and nothing of it is left.
    Undone,
    /// Somebody gave up what was left to do.
    Abandoned,
    /// It could not be asked for, or the run stopped before.
    NotAsked,
}

#[derive(Debug, Clone)]
pub(crate) struct ProcedureRunStep(pub(super) StepShown);

/// A step of a run.
#[Object]
impl ProcedureRunStep {
    /// By this other steps name it.
    async fn key(&self) -> &str {
        self.0.key.as_str()
    }

    /// What people read.
    async fn title(&self) -> &str {
        self.0.title.as_str()
    }

    /// The keys of the steps that have to be done before.
    async fn after(&self) -> Vec<&str> {
        self.0.after.iter().map(Key::as_str).collect()
    }

    /// How it stands.
    async fn status(&self) -> ProcedureRunStepStatus {
        self.0.status.into()
    }

    /// When it came to how it stands; nothing where its turn has not come.
    async fn at(&self) -> Option<DateTime> {
        self.0.at.map(DateTime)
    }

    /// What keeps it from being asked for, or did.
    async fn problem(&self) -> Option<Problem> {
        let code = self.0.error_code.as_deref()?;
        Some(Problem::new(code, None))
    }

    /// The UUID of the approval that it asked for.
    async fn approval_id(&self) -> Option<String> {
        self.0.approval.map(|it| it.to_string())
    }

    /// The approval that it asked for. Nothing where there was nothing to ask for.
    async fn approval(&self, ctx: &Context<'_>) -> Result<Option<Approval>> {
        let Some(id) = self.0.approval else {
            return Ok(None);
        };
        let shelves = ctx.data::<DataLoader<Shelf>>()?;
        let row = shelves.load_one(ApprovalKey(id.as_uuid())).await;
        Ok(row.map_err(shared)?.map(Approval))
    }
}

/// What somebody answered.
#[derive(Debug, SimpleObject)]
pub(crate) struct ProcedureRunAnswer {
    /// The question, by its key.
    question: String,
    /// The answer: what people are called is told to those who work with the record.
    value: ApprovalValue,
}

impl ProcedureRunAnswer {
    pub(super) fn of(question: &Key, answer: &InputValue, customer: CustomerId) -> Self {
        let plain = |text: String| {
            let text = ShownText::clipped(&text, "nothing");
            ApprovalValue::of(&Shown::Plain(text), None)
        };
        let value = match answer {
            InputValue::Text(sealed) => ApprovalValue::sealed(sealed, customer),
            InputValue::User(user) => ApprovalValue::sealed(&user.name, customer),
            InputValue::Country(country) => plain(country.to_string()),
            InputValue::Licences(ids) => {
                let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
                plain(ids.join(", "))
            }
            InputValue::Days(count) => plain(count.to_string()),
        };
        let question = question.to_string();
        Self { question, value }
    }
}
